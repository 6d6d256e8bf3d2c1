//! Why a storage service did not deliver a file: code and message of its XML error, never the address.

use std::time::Duration;

use bytes::BytesMut;
use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use mediasnap_core::{Error, ErrorKind};
use url::Url;

/// Maximum number of bytes of an error body that are read.
const BODY: usize = 64 * 1024;
/// Timeout for the body of an error response.
const PATIENCE: Duration = Duration::from_secs(5);

/// Returns the error for a response that is not the file at `url`.
pub(crate) async fn rejected(mut response: reqwest::Response, url: &Url) -> Error {
    let status = response.status().as_u16();
    let delay = retry_after(response.headers(), chrono::Utc::now());
    let mut body = BytesMut::new();
    let read = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            body.extend_from_slice(&chunk[..chunk.len().min(BODY - body.len())]);
            if body.len() >= BODY {
                break;
            }
        }
    };
    // What has come until then may hold the reason.
    let _ = tokio::time::timeout(PATIENCE, read).await;
    let body = String::from_utf8_lossy(&body);
    error(status, &body, url).with_retry_after(delay)
}

fn error(status: u16, body: &str, url: &Url) -> Error {
    let kind = match status {
        401 | 403 => ErrorKind::PermissionDenied,
        404 | 410 => ErrorKind::NotFound,
        408 | 425 | 500.. => ErrorKind::Unavailable,
        429 => ErrorKind::Throttled,
        _ => ErrorKind::UnexpectedResponse,
    };
    let text = |name| element(body, name).filter(|text| !text.is_empty());
    let code = text("Code");
    let message = text("Message").unwrap_or_else(|| match &code {
        Some(_) => "the storage service gives no message".to_owned(),
        None => "the file was not delivered".to_owned(),
    });
    let error = Error::new(kind, without_addresses(&message))
        .with_status(status)
        .with_code(code)
        .with_request_id(text("RequestId"));
    let error = match url.query() {
        Some(query) if !query.is_empty() => error.with_redacted(query),
        _ => error,
    };
    let values = url.query_pairs().flat_map(|(_, value)| {
        let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        [value.into_owned(), encoded]
    });
    values
        .filter(|value| value.len() >= 4)
        .fold(error, |error, value| error.with_redacted(&value))
}

/// Replaces every URL in `message`.
fn without_addresses(message: &str) -> String {
    let words = message
        .split(' ')
        .map(|word| if word.contains("://") { "[address]" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Returns the text of the first element `name` in XML, whatever its prefix and attributes.
fn element(xml: &str, name: &str) -> Option<String> {
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let (tag, after) = rest.split_once('>')?;
        let full = tag
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        let local = full.rsplit(':').next().unwrap_or_default();
        if local == name && !tag.starts_with('/') && !tag.ends_with('/') {
            let end = after.find(&format!("</{full}"))?;
            let content = after[..end].trim();
            let cdata = content
                .strip_prefix("<![CDATA[")
                .and_then(|text| text.strip_suffix("]]>"));
            return Some(cdata.map_or_else(|| unescape(content), str::to_owned));
        }
        rest = after;
    }
    None
}

fn unescape(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let unescape = |text: String, (entity, character): &(&str, &str)| text.replace(entity, character);
    entities.iter().fold(text.to_owned(), unescape)
}

/// Returns how long the server asks to wait: seconds, or the time until a date by the server's own clock if it tells it.
fn retry_after(headers: &HeaderMap, now: chrono::DateTime<chrono::Utc>) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let date = |text: &str| chrono::DateTime::parse_from_rfc2822(text.trim()).ok();
    let wanted = text(RETRY_AFTER)?.trim();
    if let Ok(seconds) = wanted.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let now = text(DATE).and_then(date).map_or(now, |date| date.to_utc());
    (date(wanted)?.to_utc() - now).to_std().ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderMap;
    use proptest::prelude::*;
    use url::Url;

    use super::{element, error, retry_after};

    fn said(body: &str) -> String {
        let url = Url::parse("https://b.example.com/k.jpg?Expires=17&Signature=pl%2Banted&x=1").unwrap();
        error(403, body, &url).to_string()
    }

    #[test]
    fn code_and_message_in_every_spelling() {
        let denied = "AccessDenied (HTTP 403): Request has expired.";
        for body in [
            r#"<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>"#,
            "<Error>\n  <Code> AccessDenied </Code>\n  <Message>\nRequest has expired.\n</Message>\n</Error>",
            "<e:Error xmlns:e='u'><e:Message>Request has expired.</e:Message><e:Code a='b'>AccessDenied</e:Code></e:Error>",
            "<Error><Code>AccessDenied</Code><Message><![CDATA[Request has expired.]]></Message><Resource>/k.jpg",
        ] {
            assert_eq!(said(body), denied, "{body}");
        }
        let more =
            "<Error><Code>NoSuchKey</Code><Message>a &amp; b</Message><RequestId>5F</RequestId></Error>";
        assert_eq!(said(more), "NoSuchKey (HTTP 403): a & b [request id 5F]");
        for body in ["", "busy", "<html>", "<Code/>", "<Error><Code>"] {
            assert_eq!(said(body), "HTTP 403: the file was not delivered", "{body}");
        }
    }

    #[test]
    fn no_part_of_the_address_is_repeated() {
        for planted in [
            "pl+anted",
            "pl%2Banted",
            "https://b.example.com/k.jpg",
            "Expires=17&Signature=pl%2Banted",
        ] {
            let body = format!("<Error><Code>C</Code><Message>not {planted} here</Message></Error>");
            let line = said(&body);
            assert!(!line.contains(planted) && line.contains("not "), "{line}");
        }
    }

    #[test]
    fn a_delay_in_seconds_or_until_a_date() {
        let now = chrono::DateTime::from_timestamp(0, 0).unwrap();
        let delay = |pairs: &[(&'static str, &'static str)]| {
            let headers = pairs
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            retry_after(&headers.collect::<HeaderMap>(), now)
        };
        assert_eq!(delay(&[("retry-after", "7")]), Some(Duration::from_secs(7)));
        let date = ("retry-after", "Thu, 01 Jan 1970 00:00:09 GMT");
        assert_eq!(delay(&[date]), Some(Duration::from_secs(9)));
        let clock = ("date", "Thu, 01 Jan 1970 00:00:05 GMT");
        assert_eq!(delay(&[date, clock]), Some(Duration::from_secs(4)));
        assert_eq!(delay(&[("retry-after", "soon")]), None);
        assert_eq!(delay(&[]), None);
    }

    proptest! {
        #[test]
        fn any_body_is_read(body in "[<>/!\\[\\]:CodeMsag &;é]{0,60}") {
            let _ = (element(&body, "Code"), element(&body, "Message"));
        }
    }
}
