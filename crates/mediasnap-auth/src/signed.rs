//! What signing returns.

use std::borrow::Cow;
use std::fmt;

/// What to send: the headers to set, the URL, and how the signature came about.
///
/// Set every one of [`Signed::headers`] on the request, replacing headers of the same name, and send it to
/// [`Signed::url`] with [`Signed::body`] if there is one, else with the body that was signed.
///
/// `Debug` prints header names and public header values; `Authorization`, tokens, the signature, the canonical texts
/// and everything after the `?` of the URL are left out, because each of them can hold or stand for a secret.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signed {
    /// Everything the signer sets, `Authorization` and `Host` included. Headers the request already had and the
    /// scheme signs as they are do not appear.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The URL to send the request to.
    pub url: String,
    /// The canonical request, in schemes that have one.
    pub canonical_request: Option<String>,
    /// The text the signature covers.
    pub string_to_sign: Option<String>,
    /// The signature as it is sent.
    pub signature: Option<String>,
    /// In schemes that sign parameters, all of them in the order they are sent, the signature included; for Alibaba
    /// Cloud's bearer and anonymous calls, the query that is sent.
    pub params: Vec<(String, String)>,
    /// The body to send in place of the request's, in schemes that put parameters there.
    pub body: Option<Vec<u8>>,
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    &**name,
                    if is_sensitive(name) {
                        "[redacted]"
                    } else {
                        value.as_str()
                    },
                )
            })
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
