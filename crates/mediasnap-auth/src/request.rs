//! Request to be signed.

use std::borrow::Cow;
use std::fmt;

use crate::bytes::{self, ByteSet};
use crate::encode::{self, Pair, is_token};
use crate::error::SignError;

/// Request that is about to be sent, borrowed from its sender.
///
/// Signing reads it and returns the headers to add.
#[derive(Clone, Copy)]
pub struct SignableRequest<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// `https` or `http`. It is not signed, only part of the returned URL.
    pub scheme: &'a str,
    /// Authority: the host, with its port if the URL has one.
    pub host: &'a str,
    /// Path as sent, percent-encoded where needed. An empty path means `/`.
    pub path: &'a str,
    /// Query.
    pub query: Query<'a>,
    /// Headers set so far, without those that the HTTP library adds later (`accept-encoding`, `content-length`,
    /// `connection`).
    pub headers: &'a [(&'a str, &'a str)],
    /// Body; empty for a request without one.
    pub body: &'a [u8],
}

/// Query, decoded or as sent.
#[derive(Clone, Copy)]
pub enum Query<'a> {
    /// Decoded parameters in the order they are sent.
    Pairs(&'a [(Cow<'a, str>, Cow<'a, str>)]),
    /// Query as sent, without the `?`. Schemes that sign decoded parameters read `+` as a space.
    Raw(&'a str),
}

/// Shows method, host, path, names of headers and parameters, and the length of the body, but no values.
impl fmt::Debug for SignableRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        f.debug_struct("SignableRequest")
            .field("method", &self.method)
            .field("scheme", &self.scheme)
            .field("host", &self.host)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &headers)
            .field("body_length", &self.body.len())
            .finish()
    }
}

/// Shows the names of the parameters, but no values.
impl fmt::Debug for Query<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(
                self.decoded()
                    .iter()
                    .map(|(name, _)| String::from_utf8_lossy(name)),
            )
            .finish()
    }
}

impl Default for Query<'_> {
    fn default() -> Self {
        Self::Raw("")
    }
}

impl<'a> Query<'a> {
    /// Maximum size of the encoded parameters.
    pub(crate) fn size_hint(self) -> usize {
        match self {
            Self::Raw(text) => 3 * text.len(),
            Self::Pairs(pairs) => {
                encode::size_hint(pairs.iter().map(|(key, value)| (key.len(), value.len())))
            }
        }
    }

    /// Decoded parameters, in order.
    pub(crate) fn decoded(self) -> Vec<Pair<'a>> {
        match self {
            Self::Raw(text) => encode::parse_pairs(text),
            Self::Pairs(pairs) => pairs
                .iter()
                .map(|(key, value)| (Cow::Borrowed(key.as_bytes()), Cow::Borrowed(value.as_bytes())))
                .collect(),
        }
    }

    /// Returns whether there are no parameters.
    pub fn is_empty(self) -> bool {
        match self {
            Self::Raw(text) => text.is_empty(),
            Self::Pairs(pairs) => pairs.is_empty(),
        }
    }
}

impl<'a> SignableRequest<'a> {
    /// Value of a header; names are compared ignoring case.
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// Maximum size of the headers in a canonical request: each once with its value, and its name twice more.
    pub(crate) fn headers_size_hint(&self) -> usize {
        let sizes = self
            .headers
            .iter()
            .map(|(name, value)| 3 * name.len() + value.len() + 4);
        sizes.sum()
    }

    /// Path, never empty.
    pub(crate) fn path(&self) -> &'a str {
        if self.path.is_empty() { "/" } else { self.path }
    }

    /// Checks everything but the headers for characters that cannot be sent.
    pub(crate) fn validate(&self) -> Result<(), SignError> {
        let invalid = |part, problem| Err(SignError::InvalidRequest { part, problem });
        if !is_token(self.method) {
            return invalid("method", "is not an HTTP method");
        }
        if !self.scheme.eq_ignore_ascii_case("https") && !self.scheme.eq_ignore_ascii_case("http") {
            return invalid("scheme", "is neither https nor http");
        }
        if self.host.is_empty() || !IN_HOST.contains_all(self.host.as_bytes()) {
            return invalid("host", "is not a host name with an optional port");
        }
        if !self.path().starts_with('/') {
            return invalid("path", "does not begin with a slash");
        }
        let unsendable = |byte: u8| byte <= b' ' || byte == 0x7f;
        if bytes::any(self.path.as_bytes(), |byte| {
            unsendable(byte) || byte == b'?' || byte == b'#'
        }) {
            return invalid(
                "path",
                "contains a space, a control character, `?` or `#`: percent-encode it",
            );
        }
        if let Query::Raw(text) = self.query
            && bytes::any(text.as_bytes(), |byte| unsendable(byte) || byte == b'#')
        {
            return invalid(
                "query",
                "contains a space, a control character or `#`: percent-encode it",
            );
        }
        if self.header("authorization").is_some() {
            return Err(SignError::AlreadySigned);
        }
        Ok(())
    }
}

/// Characters of a host with a port: all visible ones that do not begin another part of a URL.
static IN_HOST: ByteSet = ByteSet::alphanumeric_and(b"!\"$%&'()*+,-.:;<=>[]^_`{|}~");
