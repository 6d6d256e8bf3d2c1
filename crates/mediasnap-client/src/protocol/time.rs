//! Times in responses: when to retry, and the clock of the server.

use std::time::Duration;

use http::HeaderMap;
use mediasnap_core::Error;
use mediasnap_core::operation::Vendor;

use super::{alibaba, huawei, tencent};

/// How long it is until the date in `Retry-After`, by the clock of the one who set it where the response shows that.
pub(crate) fn retry_at(
    headers: &HeaderMap,
    now: impl FnOnce() -> chrono::DateTime<chrono::Utc>,
) -> Option<Duration> {
    let until = date(headers, "retry-after")?;
    let now = date(headers, "date").unwrap_or_else(now);
    (until - now).to_std().ok()
}

/// The date in a header.
fn date(headers: &HeaderMap, name: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    let text = headers.get(name)?.to_str().ok()?;
    let date = chrono::DateTime::parse_from_rfc2822(text.trim()).ok()?;
    Some(date.to_utc())
}

/// The server's own time, from the response that called ours wrong.
pub(crate) fn server_time(
    vendor: Vendor,
    error: &Error,
    headers: &HeaderMap,
) -> Option<chrono::DateTime<chrono::Utc>> {
    let stated = match vendor {
        Vendor::Huawei => huawei::server_time(error.message()),
        Vendor::Tencent => tencent::server_time(error.message()),
        Vendor::Alibaba => headers
            .get("x-acs-date")
            .and_then(|date| date.to_str().ok())
            .and_then(alibaba::parse_time),
    };
    stated.or_else(|| date(headers, "date"))
}
