//! Result of signing.

use std::fmt;

use crate::buffer::{SigningBuffer, Span, Text};
use crate::encode;
use crate::headers::SetHeader;
use crate::request::SignableRequest;

/// Result of signing: headers to set, URL and body to send, and the strings that led to the signature.
///
/// Set each of [`SigningOutput::headers`] on the request, in place of one of the same name, and send it to
/// [`SigningOutput::url`] with [`SigningOutput::body`] if there is one, otherwise with the body that was signed.
///
/// `Debug` prints names of headers and values of public headers. It omits `Authorization`, tokens, the signature, the
/// canonical request, the string to sign and the query, because each of them can contain a secret or replace one.
#[derive(Clone, Default)]
pub struct SigningOutput<'a> {
    pub(crate) headers: Vec<SetHeader<'a>>,
    pub(crate) target: Target<'a>,
    pub(crate) body: Option<Span>,
    pub(crate) params: ParamSource,
    pub(crate) buffer: SigningBuffer,
}

/// URL of the request, in parts.
#[derive(Clone, Copy, Default)]
pub(crate) struct Target<'a> {
    scheme: Text<'a>,
    host: Text<'a>,
    path: Text<'a>,
    query: Text<'a>,
}

impl<'a> Target<'a> {
    /// Creates the target of a request from its encoded query.
    pub(crate) fn new(request: &SignableRequest<'a>, query: impl Into<Text<'a>>) -> Self {
        Self {
            scheme: Text::Borrowed(request.scheme),
            host: Text::Borrowed(request.host),
            path: Text::Borrowed(request.path()),
            query: query.into(),
        }
    }
}

/// Part of the request whose parameters [`SigningOutput::params`] returns.
#[derive(Clone, Copy, Default)]
pub(crate) enum ParamSource {
    /// None: the scheme adds no parameters.
    #[default]
    None,
    Query,
    Body,
}

impl SigningOutput<'_> {
    /// Returns all headers that the signer sets, `Authorization` and `Host` included. Headers that the request already has
    /// and that are signed unchanged are not among them.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&'static str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (*name, self.buffer.resolve(*value)))
    }

    /// Returns the value of a header that the signer sets. Names are compared ignoring case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        headers.find_map(|(own, value)| own.eq_ignore_ascii_case(name).then_some(value))
    }

    /// Returns the URL to send the request to.
    pub fn url(&self) -> String {
        let Target {
            scheme, host, path, ..
        } = self.target;
        let [scheme, host, path] = [scheme, host, path].map(|part| self.buffer.resolve(part));
        let query = self.query();
        let mark = if query.is_empty() { "" } else { "?" };
        [scheme, "://", host, path, mark, query].concat()
    }

    /// Returns the query of [`SigningOutput::url`], encoded, without the `?`.
    pub fn query(&self) -> &str {
        self.buffer.resolve(self.target.query)
    }

    /// Returns the decoded parameters in the order in which they are sent.
    ///
    /// In schemes that sign parameters these are all of them, including the signature; for Alibaba Cloud's bearer and
    /// anonymous calls those of the query. In other schemes the list is empty.
    pub fn params(&self) -> Vec<(String, String)> {
        let encoded = match self.params {
            ParamSource::None => "",
            ParamSource::Query => self.query(),
            ParamSource::Body => self.body.map_or("", |body| self.buffer.str(body)),
        };
        encode::string_pairs(&encode::parse_pairs(encoded))
    }

    /// Returns the body to send instead of the request's, in schemes that add parameters to it.
    pub fn body(&self) -> Option<&[u8]> {
        self.body.map(|body| self.buffer.bytes(body))
    }

    /// Returns the canonical request, in schemes that have one.
    pub fn canonical_request(&self) -> Option<&str> {
        let [canonical_request, _, _] = self.buffer.signature_parts();
        canonical_request
    }

    /// Returns the string to sign, in schemes that sign.
    pub fn string_to_sign(&self) -> Option<&str> {
        let [_, string_to_sign, _] = self.buffer.signature_parts();
        string_to_sign
    }

    /// Returns the signature in the encoding in which it is sent.
    pub fn signature(&self) -> Option<&str> {
        let [_, _, signature] = self.buffer.signature_parts();
        signature
    }

    /// Copies everything that is borrowed.
    pub fn into_owned(self) -> SigningOutput<'static> {
        let mut buffer = self.buffer;
        let mut own = |text: Text<'_>| match text {
            Text::Borrowed(text) => Text::Buffered(buffer.append(text.as_bytes())),
            Text::Buffered(span) => Text::Buffered(span),
        };
        SigningOutput {
            headers: self
                .headers
                .iter()
                .map(|(name, value)| (*name, own(*value)))
                .collect(),
            target: Target {
                scheme: own(self.target.scheme),
                host: own(self.target.host),
                path: own(self.target.path),
                query: own(self.target.query),
            },
            body: self.body,
            params: self.params,
            buffer,
        }
    }
}

/// Compares what is sent and the strings that led to the signature, borrowed or not.
impl PartialEq for SigningOutput<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.headers().eq(other.headers())
            && self.url() == other.url()
            && self.body() == other.body()
            && self.buffer.signature_parts() == other.buffer.signature_parts()
    }
}

impl Eq for SigningOutput<'_> {}

impl fmt::Debug for SigningOutput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<(&str, &str)> = self
            .headers()
            .map(|(name, value)| (name, if is_sensitive(name) { "[redacted]" } else { value }))
            .collect();
        let params: Vec<String> = self.params().into_iter().map(|(name, _)| name).collect();
        f.debug_struct("SigningOutput")
            .field("headers", &headers)
            .field("url", &self.url().split('?').next().unwrap_or_default())
            .field("params", &params)
            .field("body_length", &self.body().map(<[u8]>::len))
            .finish_non_exhaustive()
    }
}

/// Returns whether `Debug` omits the value of a header.
fn is_sensitive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "authorization" || name.contains("token") || name.contains("accesskey")
}
