//! A role taken on with another key: STS `AssumeRole` of Alibaba Cloud and Tencent Cloud.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use mediasnap_core::operation::Vendor;
use mediasnap_core::{Error, ErrorKind};

use crate::config::ProviderConfig;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::{alibaba, tencent};

/// Takes on a role with the key of another provider. Put it behind a [`CachedProvider`](super::CachedProvider): each call asks the service.
pub struct AssumeRole {
    vendor: Vendor,
    source: Arc<dyn ProvideCredentials>,
    pub(super) config: ProviderConfig,
    pub(super) role: Role,
}

/// What a role is asked for with.
#[derive(Clone, Default)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) session: Option<String>,
    pub(super) seconds: Option<u32>,
    pub(super) policy: Option<String>,
    pub(super) external_id: Option<String>,
    /// Alibaba: the region whose STS is asked.
    pub(super) sts_region: Option<String>,
    /// Alibaba: the STS host inside of a VPC.
    pub(super) vpc: Option<bool>,
}

impl Role {
    /// The session's name, by default one with the time in it.
    pub(super) fn session(&self, config: &ProviderConfig) -> String {
        let default = || format!("mediasnap-{}", config.clock.now().timestamp());
        self.session
            .clone()
            .filter(|name| !name.is_empty())
            .unwrap_or_else(default)
    }
}

impl AssumeRole {
    /// Takes on the role `arn` of `vendor` with the key of `source`.
    pub fn new(
        vendor: Vendor,
        source: impl ProvideCredentials + 'static,
        arn: impl Into<String>,
        config: &ProviderConfig,
    ) -> Self {
        let role = Role {
            arn: arn.into(),
            ..Role::default()
        };
        Self {
            vendor,
            source: Arc::new(source),
            config: config.clone(),
            role,
        }
    }

    pub(super) fn alibaba(source: Arc<dyn ProvideCredentials>, role: Role, config: &ProviderConfig) -> Self {
        Self {
            vendor: Vendor::Alibaba,
            source,
            config: config.clone(),
            role,
        }
    }

    /// Names the session; the vendor's audit log shows it.
    #[must_use]
    pub fn with_session_name(mut self, name: impl Into<String>) -> Self {
        self.role.session = Some(name.into());
        self
    }

    /// Asks for a key that lasts so many seconds: by default 3600 (Alibaba) or 7200 (Tencent).
    #[must_use]
    pub fn with_duration_seconds(mut self, seconds: u32) -> Self {
        self.role.seconds = Some(seconds);
        self
    }

    /// Narrows what the key may do: a policy as JSON text.
    #[must_use]
    pub fn with_policy(mut self, policy: impl Into<String>) -> Self {
        self.role.policy = Some(policy.into());
        self
    }

    /// The external id that the role's trust policy asks for.
    #[must_use]
    pub fn with_external_id(mut self, external_id: impl Into<String>) -> Self {
        self.role.external_id = Some(external_id.into());
        self
    }

    async fn take(&self) -> Result<Identity, Error> {
        let source = self.source.resolve_identity().await?;
        match self.vendor {
            Vendor::Alibaba => alibaba::assume_role(&self.config, &self.role, &source).await,
            Vendor::Tencent => tencent::assume_role(&self.config, &self.role, &source).await,
            Vendor::Huawei => Err(Error::new(
                ErrorKind::Config,
                "Huawei Cloud agencies are taken on through the metadata service, OIDC or pod identity only",
            )),
        }
    }
}

impl fmt::Debug for AssumeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssumeRole")
            .field("vendor", &self.vendor)
            .field("role", &self.role.arn)
            .field("source", &self.source.name())
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for AssumeRole {
    fn name(&self) -> &'static str {
        "assumed role"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.take())
    }
}

/// A form body of parameters.
pub(super) fn form(parameters: &[(&str, &str)]) -> Bytes {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(parameters);
    Bytes::from(form.finish())
}
