//! Tencent Cloud: errors inside of HTTP 200, wrapped responses.

use chrono::{DateTime, Utc};

use super::envelope::Envelope;
use super::error_scan::{ErrorFields, scan};
use super::header_list::HeaderList;

/// The content type is signed, unmodified.
pub(super) fn headers() -> HeaderList {
    [Some(("Content-Type", "application/json")), None]
}

/// The error object, with or without the wrapper of all responses.
const FIELDS: ErrorFields = ErrorFields {
    spellings: &[("Code", "Message")],
    level: 2,
    needs_message: false,
    request_ids: &["RequestId"],
    request_id_level: 1,
};

/// The envelope of a response whose HTTP status is an error too, with or without its wrapper.
pub(super) fn envelope(body: &[u8]) -> Envelope {
    scan(body, &FIELDS)
}

/// The time in `... the server time is 1700000000 ...`.
pub(super) fn server_time(message: &str) -> Option<DateTime<Utc>> {
    let lower = message.to_ascii_lowercase();
    let (_, rest) = lower.split_once("server time")?;
    let digits: String = rest
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    DateTime::from_timestamp(digits.parse().ok()?, 0)
}
