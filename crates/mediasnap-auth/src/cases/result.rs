//! Result of a case.

use std::fmt;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// Result of a case. Serializes to a JSON object without members for which the scheme has no value.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum CaseResult {
    /// The request was signed.
    Signed(SignedCase),
    /// The case could not be read or signed.
    Failed {
        /// Name of the case, empty if it has none.
        name: String,
        /// Reason, without any value of the case.
        error: String,
    },
}

impl CaseResult {
    /// Returns the name of the case.
    pub fn name(&self) -> &str {
        match self {
            Self::Signed(signed) => &signed.name,
            Self::Failed { name, .. } => name,
        }
    }

    /// Returns the reason why the case failed, if it did.
    pub fn error(&self) -> Option<&str> {
        match self {
            Self::Signed(_) => None,
            Self::Failed { error, .. } => Some(error),
        }
    }
}

/// Shows only the name and the error: a result contains tokens and signatures.
impl fmt::Debug for CaseResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseResult")
            .field("name", &self.name())
            .field("error", &self.error())
            .finish_non_exhaustive()
    }
}

/// Signed request of a case.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SignedCase {
    /// Name of the case.
    pub name: String,
    /// Headers that the signer sets, `Authorization` included, and headers of the official client that the case describes.
    #[serde(serialize_with = "as_object")]
    pub headers: Vec<(String, String)>,
    /// URL to send the request to.
    pub url: String,
    /// Canonical request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_request: Option<String>,
    /// String to sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub string_to_sign: Option<String>,
    /// Signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// Parameters in the order in which they are sent, in schemes that sign or add parameters.
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
