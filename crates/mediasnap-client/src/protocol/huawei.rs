//! Huawei Cloud: JSON headers on every request, three spellings of one error, messages that tell what the code does not.

use chrono::{DateTime, NaiveDateTime, Utc};
use mediasnap_core::ErrorKind;

use super::envelope::Envelope;
use super::error_scan::{ErrorFields, scan};
use super::header_list::HeaderList;

/// The content type goes out on requests without a body too, and is signed.
pub(super) fn headers() -> HeaderList {
    [Some(("Content-Type", "application/json")), None]
}

/// The first object, outermost first, that holds a code and a message in one of the known spellings.
const FIELDS: ErrorFields = ErrorFields {
    spellings: &[
        ("error_code", "error_msg"),
        ("errorCode", "errorMsg"),
        ("code", "message"),
    ],
    level: 8,
    needs_message: true,
    request_ids: &["request_id", "requestId"],
    request_id_level: 0,
};

/// Returns what the body of an error response says.
pub(super) fn envelope(body: &[u8]) -> Envelope {
    scan(body, &FIELDS)
}

/// One gateway code stands for every authentication failure; its text tells them apart.
pub(super) fn refine(kind: Option<ErrorKind>, message: &str) -> Option<ErrorKind> {
    match kind {
        Some(ErrorKind::Authentication) if message.contains("signature expired") => {
            Some(ErrorKind::ClockSkew)
        }
        Some(ErrorKind::Authentication) if message.contains("decrypt token fail") => {
            Some(ErrorKind::TokenExpired)
        }
        kind => kind,
    }
}

/// The time in `... server time:20231114T221320Z`.
pub(super) fn server_time(message: &str) -> Option<DateTime<Utc>> {
    let (_, rest) = message.split_once("server time:")?;
    let text: String = rest
        .trim_start()
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    NaiveDateTime::parse_from_str(&text, "%Y%m%dT%H%M%SZ")
        .ok()
        .map(|time| time.and_utc())
}
