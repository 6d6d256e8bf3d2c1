//! What signing returns.

use std::fmt;

use crate::encode;
use crate::headers::SetHeader;
use crate::sheet::{Sheet, Span, Value};

/// What to send: the headers to set, the URL, and how the signature came about.
///
/// Set every one of [`SigningOutput::headers`] on the request, replacing headers of the same name, and send it to
/// [`SigningOutput::url`] with [`SigningOutput::body`] if there is one, else with the body that was signed.
///
/// `Debug` prints header names and public header values; `Authorization`, tokens, the signature, the canonical texts
/// and everything after the `?` of the URL are left out, because each of them can hold or stand for a secret.
#[derive(Clone, Default)]
pub struct SigningOutput<'a> {
    pub(crate) headers: Vec<SetHeader<'a>>,
    pub(crate) target: Target<'a>,
    pub(crate) body: Option<Span>,
    pub(crate) listed: Listed,
    pub(crate) sheet: Sheet,
}

/// Where the request goes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Target<'a> {
    pub(crate) scheme: Value<'a>,
    pub(crate) host: Value<'a>,
    pub(crate) path: Value<'a>,
    pub(crate) query: Value<'a>,
}

/// Where the parameters are that [`SigningOutput::params`] lists.
#[derive(Clone, Copy, Default)]
pub(crate) enum Listed {
    /// They are not listed: they are those of the request.
    #[default]
    Nowhere,
    Query,
    Body,
}

impl SigningOutput<'_> {
    /// Everything the signer sets, `Authorization` and `Host` included. Headers the request already had and the
    /// scheme signs as they are do not appear.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = (&'static str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (*name, self.sheet.value(*value)))
    }

    /// The value of a header that the signer sets, its name compared ignoring case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut named = self
            .headers
            .iter()
            .filter(|(own, _)| own.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| self.sheet.value(*value))
    }

    /// The URL to send the request to.
    pub fn url(&self) -> String {
        let Target {
            scheme, host, path, ..
        } = self.target;
        let [scheme, host, path] = [scheme, host, path].map(|part| self.sheet.value(part));
        let query = self.query();
        let mark = if query.is_empty() { "" } else { "?" };
        [scheme, "://", host, path, mark, query].concat()
    }

    /// The query of [`SigningOutput::url`], as on the wire, without the `?`.
    pub fn query(&self) -> &str {
        self.sheet.value(self.target.query)
    }

    /// In schemes that sign parameters, all of them in the order they are sent, the signature included; for Alibaba
    /// Cloud's bearer and anonymous calls, the query that is sent. They are decoded.
    pub fn params(&self) -> Vec<(String, String)> {
        let text = match self.listed {
            Listed::Nowhere => "",
            Listed::Query => self.query(),
            Listed::Body => self.body.map_or("", |body| self.sheet.text(body)),
        };
        encode::text_pairs(&encode::parse_pairs(text))
    }

    /// The body to send in place of the request's, in schemes that put parameters there.
    pub fn body(&self) -> Option<&[u8]> {
        self.body.map(|body| self.sheet.at(body))
    }

    /// The canonical request, in schemes that have one.
    pub fn canonical_request(&self) -> Option<&str> {
        let [text, _, _] = self.sheet.texts();
        text
    }

    /// The text the signature covers.
    pub fn string_to_sign(&self) -> Option<&str> {
        let [_, text, _] = self.sheet.texts();
        text
    }

    /// The signature as it is sent.
    pub fn signature(&self) -> Option<&str> {
        let [_, _, text] = self.sheet.texts();
        text
    }

    /// The same, with copies of what is borrowed.
    pub fn into_owned(self) -> SigningOutput<'static> {
        let mut sheet = self.sheet;
        let mut own = |value: Value<'_>| match value {
            Value::Given(text) => Value::Written(sheet.write(text.as_bytes())),
            Value::Written(span) => Value::Written(span),
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
            listed: self.listed,
            sheet,
        }
    }
}

/// Two are equal that say the same, borrowed or not.
impl PartialEq for SigningOutput<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.headers().eq(other.headers())
            && self.url() == other.url()
            && self.body() == other.body()
            && self.sheet.texts() == other.sheet.texts()
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

/// Whether a header's value stays out of debug output.
fn is_sensitive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "authorization" || name.contains("token") || name.contains("accesskey")
}
