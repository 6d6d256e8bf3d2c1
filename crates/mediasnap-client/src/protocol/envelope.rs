//! Error envelopes, and the fields of a response that say whether it failed, without decoding the rest.

use mediasnap_core::wire::lenient;
use serde::Deserialize;
use serde_json::Value;

/// Content of an error envelope, whatever its spelling.
#[derive(Default)]
pub(super) struct Envelope {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

/// The members of a 2xx response that classification needs.
#[derive(Deserialize)]
pub(super) struct Peek {
    #[serde(rename = "Response", default)]
    pub(super) response: Option<Inner>,
    #[serde(rename = "RequestId", default, deserialize_with = "lenient")]
    pascal: Option<String>,
    #[serde(rename = "requestId", default, deserialize_with = "lenient")]
    camel: Option<String>,
    #[serde(rename = "request_id", default, deserialize_with = "lenient")]
    snake: Option<String>,
}

impl Peek {
    /// The request id in the first spelling that there is; a response may have several.
    pub(super) fn request_id(self) -> Option<String> {
        self.pascal.or(self.camel).or(self.snake)
    }
}

/// Tencent's wrapped response.
#[derive(Deserialize)]
pub(super) struct Inner {
    #[serde(rename = "Error", default)]
    pub(super) error: Option<InBand>,
    #[serde(rename = "RequestId", default, deserialize_with = "lenient")]
    pub(super) request_id: Option<String>,
}

/// An error inside of an HTTP 200.
#[derive(Deserialize)]
pub(super) struct InBand {
    #[serde(rename = "Code", default, deserialize_with = "lenient")]
    pub(super) code: Option<String>,
    #[serde(rename = "Message", default, deserialize_with = "lenient")]
    pub(super) message: Option<String>,
}

/// The members that matter, when `body` is a JSON object.
pub(super) fn peek(body: &[u8]) -> Option<Peek> {
    if is_object(body) {
        serde_json::from_slice(body).ok()
    } else {
        None
    }
}

/// Whether `body` begins as an object does. A JSON array decodes into a struct by position: only an object is a response.
pub(super) fn is_object(body: &[u8]) -> bool {
    body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// A text or number member of an object, as text; empty text counts as absent.
pub(super) fn member(object: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match object.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}
