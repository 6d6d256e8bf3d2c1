//! Who signs: key pairs, tokens, or nobody.

use crate::{Algorithm, Secret, SignError, Vendor};

/// A key pair, permanent or temporary.
///
/// The vendors call its parts access key and secret key (Huawei Cloud), `SecretId` and `SecretKey` (Tencent Cloud),
/// access key ID and access key secret (Alibaba Cloud). `Debug` shows the id, never the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    /// The public half, sent with every request.
    pub id: String,
    /// The secret half, never sent.
    pub secret: Secret,
    /// The session token of a temporary key, sent with every request.
    pub security_token: Option<Secret>,
}

impl AccessKey {
    /// A permanent key pair.
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            security_token: None,
        }
    }

    /// The same key pair with the session token that belongs to it.
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<Secret>) -> Self {
        self.security_token = Some(token.into());
        self
    }
}

/// What a request is authenticated with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// A key pair, for every scheme that signs.
    AccessKey(AccessKey),
    /// A Huawei Cloud IAM token, sent as `X-Auth-Token`.
    Token(Secret),
    /// An Alibaba Cloud bearer token.
    Bearer(Secret),
    /// None: only for [`Algorithm::TencentSkip`] and [`Algorithm::AlibabaAnonymous`].
    Anonymous,
}

impl Credentials {
    /// The kind in words, for error messages.
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

    /// The key pair, checked to be usable by `algorithm`.
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
            sendable(token, "security token")?;
        }
        Ok(key)
    }

    /// The Huawei Cloud IAM token.
    pub(crate) fn token(&self, algorithm: Algorithm) -> Result<&Secret, SignError> {
        match self {
            Self::Token(token) if token.is_empty() => Err(SignError::EmptyCredential { field: "token" }),
            Self::Token(token) => sendable(token, "token"),
            _ => Err(self.unsuitable(algorithm, "an IAM token")),
        }
    }

    /// The Alibaba Cloud bearer token.
    pub(crate) fn bearer(&self, algorithm: Algorithm) -> Result<&Secret, SignError> {
        match self {
            Self::Bearer(token) if token.is_empty() => Err(SignError::EmptyCredential {
                field: "bearer token",
            }),
            Self::Bearer(token) => sendable(token, "bearer token"),
            _ => Err(self.unsuitable(algorithm, "a bearer token")),
        }
    }
}

/// Refuses a token that no header can hold.
fn sendable<'a>(token: &'a Secret, field: &'static str) -> Result<&'a Secret, SignError> {
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
