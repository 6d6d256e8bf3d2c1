//! Result of a successful verification.

use crate::algorithm::{Algorithm, Vendor};

/// Facts about a request that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Vendor of the scheme.
    pub vendor: Vendor,
    /// Scheme.
    pub algorithm: Algorithm,
    /// Id of the key that signed, if the request is signed.
    pub key_id: Option<String>,
    /// Nonce, in schemes that have one. A server should reject a nonce that it has seen before.
    pub nonce: Option<String>,
    /// Names of the headers that the signature covers, in lower case.
    pub signed_headers: Vec<String>,
}

impl Verified {
    pub(super) fn new(algorithm: Algorithm, key_id: Option<&str>) -> Self {
        Self {
            vendor: algorithm.vendor(),
            algorithm,
            key_id: key_id.map(str::to_owned),
            nonce: None,
            signed_headers: Vec::new(),
        }
    }
}
