//! Alibaba Cloud: two spellings and XML of one envelope, and throttling that only headers announce.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::envelope::Envelope;
use super::error_scan::{ErrorFields, scan};
use super::header_list::HeaderList;
use super::http_response::HttpResponse;

/// JSON responses; a content type only where there is a form.
pub(super) fn headers(media_type: Option<&'static str>) -> HeaderList {
    let body = media_type.map(|media_type| ("Content-Type", media_type));
    [Some(("Accept", "application/json")), body]
}

/// Code and message in either spelling.
const FIELDS: ErrorFields = ErrorFields {
    spellings: &[("Code", "Message"), ("code", "message")],
    level: 0,
    needs_message: false,
    request_ids: &["RequestId", "requestId", "requestid"],
    request_id_level: 0,
};

/// The envelope as JSON in either spelling, or as XML whatever the content type says.
pub(super) fn envelope(body: &[u8]) -> Envelope {
    let envelope = scan(body, &FIELDS);
    if envelope.code.is_some() || envelope.request_id.is_some() {
        return envelope;
    }
    let text = String::from_utf8_lossy(body);
    if !text.contains("<Error>") {
        return envelope;
    }
    Envelope {
        code: element(&text, "Code"),
        message: element(&text, "Message"),
        request_id: element(&text, "RequestId"),
    }
}

/// The text of the first element `name`.
fn element(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (inner, _) = rest.split_once(&format!("</{name}>"))?;
    let inner = inner
        .trim()
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("]]>");
    let plain = inner
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'");
    Some(plain.replace("&amp;", "&")).filter(|text| !text.is_empty())
}

/// Whether the error is a throttling code, or a 4xx response with a delay. A 5xx with one is no promise that nothing was done.
pub(super) fn is_throttling(code: &str, received: &HttpResponse<'_>) -> bool {
    let names_delay = received
        .header("x-acs-retry-after")
        .is_some_and(|text| positive(text).is_some());
    code.contains("Throttling") || (names_delay && matches!(received.status, 400..=499))
}

/// The delay, in milliseconds: `x-acs-retry-after`, or `TimeLeft:<ms>` of the rate-limit headers.
pub(super) fn retry_after(received: &HttpResponse<'_>) -> Option<Duration> {
    if let Some(milliseconds) = received.header("x-acs-retry-after").and_then(positive) {
        return Some(Duration::from_millis(milliseconds));
    }
    ["x-ratelimit-user-api", "x-ratelimit-user"]
        .iter()
        .find_map(|name| {
            let (_, rest) = received.header(name)?.split_once("TimeLeft:")?;
            let digits: String = rest
                .trim_start()
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            positive(&digits).map(Duration::from_millis)
        })
}

fn positive(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|number| *number > 0)
}

/// `2023-11-14T22:13:20Z`.
pub(super) fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ")
        .ok()
        .map(|time| time.and_utc())
}
