//! Huawei Cloud: JSON headers on every request, three spellings of one error, messages that tell what the code does not.

use chrono::{DateTime, NaiveDateTime, Utc};
use mediasnap_core::ErrorKind;
use serde_json::Value;

use super::envelope::{Envelope, member};
use super::header_list::HeaderList;

/// The content type goes out on requests without a body too, and is signed.
pub(super) fn headers() -> HeaderList {
    [Some(("Content-Type", "application/json")), None]
}

/// The first object, outermost first, that holds a code and a message in one of the known spellings.
pub(super) fn envelope(body: &[u8]) -> Envelope {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return Envelope::default();
    };
    let mut envelope = search(&value, 0).unwrap_or_default();
    envelope.request_id = member(&value, &["request_id", "requestId"]);
    envelope
}

fn search(value: &Value, depth: usize) -> Option<Envelope> {
    let object = value.as_object()?;
    for (code, message) in [
        ("error_code", "error_msg"),
        ("errorCode", "errorMsg"),
        ("code", "message"),
    ] {
        if let (Some(code), Some(message)) = (member(value, &[code]), object.get(message)) {
            let message = message
                .as_str()
                .map(str::to_owned)
                .filter(|text| !text.is_empty());
            return Some(Envelope {
                code: Some(code),
                message,
                request_id: None,
            });
        }
    }
    if depth >= 8 {
        return None;
    }
    object.values().find_map(|inner| search(inner, depth + 1))
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
