//! Why a received request is refused.

use chrono::{DateTime, Utc};

use crate::Secret;

/// Why a received request is refused.
///
/// No variant prints a secret, a token or a signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// There is no signature and no token.
    #[error("the request is not signed")]
    Unsigned,
    /// The scheme is not known.
    #[error("the signature algorithm {0:?} is not supported")]
    UnsupportedAlgorithm(String),
    /// The signature does not have the form its scheme prescribes.
    #[error("the signature is malformed: {0}")]
    Malformed(&'static str),
    /// No key has this id.
    #[error("there is no key {id:?}")]
    UnknownKey {
        /// The id.
        id: String,
    },
    /// The signature is not the one expected: wrong secret, or the request was changed on its way.
    #[error("the signature does not match")]
    BadSignature {
        /// What the signature should cover. The services tell it to their callers; it can hold a token, hence the
        /// wrapping.
        string_to_sign: Secret,
    },
    /// The request was signed too long ago, or too far in the future.
    #[error("the request was signed at {signed}, too far from {now}")]
    Expired {
        /// When it was signed.
        signed: DateTime<Utc>,
        /// When it was checked.
        now: DateTime<Utc>,
    },
    /// The date of signing cannot be read.
    #[error("the date of signing cannot be read")]
    MalformedDate,
    /// The scope of the signature is for another day than the date of signing.
    #[error("the scope of the signature is for another day than the date of signing")]
    WrongScope,
    /// A header that the scheme demands, or that is said to be signed, is not there.
    #[error("the header {0} is missing")]
    MissingHeader(String),
    /// A header that must be signed is not.
    #[error("the header {0} is not signed")]
    UnsignedHeader(String),
    /// A signed header occurs more than once.
    #[error("the header {0} occurs more than once")]
    RepeatedHeader(String),
    /// A parameter that the scheme demands is not there.
    #[error("the parameter {0} is missing")]
    MissingParameter(&'static str),
    /// The digest the request states is not the one of its body.
    #[error("the stated digest is not that of the body")]
    BodyMismatch,
    /// The type of the body is not one the service takes with this method.
    #[error("the content type does not fit the method")]
    ContentType,
    /// The nonce is missing.
    #[error("the nonce is missing")]
    MissingNonce,
    /// A temporary key came without its session token.
    #[error("the session token is missing")]
    MissingToken,
    /// The token is not the one that belongs to the key, or not a valid one.
    #[error("the token is wrong")]
    WrongToken,
}
