//! The profile file of Alibaba's SDKs.

use std::fmt;
use std::path::{Path, PathBuf};

use mediasnap_auth::AccessKey;
use mediasnap_core::{Error, ErrorKind};

use super::assume_role::AlibabaAssumeRole;
use super::instance_metadata::AlibabaInstanceMetadata;
use super::settings::{SESSION_NAME, profile_name};
use super::{key_pair, oidc};
use crate::config::ProviderConfig;
use crate::files::{first_existing, read_file};
use crate::identity::Identity;
use crate::parse::profile_file::ProfileSection;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::providers::StaticProvider;
use crate::sts::RoleRequest;

/// Reads a section of `~/.alibabacloud/credentials.ini`, else of `~/.alibabacloud/credentials`, or of the file that
/// `ALIBABA_CLOUD_CREDENTIALS_FILE` names: the one that `ALIBABA_CLOUD_PROFILE` names, else `[default]`. Its `type` is
/// `access_key`, `ram_role_arn`, `oidc_role_arn`, `ecs_ram_role` or `rsa_key_pair`.
pub struct AlibabaProfile(ProviderConfig);

impl AlibabaProfile {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn read(&self) -> Result<Identity, Error> {
        let profile = section(&self.0)?;
        let place = profile.place.as_str();
        let key = || -> Result<Identity, Error> {
            let mut key = AccessKey::new(profile.need("access_key_id")?, profile.need("access_key_secret")?);
            if let Some(token) = profile.get("security_token") {
                key = key.with_security_token(token);
            }
            Ok(Identity::from(key).with_source(place))
        };
        let role = || -> Result<RoleRequest, Error> {
            let session = profile.get("role_session_name").map(str::to_owned);
            Ok(RoleRequest {
                arn: profile.need("role_arn")?.to_owned(),
                session: session.or_else(|| self.0.variable(SESSION_NAME)),
                policy: profile.get("policy").map(str::to_owned),
                ..RoleRequest::default()
            })
        };
        let at = |error: Error| error.context(place);
        let identity = match profile.need("type")? {
            "access_key" => key()?,
            "ram_role_arn" => {
                let source = StaticProvider::new(key()?);
                let role = AlibabaAssumeRole::new(source, role()?, &self.0);
                role.resolve_identity().await.map_err(at)?
            }
            "oidc_role_arn" => {
                let (provider, file) = (
                    profile.need("oidc_provider_arn")?,
                    profile.need("oidc_token_file_path")?,
                );
                let role = role()?;
                let exchange = oidc::exchange(&self.0, &role, provider, file, place);
                exchange.await.map_err(at)?
            }
            "ecs_ram_role" => {
                let mut metadata = AlibabaInstanceMetadata::new(&self.0);
                if let Some(role) = profile.get("role_name") {
                    metadata = metadata.with_role(role);
                }
                metadata.resolve_identity().await.map_err(at)?
            }
            "rsa_key_pair" => {
                let (id, file) = (profile.need("public_key_id")?, profile.need("private_key_file")?);
                let key = read_file(Path::new(file)).map_err(at)?;
                key_pair::exchange(&self.0, id, &key, place).await.map_err(at)?
            }
            _ => {
                let known = "access_key, ram_role_arn, oidc_role_arn, ecs_ram_role and rsa_key_pair";
                return Err(Error::new(
                    ErrorKind::Config,
                    format!("{place} has a `type` other than {known}"),
                ));
            }
        };
        Ok(identity.with_source(place))
    }
}

/// Returns the path of the file.
pub(super) fn path(config: &ProviderConfig) -> Result<PathBuf, Error> {
    let named = config
        .variable("ALIBABA_CLOUD_CREDENTIALS_FILE")
        .map(PathBuf::from);
    match named {
        Some(path) => Ok(path),
        None => first_existing(vec![
            config.home_path(".alibabacloud/credentials.ini"),
            config.home_path(".alibabacloud/credentials"),
        ]),
    }
}

/// Reads the selected section.
pub(super) fn section(config: &ProviderConfig) -> Result<ProfileSection, Error> {
    let section = profile_name(config).unwrap_or_else(|| "default".to_owned());
    ProfileSection::read(&path(config)?, &section)
}

impl fmt::Debug for AlibabaProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AlibabaProfile").field(&self.0).finish()
    }
}

impl ProvideCredentials for AlibabaProfile {
    fn name(&self) -> &'static str {
        "profile file"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.read())
    }
}
