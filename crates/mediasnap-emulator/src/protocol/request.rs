//! A received request and its parameters.

use bytes::Bytes;
use http::request::Parts;
use mediasnap_auth::verify::ReceivedRequest;

use super::multipart;

/// A request with its whole body.
#[derive(Debug)]
pub(crate) struct HttpRequest {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl HttpRequest {
    /// Creates a request from its parts. Header values that are not UTF-8 are read as Latin-1.
    pub(crate) fn new(parts: &Parts, body: Bytes) -> Self {
        let value = |bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().copied().map(char::from).collect(),
        };
        let headers = parts.headers.iter();
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: headers
                .map(|(name, text)| (name.as_str().to_owned(), value(text.as_bytes())))
                .collect(),
            body,
        }
    }

    /// Calls `read` with the request in the form that signatures are verified on.
    pub(crate) fn received<R>(&self, read: impl FnOnce(&ReceivedRequest<'_>) -> R) -> R {
        self.received_by(self.header("host").unwrap_or_default(), read)
    }

    /// Calls `read` like [`received`](Self::received), with another value of the `Host` header.
    pub(crate) fn received_by<R>(&self, host: &str, read: impl FnOnce(&ReceivedRequest<'_>) -> R) -> R {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), if name == "host" { host } else { value }))
            .collect();
        let (method, path, query) = (&self.method, &self.path, &self.query);
        read(&ReceivedRequest {
            method,
            path,
            query,
            headers: &headers,
            body: &self.body,
        })
    }

    /// Returns the value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns the decoded parameters of the query, followed by those of a form body.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        let form = self
            .header("content-type")
            .is_some_and(|text| text.starts_with("application/x-www-form-urlencoded"));
        let body: &[u8] = if form { &self.body } else { &[] };
        let query = url::form_urlencoded::parse(self.query.as_bytes());
        query
            .into_owned()
            .chain(url::form_urlencoded::parse(body).into_owned())
            .collect()
    }

    /// Returns whether the body is `multipart/form-data`.
    pub(crate) fn is_multipart(&self) -> bool {
        self.header("content-type")
            .and_then(multipart::boundary)
            .is_some()
    }

    /// Returns the fields of a `multipart/form-data` body.
    pub(crate) fn fields(&self) -> Option<Vec<(String, String)>> {
        multipart::fields(
            &self.body,
            self.header("content-type").and_then(multipart::boundary)?,
        )
    }

    /// Returns the decoded value of a parameter.
    pub(crate) fn param(&self, name: &str) -> Option<String> {
        self.pairs()
            .into_iter()
            .find_map(|(key, value)| (key == name).then_some(value))
    }
}
