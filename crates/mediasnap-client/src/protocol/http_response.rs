//! A response as it was received, before it is classified.

use bytes::Bytes;
use http::HeaderMap;

/// A response as received.
pub(crate) struct HttpResponse<'a> {
    pub(crate) status: u16,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: Bytes,
}

impl HttpResponse<'_> {
    /// Returns a header whose value is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns whether the body has no content.
    pub(crate) fn is_blank(&self) -> bool {
        self.body.iter().all(u8::is_ascii_whitespace)
    }
}
