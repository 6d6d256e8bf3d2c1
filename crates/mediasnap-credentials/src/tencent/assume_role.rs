//! Assumes a role with the credentials of another provider.

use std::fmt;
use std::sync::Arc;

use mediasnap_core::Error;

use super::sts::assume_role;
use crate::config::ProviderConfig;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::sts::RoleRequest;

/// A provider that assumes a role of Tencent Cloud with the credentials of another provider (STS `AssumeRole`).
///
/// Each call sends a request: wrap it in a [`CachedProvider`](crate::CachedProvider).
pub struct TencentAssumeRole {
    source: Arc<dyn ProvideCredentials>,
    role: RoleRequest,
    config: ProviderConfig,
}

impl TencentAssumeRole {
    /// Creates a provider that assumes `role` with the credentials of `source`.
    pub fn new(
        source: impl ProvideCredentials + 'static,
        role: RoleRequest,
        config: &ProviderConfig,
    ) -> Self {
        Self {
            source: Arc::new(source),
            role,
            config: config.clone(),
        }
    }

    async fn assume(&self) -> Result<Identity, Error> {
        let source = self.source.resolve_identity().await?;
        assume_role(&self.config, &self.role, &source).await
    }
}

impl fmt::Debug for TencentAssumeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TencentAssumeRole")
            .field("role", &self.role.arn)
            .field("source", &self.source.name())
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for TencentAssumeRole {
    fn name(&self) -> &'static str {
        "assumed role"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.assume())
    }
}
