//! What signing returns.

use std::borrow::Cow;
use std::fmt;

use crate::texts::{Texts, text};

/// What to send: the headers to set, the URL, and how the signature came about.
///
/// Set every one of [`Signed::headers`] on the request, replacing headers of the same name, and send it to
/// [`Signed::url`] with [`Signed::body`] if there is one, else with the body that was signed.
///
/// `Debug` prints header names and public header values; `Authorization`, tokens, the signature, the canonical texts
/// and everything after the `?` of the URL are left out, because each of them can hold or stand for a secret.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signed<'a> {
    /// Everything the signer sets, `Authorization` and `Host` included. Headers the request already had and the
    /// scheme signs as they are do not appear. Values that were given are borrowed, tokens among them.
    pub headers: Vec<(&'static str, Cow<'a, str>)>,
    /// The URL to send the request to.
    pub url: String,
    /// In schemes that sign parameters, all of them in the order they are sent, the signature included; for Alibaba
    /// Cloud's bearer and anonymous calls, the query that is sent.
    pub params: Vec<(String, String)>,
    /// The body to send in place of the request's, in schemes that put parameters there.
    pub body: Option<Vec<u8>>,
    pub(crate) texts: Texts,
}

impl Signed<'_> {
    /// The same, with copies of what is borrowed.
    pub fn into_owned(self) -> Signed<'static> {
        let owned = |(name, value): (&'static str, Cow<'_, str>)| (name, Cow::Owned(value.into_owned()));
        Signed {
            headers: self.headers.into_iter().map(owned).collect(),
            url: self.url,
            params: self.params,
            body: self.body,
            texts: self.texts,
        }
    }

    /// The canonical request, in schemes that have one.
    pub fn canonical_request(&self) -> Option<&str> {
        text(self.texts.canonical_request())
    }

    /// The text the signature covers.
    pub fn string_to_sign(&self) -> Option<&str> {
        text(self.texts.string_to_sign())
    }

    /// The signature as it is sent.
    pub fn signature(&self) -> Option<&str> {
        text(self.texts.signature())
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (*name, if is_sensitive(name) { "[redacted]" } else { value }))
            .collect();
        let params: Vec<&str> = self.params.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Signed")
            .field("headers", &headers)
            .field("url", &self.url.split('?').next().unwrap_or_default())
            .field("params", &params)
            .field("body_length", &self.body.as_ref().map(Vec::len))
            .finish_non_exhaustive()
    }
}

/// Whether a header's value stays out of debug output.
fn is_sensitive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "authorization" || name.contains("token") || name.contains("accesskey")
}
