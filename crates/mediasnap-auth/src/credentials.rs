//! Credentials: key pairs, tokens, or none.

use crate::algorithm::{Algorithm, Vendor};
use crate::context::non_empty;
use crate::error::SignError;
use crate::secret::Secret;

/// Key pair, permanent or temporary.
///
/// The vendors call its parts access key and secret key (Huawei Cloud), `SecretId` and `SecretKey` (Tencent Cloud),
/// access key ID and access key secret (Alibaba Cloud). `Debug` shows only the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// Public half, sent with every request.
    pub id: String,
    /// Secret half, never sent.
    pub secret: Secret,
    /// Security token of a temporary key, sent with every request.
    pub security_token: Option<Secret>,
}

impl AccessKey {
    /// Creates a permanent key pair.
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            security_token: None,
        }
    }

    /// Adds the security token of a temporary key.
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<Secret>) -> Self {
        self.security_token = Some(token.into());
        self
    }

    /// Security token, `None` if it is empty.
    pub(crate) fn non_empty_token(&self) -> Option<&str> {
        self.security_token
            .as_ref()
            .and_then(|token| non_empty(token.expose()))
    }
}

/// Credentials that authenticate a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// Key pair, for every scheme that signs.
    AccessKey(AccessKey),
    /// Huawei Cloud IAM token, sent as `X-Auth-Token`.
    Token(Secret),
    /// Alibaba Cloud bearer token.
    Bearer(Secret),
    /// No credentials: only for [`Algorithm::TencentSkip`] and [`Algorithm::AlibabaAnonymous`].
    Anonymous,
}

impl Credentials {
    /// Kind of the credentials, for error messages.
    fn kind(&self) -> &'static str {
        match self {
            Self::AccessKey(_) => "an access key",
            Self::Token(_) => "an IAM token",
            Self::Bearer(_) => "a bearer token",
            Self::Anonymous => "absent",
        }
    }

    fn unsuitable(&self, algorithm: Algorithm, needed: &'static str) -> SignError {
        SignError::Credentials {
            algorithm,
            needed,
            found: self.kind(),
        }
    }

    /// Returns the key pair after checking that `algorithm` can use it.
    pub(crate) fn access_key(&self, algorithm: Algorithm) -> Result<&AccessKey, SignError> {
        let Self::AccessKey(key) = self else {
            return Err(self.unsuitable(algorithm, "an access key"));
        };
        for (field, text) in [("id", key.id.as_str()), ("secret", key.secret.expose())] {
            if text.is_empty() {
                return Err(SignError::EmptyCredential { field });
            }
            if algorithm.vendor() == Vendor::Tencent && text.trim().len() != text.len() {
                return Err(SignError::CredentialBlanks { field });
            }
        }
        if !key.id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',') {
            return Err(SignError::CredentialCharacters { field: "id" });
        }
        if let Some(token) = &key.security_token {
            validate_token(token, "security token")?;
        }
        Ok(key)
    }

    /// Returns the Huawei Cloud IAM token.
    pub(crate) fn token(&self, algorithm: Algorithm) -> Result<&Secret, SignError> {
        match self {
            Self::Token(token) if token.is_empty() => Err(SignError::EmptyCredential { field: "token" }),
            Self::Token(token) => validate_token(token, "token"),
            _ => Err(self.unsuitable(algorithm, "an IAM token")),
        }
    }

    /// Returns the Alibaba Cloud bearer token.
    pub(crate) fn bearer(&self, algorithm: Algorithm) -> Result<&Secret, SignError> {
        match self {
            Self::Bearer(token) if token.is_empty() => Err(SignError::EmptyCredential {
                field: "bearer token",
            }),
            Self::Bearer(token) => validate_token(token, "bearer token"),
            _ => Err(self.unsuitable(algorithm, "a bearer token")),
        }
    }
}

/// Rejects a token with control characters, which no header can contain.
fn validate_token<'a>(token: &'a Secret, field: &'static str) -> Result<&'a Secret, SignError> {
    if token.expose().chars().any(char::is_control) {
        return Err(SignError::CredentialCharacters { field });
    }
    Ok(token)
}

impl From<AccessKey> for Credentials {
    fn from(key: AccessKey) -> Self {
        Self::AccessKey(key)
    }
}
