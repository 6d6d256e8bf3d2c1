//! Who signs: credentials with what belongs to them, and where they come from.
//!
//! [`default_chain`] is what a client uses that is given nothing else: the places that the vendor's own SDKs look at, in
//! their order, behind a [`Cached`] that renews temporary keys ahead of their end. Each place is also a provider of its
//! own, one file each, for programs that know where their credentials are.

mod alibaba;
mod assume_role;
mod cache;
mod chain;
mod environment;
mod facts;
mod files;
mod fixed;
mod flight;
mod huawei;
mod ini;
mod process;
mod remote;
mod surroundings;
mod tencent;
mod why;
mod wire;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mediasnap_auth::{AccessKey, Credentials};

use crate::Error;

pub use alibaba::{AlibabaCliProfile, AlibabaMetadata, AlibabaOidc, AlibabaProfile, CredentialsUri};
pub use assume_role::AssumeRole;
pub use cache::Cached;
pub use chain::{Chain, default_chain};
pub use environment::Environment;
pub use fixed::Static;
pub(crate) use huawei::Projects;
pub use huawei::{Federation, HuaweiMetadata, HuaweiOidc, HuaweiProfile, PodIdentity};
pub use process::Process;
pub(crate) use surroundings::read;
pub use surroundings::{Lookup, Surroundings};
pub use tencent::{TencentMetadata, TencentProfile, TencentWebIdentity};
pub use why::{Outcome, Tried, Why};

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
    pub origin: Option<Arc<str>>,
}

impl Identity {
    /// An identity of `credentials` alone.
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            project_id: None,
            expires_at: None,
            origin: None,
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
    pub fn with_origin(mut self, origin: impl Into<Arc<str>>) -> Self {
        self.origin = Some(origin.into());
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

/// The future that [`ProvideCredentials::why`] returns.
pub type WhyFuture<'a> = Pin<Box<dyn Future<Output = Why> + Send + 'a>>;

/// A source of credentials.
///
/// A client asks for an identity at each attempt, so a source that does I/O belongs behind a [`Cached`].
pub trait ProvideCredentials: Send + Sync {
    /// The source's name, for messages; never a value of it.
    fn name(&self) -> &'static str;

    /// The identity to sign with now.
    ///
    /// # Errors
    /// `Config` when the source has none; the message says what to set. `Unavailable` when it may have one later.
    fn identity(&self) -> IdentityFuture<'_>;

    /// The same, where it takes no waiting: `None` says to ask [`ProvideCredentials::identity`].
    fn at_hand(&self) -> Option<Arc<Identity>> {
        None
    }

    /// The vendor called `identity` expired or revoked: the next one should be another, if there is one.
    fn refused(&self, identity: &Identity) {
        let _ = identity;
    }

    /// Looks for an identity and says where one was found, or why not.
    fn why(&self) -> WhyFuture<'_> {
        Box::pin(async move { Why::new(vec![Tried::of(self.name(), &self.identity().await)]) })
    }
}

impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn identity(&self) -> IdentityFuture<'_> {
        (**self).identity()
    }

    fn at_hand(&self) -> Option<Arc<Identity>> {
        (**self).at_hand()
    }

    fn refused(&self, identity: &Identity) {
        (**self).refused(identity);
    }

    fn why(&self) -> WhyFuture<'_> {
        (**self).why()
    }
}

/// The name of the variable that holds the Huawei project, for messages.
pub(crate) fn project_variable() -> &'static str {
    huawei::PROJECT_VARIABLE
}
