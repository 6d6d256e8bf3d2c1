//! A request to a metadata or token service.

use bytes::Bytes;

/// A request to a metadata or token service.
pub(crate) struct FetchRequest<'a> {
    pub(super) method: &'static str,
    pub(super) url: &'a str,
    pub(super) headers: Vec<(&'a str, &'a str)>,
    pub(super) body: Bytes,
}

impl<'a> FetchRequest<'a> {
    pub(crate) fn get(url: &'a str) -> Self {
        Self {
            method: "GET",
            url,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub(crate) fn put(url: &'a str) -> Self {
        Self {
            method: "PUT",
            ..Self::get(url)
        }
    }

    pub(crate) fn post(url: &'a str, media_type: &'a str, body: impl Into<Bytes>) -> Self {
        Self {
            method: "POST",
            url,
            headers: vec![("Content-Type", media_type)],
            body: body.into(),
        }
    }

    pub(crate) fn header(mut self, name: &'a str, value: &'a str) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Percent-encodes `name` as one segment of a path.
pub(crate) fn path_segment(name: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    encoded.replace('+', "%20")
}
