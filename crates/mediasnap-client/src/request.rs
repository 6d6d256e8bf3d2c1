//! A request before it is signed, the same for typed clients and for calls by name, and a request that is signed.

use std::fmt;

use bytes::Bytes;
use mediasnap_core::operation::{Body, Encoding, Location, Operation, Product};
use mediasnap_core::{Error, ErrorKind};
use serde::Serialize;

/// A request as the caller's arguments make it: no host, no signature.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct UnsignedRequest {
    /// Path parameters that the caller gave, by name; those from the credentials are filled in when signing.
    pub path: Vec<(String, String)>,
    /// The decoded query, in the order it was built in.
    pub query: Vec<(String, String)>,
    /// Headers that are parameters of the operation.
    pub headers: Vec<(String, String)>,
    /// The body, of the operation's media type.
    pub body: Bytes,
}

impl fmt::Debug for UnsignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsignedRequest")
            .field("query", &self.query.len())
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Builds an [`UnsignedRequest`] from typed values. Used by generated builders.
#[doc(hidden)]
#[derive(Debug)]
pub struct UnsignedRequestBuilder {
    product: &'static Product,
    operation: &'static Operation,
    unsigned: UnsignedRequest,
}

impl UnsignedRequestBuilder {
    /// Starts a request of `operation`.
    pub fn new(product: &'static Product, operation: &'static Operation) -> Self {
        let unsigned = UnsignedRequest::default();
        Self {
            product,
            operation,
            unsigned,
        }
    }

    /// Sets a parameter that travels in the path, the query or a header.
    pub fn set<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Error> {
        let pairs = match self.operation.parameter(name).map(|parameter| parameter.location) {
            Some(Location::Path) => &mut self.unsigned.path,
            Some(Location::Header) => &mut self.unsigned.headers,
            _ => &mut self.unsigned.query,
        };
        crate::query_pairs::append(pairs, name, value).map_err(|error| self.invalid(&error))
    }

    /// Sets the body, of the operation's media type.
    pub fn body<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.unsigned.body = if self.operation.body == Body::Form {
            let mut pairs = Vec::new();
            crate::query_pairs::append_members(&mut pairs, value).map_err(|error| self.invalid(&error))?;
            encode_form(&pairs).into()
        } else {
            serde_json::to_vec(value)
                .map_err(|error| self.invalid(&error))?
                .into()
        };
        Ok(())
    }

    /// Returns the request.
    pub fn finish(mut self) -> UnsignedRequest {
        let indexed = self
            .operation
            .parameters
            .iter()
            .filter(|parameter| parameter.encoding == Encoding::Indexed);
        for parameter in indexed {
            number(&mut self.unsigned.query, parameter.name);
        }
        self.unsigned
    }

    fn invalid(&self, error: &dyn fmt::Display) -> Error {
        let error = Error::new(ErrorKind::InvalidArgument, error.to_string());
        error.with_operation(self.product.key, Some(self.operation.id))
    }
}

/// Form encoding: space is `+`.
pub(crate) fn encode_form(pairs: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// Renames the repeated key `name` to `name.1`, `name.2`.
fn number(query: &mut [(String, String)], name: &str) {
    let mut index = 0;
    for (key, _) in query.iter_mut().filter(|(key, _)| key == name) {
        index += 1;
        *key = format!("{name}.{index}");
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
