//! Who signs: credentials with what belongs to them, and where they come from.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mediasnap_auth::{AccessKey, Credentials};

use crate::operation::Vendor;
use crate::{Error, ErrorKind};

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
}

impl Identity {
    /// An identity of `credentials` alone.
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            project_id: None,
            expires_at: None,
        }
    }

    /// Sets the Huawei project.
    #[must_use]
    pub fn with_project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
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

/// The future that [`ProvideCredentials::identity`] returns.
pub type IdentityFuture<'a> = Pin<Box<dyn Future<Output = Result<Identity, Error>> + Send + 'a>>;

/// A source of credentials.
pub trait ProvideCredentials: Send + Sync {
    /// The source's name, for messages; never a value of it.
    fn name(&self) -> &'static str;

    /// The identity to sign with now.
    ///
    /// # Errors
    /// `Config` when the source has none; the message says what to set.
    fn identity(&self) -> IdentityFuture<'_>;
}

/// Credentials given by the program.
#[derive(Debug, Clone)]
pub struct Static(Identity);

impl Static {
    /// Always answers with `identity`.
    pub fn new(identity: impl Into<Identity>) -> Self {
        Self(identity.into())
    }
}

impl ProvideCredentials for Static {
    fn name(&self) -> &'static str {
        "static"
    }

    fn identity(&self) -> IdentityFuture<'_> {
        let identity = self.0.clone();
        Box::pin(async move { Ok(identity) })
    }
}

/// The variables that a vendor's SDKs read.
struct Variables {
    id: &'static str,
    secret: &'static str,
    token: &'static str,
    project: Option<&'static str>,
}

fn variables(vendor: Vendor) -> Variables {
    match vendor {
        Vendor::Huawei => Variables {
            id: "HUAWEICLOUD_SDK_AK",
            secret: "HUAWEICLOUD_SDK_SK",
            token: "HUAWEICLOUD_SDK_SECURITY_TOKEN",
            project: Some("HUAWEICLOUD_SDK_PROJECT_ID"),
        },
        Vendor::Tencent => Variables {
            id: "TENCENTCLOUD_SECRET_ID",
            secret: "TENCENTCLOUD_SECRET_KEY",
            token: "TENCENTCLOUD_SESSION_TOKEN",
            project: None,
        },
        Vendor::Alibaba => Variables {
            id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
            secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            token: "ALIBABA_CLOUD_SECURITY_TOKEN",
            project: None,
        },
    }
}

/// A lookup of environment variables, a parameter so that tests need not change the process.
pub type Lookup = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The vendor's environment variables, read at each call.
#[derive(Clone)]
pub struct Environment {
    vendor: Vendor,
    lookup: Lookup,
}

impl Environment {
    /// Reads the variables of `vendor` from the process.
    pub fn new(vendor: Vendor) -> Self {
        Self::with_lookup(vendor, Arc::new(|name| std::env::var(name).ok()))
    }

    /// Reads the variables of `vendor` by `lookup`.
    pub fn with_lookup(vendor: Vendor, lookup: Lookup) -> Self {
        Self { vendor, lookup }
    }

    fn read(&self) -> Result<Identity, Error> {
        let names = variables(self.vendor);
        let get = |name: &str| (self.lookup)(name).filter(|value| !value.is_empty());
        let need = |name: &str| {
            get(name).ok_or_else(|| {
                let pair = format!("set {} and {}", names.id, names.secret);
                Error::new(
                    ErrorKind::Config,
                    format!("no credentials: the variable {name} is not set; {pair}"),
                )
            })
        };
        let mut key = AccessKey::new(need(names.id)?, need(names.secret)?);
        if let Some(token) = get(names.token) {
            key = key.with_security_token(token);
        }
        let mut identity = Identity::from(key);
        identity.project_id = names.project.and_then(get);
        Ok(identity)
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("vendor", &self.vendor)
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for Environment {
    fn name(&self) -> &'static str {
        "environment"
    }

    fn identity(&self) -> IdentityFuture<'_> {
        Box::pin(async move { self.read() })
    }
}

/// The name of the variable that holds the Huawei project, for messages.
pub(crate) fn project_variable() -> &'static str {
    variables(Vendor::Huawei).project.unwrap_or_default()
}
