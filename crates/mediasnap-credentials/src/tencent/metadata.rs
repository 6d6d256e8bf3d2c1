//! The role of a CVM instance.

use std::fmt;

use mediasnap_core::{Error, ErrorKind};

use crate::config::ProviderConfig;
use crate::facts::TENCENT_METADATA;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::remote::{Ask, Service, segment};
use crate::wire::Key;

const METADATA: Service = Service::local("the Tencent CVM metadata service");

/// Asks the metadata service of the CVM instance for the name of its role, and for the role's key.
pub struct TencentInstanceMetadata(ProviderConfig);

impl TencentInstanceMetadata {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn take(&self) -> Result<Identity, Error> {
        self.0.allows_metadata(METADATA, None)?;
        let base = self.0.metadata_url(TENCENT_METADATA);
        let url = format!("{base}/latest/meta-data/cam/security-credentials/");
        let reply = self.0.ask(METADATA, Ask::get(&url)).await?.accepted()?;
        let role = reply.text().lines().next().unwrap_or_default().trim();
        if role.is_empty() {
            return Err(METADATA.error(ErrorKind::Config, "knows no role of this instance"));
        }
        let encoded = segment(role);
        let reply = self
            .0
            .ask(METADATA, Ask::get(&format!("{url}{encoded}")))
            .await?
            .accepted()?;
        let key: Key = reply.json()?;
        if let Some(code) = key.code.as_deref().filter(|code| *code != "Success") {
            return Err(reply.refused(Some(code.to_owned())));
        }
        key.temporary(METADATA, METADATA.name)
    }
}

impl fmt::Debug for TencentInstanceMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TencentInstanceMetadata").field(&self.0).finish()
    }
}

impl ProvideCredentials for TencentInstanceMetadata {
    fn name(&self) -> &'static str {
        "metadata"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.take())
    }
}
