//! The agency of an ECS instance.

use std::fmt;

use mediasnap_core::Error;
use zeroize::Zeroizing;

use super::iam::temporary_identity;
use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, FetchResponse, TokenService, fetch};
use crate::hosts::{HUAWEI_METADATA, METADATA_TOKEN_SECONDS};
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::providers::PROJECT_VARIABLE;

const METADATA: TokenService = TokenService::metadata("the Huawei ECS metadata service");

/// Asks the metadata service of the ECS instance for the key of its agency, with a session token where the service has them.
pub struct HuaweiInstanceMetadata(ProviderConfig);

impl HuaweiInstanceMetadata {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn take(&self) -> Result<Identity, Error> {
        METADATA.check_enabled(&self.0, None)?;
        let mut reply = self.read().await?;
        // A token that just ran out is replaced once; without an agency no token helps.
        if reply.status() == 401 && !reply.text().contains("Cloud Service Agency") {
            reply = self.read().await?;
        }
        let reply = reply.into_success()?;
        let mut identity = temporary_identity(METADATA, &reply, METADATA.name)?;
        identity.project_id = self.0.variable(PROJECT_VARIABLE);
        Ok(identity)
    }

    async fn read(&self) -> Result<FetchResponse, Error> {
        let token = self.token().await?;
        let url = format!(
            "{}/openstack/latest/securitykey",
            self.0.metadata_url(HUAWEI_METADATA)
        );
        let mut ask = FetchRequest::get(&url);
        if let Some(token) = &token {
            ask = ask.header("X-Metadata-Token", token);
        }
        fetch(&self.0, METADATA, ask).await
    }

    /// The session token; `None` from a service that has none.
    async fn token(&self) -> Result<Option<Zeroizing<String>>, Error> {
        let url = format!(
            "{}/meta-data/latest/api/token",
            self.0.metadata_url(HUAWEI_METADATA)
        );
        let ask = FetchRequest::put(&url).header("X-Metadata-Token-Ttl-Seconds", METADATA_TOKEN_SECONDS);
        let reply = fetch(&self.0, METADATA, ask).await?;
        if matches!(reply.status(), 404 | 405 | 503) {
            return Ok(None);
        }
        let reply = reply.into_success()?;
        Ok(Some(Zeroizing::new(reply.text().to_owned())).filter(|token| !token.is_empty()))
    }
}

impl fmt::Debug for HuaweiInstanceMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HuaweiInstanceMetadata").field(&self.0).finish()
    }
}

impl ProvideCredentials for HuaweiInstanceMetadata {
    fn name(&self) -> &'static str {
        "metadata"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.take())
    }
}
