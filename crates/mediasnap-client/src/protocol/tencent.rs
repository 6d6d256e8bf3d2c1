//! Tencent Cloud: errors inside of HTTP 200, wrapped responses.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::envelope::{Envelope, member};
use super::header_list::HeaderList;

/// The content type is signed, unmodified.
pub(super) fn headers() -> HeaderList {
    [Some(("Content-Type", "application/json")), None]
}

/// The envelope of a response whose HTTP status is an error too, with or without its wrapper.
pub(super) fn envelope(body: &[u8]) -> Envelope {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return Envelope::default();
    };
    let response = value.get("Response").unwrap_or(&value);
    let error = response.get("Error").unwrap_or(&Value::Null);
    Envelope {
        code: member(error, &["Code"]),
        message: member(error, &["Message"]),
        request_id: member(response, &["RequestId"]),
    }
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
