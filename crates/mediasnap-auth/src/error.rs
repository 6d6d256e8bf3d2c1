//! Errors of signing.

use crate::algorithm::{Algorithm, Vendor};

/// Reason why a request was not signed.
///
/// No variant contains or prints a secret, a header value, a parameter value or a body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The algorithm does not support credentials of this kind.
    #[error("{algorithm} needs {needed}, but the credentials are {found}")]
    Credentials {
        /// Requested algorithm.
        algorithm: Algorithm,
        /// Kind of credentials that it supports.
        needed: &'static str,
        /// Kind of the given credentials.
        found: &'static str,
    },
    /// The vendor has no algorithm for credentials of this kind.
    #[error("{vendor} does not support credentials of this kind: use an access key")]
    UnsupportedCredentials {
        /// Vendor.
        vendor: Vendor,
    },
    /// A part of the credentials is empty.
    #[error("the {field} of the credentials is empty: set it, or use other credentials")]
    EmptyCredential {
        /// Name of the part.
        field: &'static str,
    },
    /// A part of the credentials begins or ends with white space, usually after copying it.
    #[error("the {field} of the credentials begins or ends with white space: remove it")]
    CredentialBlanks {
        /// Name of the part.
        field: &'static str,
    },
    /// A part of the credentials contains characters that cannot be sent in a header.
    #[error("the {field} of the credentials contains characters that cannot be sent")]
    CredentialCharacters {
        /// Name of the part.
        field: &'static str,
    },
    /// A field of the context that the algorithm signs is missing.
    #[error("{algorithm} needs `SigningContext::{field}`: set it")]
    MissingContext {
        /// Requested algorithm.
        algorithm: Algorithm,
        /// Name of the field.
        field: &'static str,
    },
    /// The nonce is empty, or contains characters that cannot be sent.
    #[error("{algorithm} needs a nonce of visible ASCII characters that is new for every attempt")]
    Nonce {
        /// Requested algorithm.
        algorithm: Algorithm,
    },
    /// The time cannot be represented in the vendor's format.
    #[error("the signing time is out of range: years 1970 to 9999 can be signed")]
    TimeOutOfRange,
    /// A date header of the request is not in the vendor's format.
    #[error("the header {name} of the request is not a date in the format {format}: correct or remove it")]
    PresetDate {
        /// Name of the header.
        name: &'static str,
        /// Expected format.
        format: &'static str,
    },
    /// A part of the request cannot be sent.
    #[error("the {part} of the request {problem}")]
    InvalidRequest {
        /// Name of the part.
        part: &'static str,
        /// Description of the problem.
        problem: &'static str,
    },
    /// A header has an invalid name.
    #[error("{name:?} is not a valid header name")]
    HeaderName {
        /// Name of the header.
        name: String,
    },
    /// The value of a header contains control characters.
    #[error("the value of the header {name} contains control characters")]
    HeaderValue {
        /// Name of the header.
        name: String,
    },
    /// A header occurs twice, ignoring case.
    #[error("the header {name} occurs twice, which no scheme can sign: join the values")]
    DuplicateHeader {
        /// Name of the header.
        name: String,
    },
    /// The request has an `Authorization` header already.
    #[error(
        "the request already carries an Authorization header: sign the original request for every attempt"
    )]
    AlreadySigned,
    /// A parameter occurs twice, which the scheme cannot sign.
    #[error("the parameter {name:?} occurs twice, which {algorithm} cannot sign")]
    DuplicateParameter {
        /// Requested algorithm.
        algorithm: Algorithm,
        /// Name of the parameter.
        name: String,
    },
    /// A parameter has a name that the scheme uses itself.
    #[error("the parameter {name:?} is reserved by {algorithm}: remove it")]
    ReservedParameter {
        /// Requested algorithm.
        algorithm: Algorithm,
        /// Name of the parameter.
        name: String,
    },
    /// The algorithm cannot sign this request.
    #[error("{algorithm} {problem}")]
    Unsupported {
        /// Requested algorithm.
        algorithm: Algorithm,
        /// Description of the problem.
        problem: &'static str,
    },
}

impl SignError {
    /// Creates the error for an empty or missing field of the context.
    pub(crate) const fn missing_context(algorithm: Algorithm, field: &'static str) -> Self {
        Self::MissingContext { algorithm, field }
    }

    /// Returns whether the credentials are the problem, not the request.
    pub const fn concerns_credentials(&self) -> bool {
        matches!(
            self,
            Self::Credentials { .. }
                | Self::UnsupportedCredentials { .. }
                | Self::EmptyCredential { .. }
                | Self::CredentialBlanks { .. }
                | Self::CredentialCharacters { .. }
        )
    }
}
