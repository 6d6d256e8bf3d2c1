//! The role of a CVM instance.

use std::fmt;

use mediasnap_core::{Error, ErrorKind};

use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, TokenService, fetch, path_segment};
use crate::hosts::TENCENT_METADATA;
use crate::identity::Identity;
use crate::parse::json::TemporaryKey;
use crate::provider::{IdentityFuture, ProvideCredentials};

const METADATA: TokenService = TokenService::metadata("the Tencent CVM metadata service");

/// Asks the metadata service of the CVM instance for the name of its role, and for the role's key.
pub struct TencentInstanceMetadata(ProviderConfig);

impl TencentInstanceMetadata {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn take(&self) -> Result<Identity, Error> {
        METADATA.check_enabled(&self.0, None)?;
        let base = self.0.metadata_url(TENCENT_METADATA);
        let url = format!("{base}/latest/meta-data/cam/security-credentials/");
        let reply = fetch(&self.0, METADATA, FetchRequest::get(&url))
            .await?
            .into_success()?;
        let role = reply.text().lines().next().unwrap_or_default().trim();
        if role.is_empty() {
            return Err(METADATA.error(ErrorKind::Config, "knows no role of this instance"));
        }
        let encoded = path_segment(role);
        let reply = fetch(&self.0, METADATA, FetchRequest::get(&format!("{url}{encoded}")))
            .await?
            .into_success()?;
        let key: TemporaryKey = reply.json()?;
        if let Some(code) = key.code.as_deref().filter(|code| *code != "Success") {
            return Err(reply.error_with_code(Some(code.to_owned())));
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
