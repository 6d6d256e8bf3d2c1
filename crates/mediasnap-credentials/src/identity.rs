//! Credentials with what belongs to them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use mediasnap_auth::{AccessKey, Credentials};

/// Credentials and what belongs to them.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Identity {
    /// The key, token or absence of both.
    pub credentials: Credentials,
    /// Huawei: the project that paths and the `X-Project-Id` header name.
    pub project_id: Option<String>,
    /// When temporary credentials end.
    pub expires_at: Option<DateTime<Utc>>,
    /// Where they were found: names of variables, a file and its section, a service; never a value.
    pub source: Option<Arc<str>>,
}

impl Identity {
    /// An identity of `credentials` alone.
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            project_id: None,
            expires_at: None,
            source: None,
        }
    }

    /// Sets the Huawei project.
    #[must_use]
    pub fn with_project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// Sets when the credentials end.
    #[must_use]
    pub fn with_expires_at(mut self, expires_at: DateTime<Utc>) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// Sets where they were found.
    #[must_use]
    pub fn with_source(mut self, origin: impl Into<Arc<str>>) -> Self {
        self.source = Some(origin.into());
        self
    }
}

impl From<Credentials> for Identity {
    fn from(credentials: Credentials) -> Self {
        Self::new(credentials)
    }
}

impl From<AccessKey> for Identity {
    fn from(key: AccessKey) -> Self {
        Self::new(Credentials::AccessKey(key))
    }
}
