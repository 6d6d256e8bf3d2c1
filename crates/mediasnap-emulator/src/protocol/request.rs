//! A received request and its parameters.

use bytes::Bytes;
use http::request::Parts;
use mediasnap_auth::verify::ReceivedRequest;

use super::multipart;

/// Maximum number of parameters in a query or a form, and their maximum size, which is that of Tencent Cloud.
const MAX_PAIRS: usize = 4096;
const MAX_FORM: usize = 1024 * 1024;

/// Reason why a request cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyError {
    TooLarge,
    TimedOut,
    Incomplete,
    TooManyParameters,
}

impl BodyError {
    /// Returns the HTTP status and a message.
    pub(crate) fn status_and_message(self) -> (u16, &'static str) {
        match self {
            Self::TooLarge => (413, "The request body is larger than 10 MiB."),
            Self::TimedOut => (408, "The request body was not sent in time."),
            Self::Incomplete => (400, "The request body ended before its end."),
            Self::TooManyParameters => (400, "The request has too many or too large parameters."),
        }
    }
}

/// A request with its body.
#[derive(Debug)]
pub(crate) struct HttpRequest {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    /// Decoded parameters of the query, followed by those of a form body.
    pairs: Vec<(String, String)>,
    /// Reason why the body is not complete.
    pub(crate) error: Option<BodyError>,
}

impl HttpRequest {
    /// Creates a request from its parts, and reads its parameters once. Header values that are not UTF-8 are read as Latin-1.
    pub(crate) fn new(parts: &Parts, body: &Bytes, error: Option<BodyError>) -> Self {
        let value = |bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().copied().map(char::from).collect(),
        };
        let headers = parts.headers.iter();
        let mut request = Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: String::new(),
            headers: headers
                .map(|(name, text)| (name.as_str().to_owned(), value(text.as_bytes())))
                .collect(),
            body: Bytes::new(),
            pairs: Vec::new(),
            error,
        };
        let query = parts.uri.query().unwrap_or_default();
        let known = first_pairs(query.as_bytes());
        query
            .get(..known)
            .unwrap_or_default()
            .clone_into(&mut request.query);
        let form = if request.is_form() {
            first_pairs(body)
        } else {
            body.len()
        };
        if known < query.len() || form < body.len() {
            request.error = Some(BodyError::TooManyParameters);
        }
        request.body = body.slice(..form);
        let form: &[u8] = if request.is_form() { &request.body } else { &[] };
        request.pairs = [request.query.as_bytes(), form]
            .into_iter()
            .flat_map(|bytes| url::form_urlencoded::parse(bytes).into_owned())
            .collect();
        request
    }

    /// Returns whether the body is a form.
    pub(crate) fn is_form(&self) -> bool {
        self.header("content-type")
            .is_some_and(|text| text.starts_with("application/x-www-form-urlencoded"))
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
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
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
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        pairs.find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }
}

/// Returns the length of the first [`MAX_PAIRS`] pairs that are not longer than [`MAX_FORM`].
fn first_pairs(bytes: &[u8]) -> usize {
    let mut ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'&');
    let end = ends.nth(MAX_PAIRS - 1).map_or(bytes.len(), |(end, _)| end);
    end.min(MAX_FORM)
}
