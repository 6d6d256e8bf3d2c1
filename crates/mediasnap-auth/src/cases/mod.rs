//! Signature cases as JSON: reads one, signs it, returns the result as JSON.
//!
//! A case is one object: `name`, `algorithm` (the vendor's name for it), `credentials` and `context` in the vendor's
//! own spelling, `time.epoch`, `nonce`, and `request` with `method`, `scheme`, `host`, `path`, `query` (a list of
//! decoded `[name, value]` pairs) or `raw_query`, `headers`, `body` and `body_encoding` (`utf8`, `base64`, or `repeat`
//! with `{"unit", "count"}`). Other members, such as `expect`, are ignored.
//!
//! ```
//! let case = r#"{"name": "a token", "algorithm": "X-Auth-Token", "credentials": {"token": "secret"},
//!     "time": {"epoch": 1700000000}, "request": {"method": "GET", "host": "vod.example.com", "path": "/v1.0/x"}}"#;
//! let result = serde_json::to_value(mediasnap_auth::cases::run(case)).unwrap();
//! assert_eq!(result["headers"]["X-Auth-Token"], "secret");
//! assert_eq!(result["url"], "https://vod.example.com/v1.0/x");
//! ```

mod case;
mod client;
mod fields;

use std::fmt;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use case::Case;

/// The outcome of one case. Serialises to one JSON object, members that the scheme has no value for left out.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum CaseResult {
    /// The request was signed.
    Signed(SignedCase),
    /// The case could not be read, or signing it was refused.
    Failed {
        /// The case's name, empty if it has none.
        name: String,
        /// Why, without any value of the case.
        error: String,
    },
}

impl CaseResult {
    /// The case's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Signed(signed) => &signed.name,
            Self::Failed { name, .. } => name,
        }
    }

    /// Why the case failed, if it did.
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Signed(_) => None,
            Self::Failed { error, .. } => Some(error),
        }
    }
}

/// Shows the name and the error: a result holds tokens and signatures.
impl fmt::Debug for CaseResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseResult")
            .field("name", &self.name())
            .field("error", &self.error())
            .finish_non_exhaustive()
    }
}

/// A signed case.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SignedCase {
    /// The case's name.
    pub name: String,
    /// Everything the signer sets, `Authorization` included, and what the client the case describes sets.
    #[serde(serialize_with = "as_object")]
    pub headers: Vec<(String, String)>,
    /// The URL to send the request to.
    pub url: String,
    /// The canonical request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_request: Option<String>,
    /// The string to sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub string_to_sign: Option<String>,
    /// The signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The parameters in the order they are sent, in schemes that sign or add parameters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<(String, String)>,
}

impl fmt::Debug for SignedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedCase")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

fn as_object<S: Serializer>(headers: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(headers.len()))?;
    for (name, value) in headers {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

/// Reads one case and signs it. Whatever is wrong with it is told in the result.
pub fn run(line: &str) -> CaseResult {
    let failed = |name: &str, error: String| CaseResult::Failed {
        name: name.to_owned(),
        error,
    };
    let value = match serde_json::from_str::<serde_json::Value>(line) {
        Ok(value) => value,
        Err(error) => return failed("", format!("not JSON: {}", position(&error))),
    };
    let name = value
        .get("name")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    match Case::read(&value).and_then(|case| case.sign(name)) {
        Ok(signed) => CaseResult::Signed(signed),
        Err(error) => failed(name, error),
    }
}

/// Where a text is not JSON, without any of the text.
fn position(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        _ => "syntax error",
    };
    format!("{kind} at line {} column {}", error.line(), error.column())
}
