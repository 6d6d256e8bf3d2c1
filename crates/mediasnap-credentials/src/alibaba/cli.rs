//! The profiles of Alibaba's command line, `~/.aliyun/config.json`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use mediasnap_core::{Error, ErrorKind};
use serde::Deserialize;

use super::{PROFILE, SESSION_NAME, login, oidc};
use crate::alibaba::metadata::AlibabaInstanceMetadata;
use crate::assume_role::{AssumeRole, Role};
use crate::config::{ProviderConfig, read};
use crate::files::first_existing;
use crate::fixed::StaticProvider;
use crate::identity::Identity;
use crate::process::ProcessProvider;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::wire::{Hidden, Key, When};

const DISABLED: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";

/// Reads `~/.aliyun/config.json`: the profile that `ALIBABA_CLOUD_PROFILE` names, else the file's `current` one. Every mode of
/// the command line: `AK`, `StsToken`, `RamRoleArn`, `EcsRamRole`, `OIDC`, `ChainableRamRoleArn`, `CloudSSO`, `OAuth` and
/// `External`. Nothing is ever written to the file.
pub struct AlibabaCliProfile(ProviderConfig);

#[derive(Deserialize)]
struct File {
    current: Option<String>,
    #[serde(default)]
    profiles: Vec<Profile>,
}

/// One profile; which members it has depends on its mode.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct Profile {
    name: String,
    mode: Option<String>,
    access_key_id: Option<String>,
    access_key_secret: Hidden,
    sts_token: Hidden,
    pub(super) sts_expiration: When,
    ram_role_arn: Option<String>,
    ram_session_name: Option<String>,
    role_session_name: Option<String>,
    expired_seconds: Option<u32>,
    policy: Option<String>,
    external_id: Option<String>,
    sts_region: Option<String>,
    enable_vpc: Option<bool>,
    ram_role_name: Option<String>,
    oidc_provider_arn: Option<String>,
    oidc_token_file: Option<String>,
    #[serde(rename = "source_profile")]
    source: Option<String>,
    pub(super) cloud_sso_sign_in_url: Option<String>,
    pub(super) cloud_sso_account_id: Option<String>,
    pub(super) cloud_sso_access_config: Option<String>,
    pub(super) access_token: Hidden,
    pub(super) cloud_sso_access_token_expire: When,
    pub(super) oauth_site_type: Option<String>,
    pub(super) oauth_access_token: Hidden,
    pub(super) oauth_access_token_expire: When,
    process_command: Option<String>,
    /// Where it stands, for messages.
    #[serde(skip)]
    pub(super) place: String,
}

impl Profile {
    /// The member `name`, which must be there.
    pub(super) fn need<'a>(&self, name: &str, value: Option<&'a String>) -> Result<&'a str, Error> {
        let value = value.map(String::as_str).filter(|value| !value.is_empty());
        value.ok_or_else(|| Error::new(ErrorKind::Config, format!("{} has no `{name}`", self.place)))
    }

    /// The key in it, as it is.
    pub(super) fn key(&self) -> Key {
        Key {
            access_key_id: self.access_key_id.clone(),
            access_key_secret: self.access_key_secret.clone(),
            security_token: self.sts_token.clone(),
            ..Key::default()
        }
    }

    fn identity(&self, with_token: bool) -> Result<Identity, Error> {
        let lacks = |name: &str| Error::new(ErrorKind::Config, format!("{} has no `{name}`", self.place));
        self.need("access_key_id", self.access_key_id.as_ref())?;
        let mut key = self.key();
        if with_token && key.security_token.get().is_none() {
            return Err(lacks("sts_token"));
        }
        if !with_token {
            key.security_token = Hidden::default();
        }
        key.identity(&self.place)
            .ok_or_else(|| lacks("access_key_secret"))
    }

    fn role(&self, config: &ProviderConfig) -> Result<Role, Error> {
        let named = self
            .ram_session_name
            .clone()
            .or_else(|| self.role_session_name.clone());
        Ok(Role {
            arn: self.need("ram_role_arn", self.ram_role_arn.as_ref())?.to_owned(),
            session: named
                .filter(|name| !name.is_empty())
                .or_else(|| config.variable(SESSION_NAME)),
            seconds: self.expired_seconds,
            policy: self.policy.clone().filter(|policy| !policy.is_empty()),
            external_id: self.external_id.clone().filter(|id| !id.is_empty()),
            sts_region: self.sts_region.clone().filter(|region| !region.is_empty()),
            vpc: self.enable_vpc,
        })
    }
}

impl AlibabaCliProfile {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn read(&self) -> Result<Identity, Error> {
        if self.0.is_on(DISABLED) {
            return Err(Error::new(
                ErrorKind::Config,
                format!("switched off by the variable {DISABLED}"),
            ));
        }
        let path = first_existing(vec![self.0.in_home(".aliyun/config.json")])?;
        let text = read(&path)?;
        let place = path.display().to_string();
        let bad = |why: &str| Error::new(ErrorKind::Config, format!("{place} {why}"));
        // The words of the parser may quote the file.
        let mut file: File = serde_json::from_str(&text)
            .map_err(|error| bad(&format!("is not the documented JSON, see line {}", error.line())))?;
        for profile in &mut file.profiles {
            profile.place = format!("profile `{}` of {place}", profile.name);
        }
        let named = super::profile(&self.0)
            .or_else(|| file.current.clone())
            .filter(|name| !name.is_empty());
        let name =
            named.ok_or_else(|| bad(&format!("has no `current` profile, and {PROFILE} is not set")))?;
        let identity = self.resolve(&file, &place, &name, Vec::new()).await?;
        Ok(identity.with_source(format!("profile `{name}` of {place}")))
    }

    /// The identity of the profile `name`, reached by way of the profiles `seen`.
    fn resolve<'a>(
        &'a self,
        file: &'a File,
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
            let Some(profile) = file.profiles.iter().find(|profile| profile.name == name) else {
                return Err(bad(format!("has no profile `{name}`")));
            };
            let at = |error: Error| error.context(&profile.place);
            let chained = |source: Identity| async move {
                let role = profile.role(&self.0)?;
                let role = AssumeRole::alibaba(Arc::new(StaticProvider::new(source)), role, &self.0);
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
                "EcsRamRole" => {
                    let mut metadata = AlibabaInstanceMetadata::new(&self.0);
                    if let Some(role) = profile.ram_role_name.as_ref().filter(|role| !role.is_empty()) {
                        metadata = metadata.with_role(role);
                    }
                    metadata.resolve_identity().await.map_err(at)
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
