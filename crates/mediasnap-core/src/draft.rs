//! A request before it is signed, the same for typed clients and for calls by name, and a request that is signed.

use std::fmt;

use bytes::Bytes;

use crate::operation::{Body, Encoding, Location, Operation};
use crate::{Error, ErrorKind};

/// A request as the caller's arguments make it: no host, no signature.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// Path parameters that the caller gave, by name; those from the credentials are filled in when signing.
    pub path: Vec<(String, String)>,
    /// The decoded query, in the order it was built in.
    pub query: Vec<(String, String)>,
    /// Headers that are parameters of the operation.
    pub headers: Vec<(String, String)>,
    /// The body, of the operation's media type.
    pub body: Bytes,
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("query", &self.query.len())
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Draft {
    /// Takes the parameters out of a request that a generated builder made.
    pub(crate) fn from_request(operation: &Operation, request: &reqwest::Request) -> Result<Self, Error> {
        let mut query: Vec<(String, String)> = Vec::new();
        for (name, value) in request.url().query_pairs() {
            query.push((name.into_owned(), value.into_owned()));
        }
        for parameter in operation
            .parameters
            .iter()
            .filter(|parameter| parameter.encoding == Encoding::Indexed)
        {
            number(&mut query, parameter.name);
        }
        let mut headers = Vec::new();
        for parameter in operation
            .parameters
            .iter()
            .filter(|parameter| parameter.location == Location::Header)
        {
            if let Some(value) = request.headers().get(parameter.name) {
                let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
                headers.push((parameter.name.to_owned(), text));
            }
        }
        let body = match request.body().map(|body| body.as_bytes()) {
            None => Bytes::new(),
            Some(Some(bytes)) => Bytes::copy_from_slice(bytes),
            Some(None) => {
                return Err(Error::new(
                    ErrorKind::InvalidArgument,
                    "a streamed body cannot be signed",
                ));
            }
        };
        Ok(Self {
            path: Vec::new(),
            query,
            headers,
            body,
        })
    }
}

/// Renames the repeated key `name` to `name.1`, `name.2`.
fn number(query: &mut [(String, String)], name: &str) {
    let mut index = 0;
    for (key, _) in query.iter_mut().filter(|(key, _)| key == name) {
        index += 1;
        *key = format!("{name}.{index}");
    }
}

/// The media type of an operation's body.
pub(crate) fn media_type(body: Body) -> Option<&'static str> {
    match body {
        Body::None => None,
        Body::Json => Some("application/json"),
        Body::Form => Some("application/x-www-form-urlencoded"),
    }
}

/// A request that is signed and ready to be sent, exactly as it goes out.
#[derive(Clone)]
#[non_exhaustive]
pub struct SignedRequest {
    /// The HTTP method.
    pub method: &'static str,
    /// The whole URL.
    pub url: String,
    /// Every header that the client sets, `Host` and `Authorization` included.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedRequest")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}
