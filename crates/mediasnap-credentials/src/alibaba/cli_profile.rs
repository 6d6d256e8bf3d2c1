//! The profiles of Alibaba's command line, `~/.aliyun/config.json`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use mediasnap_core::{Error, ErrorKind};

use super::assume_role::AlibabaAssumeRole;
use super::cli_config::{CliConfig, CliProfile};
use super::instance_metadata::AlibabaInstanceMetadata;
use super::{credentials_uri, key_pair, login, oidc};
use crate::config::ProviderConfig;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::providers::{ProcessProvider, StaticProvider};

/// Reads `~/.aliyun/config.json`: the profile that `ALIBABA_CLOUD_PROFILE` names, else the file's `current` one. Every mode of
/// the command line: `AK`, `StsToken`, `RamRoleArn`, `EcsRamRole`, `RamRoleArnWithRoleName`, `RsaKeyPair`, `OIDC`,
/// `ChainableRamRoleArn`, `CloudSSO`, `OAuth`, `External` and `CredentialsURI`. Nothing is ever written to the file.
pub struct AlibabaCliProfile(ProviderConfig);

impl AlibabaCliProfile {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn read(&self) -> Result<Identity, Error> {
        let (file, place, name) = CliConfig::read(&self.0)?;
        let identity = self.resolve(&file, &place, &name, Vec::new()).await?;
        Ok(identity.with_source(format!("profile `{name}` of {place}")))
    }

    /// The identity of the instance's role.
    async fn instance_role(&self, profile: &CliProfile) -> Result<Identity, Error> {
        let mut metadata = AlibabaInstanceMetadata::new(&self.0);
        if let Some(role) = profile.ram_role_name.as_ref().filter(|role| !role.is_empty()) {
            metadata = metadata.with_role(role);
        }
        metadata.resolve_identity().await
    }

    /// The identity of the profile `name`, reached by way of the profiles `seen`.
    fn resolve<'a>(
        &'a self,
        file: &'a CliConfig,
        place: &'a str,
        name: &'a str,
        mut seen: Vec<&'a str>,
    ) -> Pin<Box<dyn Future<Output = Result<Identity, Error>> + Send + 'a>> {
        Box::pin(async move {
            let bad = |why: String| Error::new(ErrorKind::Config, format!("{place} {why}"));
            if seen.contains(&name) {
                seen.push(name);
                return Err(bad(format!(
                    "has profiles that lead in a circle: {}",
                    seen.join(" -> ")
                )));
            }
            seen.push(name);
            let Some(profile) = file.profile(name) else {
                return Err(bad(format!("has no profile `{name}`")));
            };
            let at = |error: Error| error.context(&profile.place);
            let chained = |source: Identity| async move {
                let role = profile.role(&self.0)?;
                let role = AlibabaAssumeRole::new(StaticProvider::new(source), role, &self.0);
                role.resolve_identity().await.map_err(at)
            };
            match profile.mode.as_deref().unwrap_or("AK") {
                "AK" => profile.identity(false),
                "StsToken" => profile.identity(true),
                "RamRoleArn" => chained(profile.identity(false)?).await,
                "ChainableRamRoleArn" => {
                    let source = profile.need("source_profile", profile.source.as_ref())?;
                    chained(self.resolve(file, place, source, seen).await?).await
                }
                "EcsRamRole" => self.instance_role(profile).await.map_err(at),
                "RamRoleArnWithRoleName" => chained(self.instance_role(profile).await.map_err(at)?).await,
                "RsaKeyPair" => {
                    let id = profile.need("key_pair_name", profile.key_pair_name.as_ref())?;
                    let key = profile.private_key()?;
                    let exchange = key_pair::exchange(&self.0, id, &key, &profile.place);
                    exchange.await.map_err(at)
                }
                "CredentialsURI" => {
                    let uri = profile.need("credentials_uri", profile.credentials_uri.as_ref())?;
                    credentials_uri::take(&self.0, uri, &profile.place)
                        .await
                        .map_err(at)
                }
                "OIDC" => {
                    let provider = profile.need("oidc_provider_arn", profile.oidc_provider_arn.as_ref())?;
                    let token = profile.need("oidc_token_file", profile.oidc_token_file.as_ref())?;
                    let role = profile.role(&self.0)?;
                    let exchange = oidc::exchange(&self.0, &role, provider, token, &profile.place);
                    exchange.await.map_err(at)
                }
                "CloudSSO" => login::cloud_sso(&self.0, profile).await,
                "OAuth" => login::oauth(&self.0, profile).await,
                "External" => {
                    let command = profile.need("process_command", profile.process_command.as_ref())?;
                    ProcessProvider::new(command).resolve_identity().await.map_err(at)
                }
                _ => Err(bad(format!("has a profile `{name}` with an unknown `mode`"))),
            }
        })
    }
}

impl fmt::Debug for AlibabaCliProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AlibabaCliProfile").field(&self.0).finish()
    }
}

impl ProvideCredentials for AlibabaCliProfile {
    fn name(&self) -> &'static str {
        "CLI profile"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.read())
    }
}
