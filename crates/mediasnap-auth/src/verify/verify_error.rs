//! Errors of verification.

use chrono::{DateTime, Utc};

use crate::secret::Secret;

/// Reason why a received request is rejected.
///
/// No variant prints a secret, a token or a signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The request has no signature and no token.
    #[error("the request is not signed")]
    Unsigned,
    /// The scheme is unknown.
    #[error("the signature algorithm {0:?} is not supported")]
    UnsupportedAlgorithm(String),
    /// The signature does not have the format of its scheme.
    #[error("the signature is malformed: {0}")]
    Malformed(&'static str),
    /// No key has this id.
    #[error("there is no key {id:?}")]
    UnknownKey {
        /// Unknown id.
        id: String,
    },
    /// The signature does not match: the secret is wrong, or the request was changed in transit.
    #[error("the signature does not match")]
    BadSignature {
        /// Expected string to sign, which the services return to their callers. It is a secret because it can contain a
        /// token.
        string_to_sign: Secret,
    },
    /// The request was signed too long ago, or too far in the future.
    #[error("the request was signed at {signed}, too far from {now}")]
    Expired {
        /// Time of signing.
        signed: DateTime<Utc>,
        /// Time of verification.
        now: DateTime<Utc>,
    },
    /// The date of signing cannot be parsed.
    #[error("the date of signing cannot be read")]
    MalformedDate,
    /// The scope of the signature is for another day than the date of signing.
    #[error("the scope of the signature is for another day than the date of signing")]
    WrongScope,
    /// A header is missing that the scheme requires or that is listed as signed.
    #[error("the header {0} is missing")]
    MissingHeader(String),
    /// A header that has to be signed is not.
    #[error("the header {0} is not signed")]
    UnsignedHeader(String),
    /// A signed header occurs more than once.
    #[error("the header {0} occurs more than once")]
    RepeatedHeader(String),
    /// A parameter that the scheme requires is missing.
    #[error("the parameter {0} is missing")]
    MissingParameter(&'static str),
    /// The digest in the request does not match its body.
    #[error("the stated digest is not that of the body")]
    BodyMismatch,
    /// The service does not accept this content type with this method.
    #[error("the content type does not fit the method")]
    ContentType,
    /// The nonce is missing.
    #[error("the nonce is missing")]
    MissingNonce,
    /// A temporary key was used without its security token.
    #[error("the security token is missing")]
    MissingToken,
    /// The token does not belong to the key, or is not valid.
    #[error("the token is wrong")]
    WrongToken,
}
