//! The request to be signed, borrowed.

use std::borrow::Cow;
use std::fmt;

use crate::SignError;
use crate::bytes::{self, ByteSet};
use crate::encode::{self, Pair};
use crate::sheet::Value;
use crate::signed::Target;

/// A request as it will go out, borrowed from whoever sends it.
///
/// Signing reads it and returns what to add. It never changes it, so after an error everything is as it was.
#[derive(Clone, Copy)]
pub struct SignableRequest<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// `https` or `http`; only the returned URL needs it.
    pub scheme: &'a str,
    /// The authority: the host, with its port if the URL has one.
    pub host: &'a str,
    /// The path as on the wire, percent-encoded where needed. The empty path means `/`.
    pub path: &'a str,
    /// The query.
    pub query: Query<'a>,
    /// The headers set so far. What the HTTP library adds later (`accept-encoding`, `content-length`, `connection`)
    /// must not be here.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body; empty if there is none.
    pub body: &'a [u8],
}

/// A query, decoded or as on the wire.
#[derive(Clone, Copy)]
pub enum Query<'a> {
    /// Decoded parameters in the order they are sent.
    Pairs(&'a [(Cow<'a, str>, Cow<'a, str>)]),
    /// The query as on the wire, without the `?`. Where a scheme signs decoded parameters, `+` counts as a space.
    Raw(&'a str),
}

/// Shows method, host, path, the names of headers and parameters, and the length of the body: never their values.
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

/// Shows the names of the parameters, never their values.
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
    /// The most that the parameters take, encoded.
    pub(crate) fn room(self) -> usize {
        match self {
            Self::Raw(text) => 3 * text.len(),
            Self::Pairs(pairs) => encode::room(pairs.iter().map(|(key, value)| (key.len(), value.len()))),
        }
    }

    /// The decoded parameters, in order.
    pub(crate) fn decoded(self) -> Vec<Pair<'a>> {
        match self {
            Self::Raw(text) => encode::parse_pairs(text),
            Self::Pairs(pairs) => pairs
                .iter()
                .map(|(key, value)| (Cow::Borrowed(key.as_bytes()), Cow::Borrowed(value.as_bytes())))
                .collect(),
        }
    }

    /// Whether there are no parameters.
    pub fn is_empty(self) -> bool {
        match self {
            Self::Raw(text) => text.is_empty(),
            Self::Pairs(pairs) => pairs.is_empty(),
        }
    }
}

impl<'a> SignableRequest<'a> {
    /// The value of a header, its name compared ignoring case.
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// The path, never empty.
    pub(crate) fn path(&self) -> &'a str {
        if self.path.is_empty() { "/" } else { self.path }
    }

    /// Refuses what cannot go out, headers aside.
    pub(crate) fn check(&self) -> Result<(), SignError> {
        let invalid = |part, problem| Err(SignError::InvalidRequest { part, problem });
        if !is_token(self.method) {
            return invalid("method", "is not an HTTP method");
        }
        if !self.scheme.eq_ignore_ascii_case("https") && !self.scheme.eq_ignore_ascii_case("http") {
            return invalid("scheme", "is neither https nor http");
        }
        if self.host.is_empty() || !IN_HOST.holds_all(self.host.as_bytes()) {
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
                "holds a blank, a control character, `?` or `#`: percent-encode it",
            );
        }
        if let Query::Raw(text) = self.query
            && bytes::any(text.as_bytes(), |byte| unsendable(byte) || byte == b'#')
        {
            return invalid(
                "query",
                "holds a blank, a control character or `#`: percent-encode it",
            );
        }
        if self.header("authorization").is_some() {
            return Err(SignError::AlreadySigned);
        }
        Ok(())
    }

    /// Where it goes, with a query that is encoded.
    pub(crate) fn target(&self, query: Value<'a>) -> Target<'a> {
        Target {
            scheme: Value::Given(self.scheme),
            host: Value::Given(self.host),
            path: Value::Given(self.path()),
            query,
        }
    }
}

/// The characters of a token in the sense of HTTP.
static IN_TOKEN: ByteSet = ByteSet::alphanumeric_and(b"!#$%&'*+-.^_`|~");
/// The characters of a host with a port: every visible one that does not begin another part of a URL.
static IN_HOST: ByteSet = ByteSet::alphanumeric_and(b"!\"$%&'()*+,-.:;<=>[]^_`{|}~");

/// Whether a text is a token in the sense of HTTP, as methods and header names are.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && IN_TOKEN.holds_all(text.as_bytes())
}
