//! Why a request could not be signed.

use crate::Algorithm;

/// Why a request was not signed.
///
/// Signing either succeeds or returns one of these; the request is borrowed, so it is as it was. No variant holds or
/// prints a secret, a header value, a parameter value or a body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The credentials are not of the kind the algorithm works with. Nothing is ever sent unsigned instead.
    #[error("{algorithm} needs {needed}, but the credentials are {found}")]
    Credentials {
        /// The algorithm asked for.
        algorithm: Algorithm,
        /// What it works with.
        needed: &'static str,
        /// What it was given.
        found: &'static str,
    },
    /// A part of the credentials is empty.
    #[error("the {field} of the credentials is empty: set it, or use other credentials")]
    EmptyCredential {
        /// Which part.
        field: &'static str,
    },
    /// A part of the credentials begins or ends with blanks, usually a copying mistake.
    #[error("the {field} of the credentials begins or ends with blanks: remove them")]
    CredentialBlanks {
        /// Which part.
        field: &'static str,
    },
    /// A part of the credentials holds characters that cannot go into a header.
    #[error("the {field} of the credentials holds characters that cannot be sent")]
    CredentialCharacters {
        /// Which part.
        field: &'static str,
    },
    /// The context lacks something the algorithm signs.
    #[error("{algorithm} needs `SigningContext::{field}`: set it")]
    MissingContext {
        /// The algorithm asked for.
        algorithm: Algorithm,
        /// The name of the field.
        field: &'static str,
    },
    /// The algorithm needs a nonce and got an empty one, or one that cannot be sent.
    #[error("{algorithm} needs a nonce of visible ASCII characters that is new for every attempt")]
    Nonce {
        /// The algorithm asked for.
        algorithm: Algorithm,
    },
    /// The time cannot be written in the vendor's format.
    #[error("the signing time is out of range: years 1970 to 9999 can be signed")]
    TimeOutOfRange,
    /// A date header that was already in the request is not in the vendor's format.
    #[error(
        "the header {name} of the request is not a date in the format {format}: correct it, or leave it out"
    )]
    PresetDate {
        /// The header's name.
        name: &'static str,
        /// The format it should have.
        format: &'static str,
    },
    /// A part of the request cannot be sent, hence not signed.
    #[error("the {part} of the request {problem}")]
    InvalidRequest {
        /// Which part.
        part: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A header's name is not a valid one.
    #[error("{name:?} is not a valid header name")]
    HeaderName {
        /// The name.
        name: String,
    },
    /// A header's value holds control characters.
    #[error("the value of the header {name} holds control characters")]
    HeaderValue {
        /// The header's name.
        name: String,
    },
    /// The same header occurs twice, perhaps in different case.
    #[error(
        "the header {name} occurs twice: the vendors' canonical forms cannot express that, so join the values"
    )]
    DuplicateHeader {
        /// The header's name.
        name: String,
    },
    /// The request has an `Authorization` header already.
    #[error(
        "the request already carries an Authorization header: sign the original request for every attempt"
    )]
    AlreadySigned,
    /// The same parameter occurs twice in a scheme that cannot express that.
    #[error("the parameter {name:?} occurs twice, which {algorithm} cannot sign")]
    DuplicateParameter {
        /// The algorithm asked for.
        algorithm: Algorithm,
        /// The parameter's name.
        name: String,
    },
    /// A parameter has a name that the signature scheme itself uses.
    #[error("the parameter {name:?} is reserved by {algorithm}: leave it out")]
    ReservedParameter {
        /// The algorithm asked for.
        algorithm: Algorithm,
        /// The parameter's name.
        name: String,
    },
    /// The algorithm cannot do what is asked.
    #[error("{algorithm} {problem}")]
    Unsupported {
        /// The algorithm asked for.
        algorithm: Algorithm,
        /// What it cannot do.
        problem: &'static str,
    },
}

impl SignError {
    /// Whether other credentials are what it takes, and not another request.
    pub const fn concerns_credentials(&self) -> bool {
        matches!(
            self,
            Self::Credentials { .. }
                | Self::EmptyCredential { .. }
                | Self::CredentialBlanks { .. }
                | Self::CredentialCharacters { .. }
        )
    }
}
