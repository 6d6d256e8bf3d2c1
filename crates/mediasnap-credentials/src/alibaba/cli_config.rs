//! The file of Alibaba's command line, `~/.aliyun/config.json`: its profiles and what each contains.

use std::path::{Path, PathBuf};

use mediasnap_auth::Secret;
use mediasnap_core::{Error, ErrorKind};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::settings::{PROFILE, SESSION_NAME, profile_name};
use crate::config::ProviderConfig;
use crate::files::{first_existing, read_file};
use crate::identity::Identity;
use crate::parse::json::{JsonSecret, TemporaryKey, Timestamp};
use crate::sts::RoleRequest;

#[derive(Deserialize)]
pub(super) struct CliConfig {
    pub(super) current: Option<String>,
    #[serde(default)]
    pub(super) profiles: Vec<CliProfile>,
}

/// The variable that switches the file off.
const DISABLED: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";

impl CliConfig {
    /// Reads the file. Returns it with its path and the name of the selected profile.
    pub(super) fn read(config: &ProviderConfig) -> Result<(Self, String, String), Error> {
        if config.env_flag(DISABLED) {
            return Err(Error::new(
                ErrorKind::Config,
                format!("switched off by the variable {DISABLED}"),
            ));
        }
        let path = Self::path(config)?;
        let text = read_file(&path)?;
        let place = path.display().to_string();
        let bad = |why: &str| Error::new(ErrorKind::Config, format!("{place} {why}"));
        // The words of the parser may quote the file.
        let mut file: Self = serde_json::from_str(&text)
            .map_err(|error| bad(&format!("is not the documented JSON, see line {}", error.line())))?;
        for profile in &mut file.profiles {
            profile.place = format!("profile `{}` of {place}", profile.name);
        }
        let named = profile_name(config)
            .or_else(|| file.current.clone())
            .filter(|name| !name.is_empty());
        let name =
            named.ok_or_else(|| bad(&format!("has no `current` profile, and {PROFILE} is not set")))?;
        Ok((file, place, name))
    }

    /// Returns the path of the file.
    pub(super) fn path(config: &ProviderConfig) -> Result<PathBuf, Error> {
        first_existing(vec![config.home_path(".aliyun/config.json")])
    }

    /// Returns the profile `name`.
    pub(super) fn profile(&self, name: &str) -> Option<&CliProfile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }
}

/// One profile; which members it has depends on its mode.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct CliProfile {
    pub(super) name: String,
    pub(super) mode: Option<String>,
    access_key_id: Option<String>,
    access_key_secret: JsonSecret,
    sts_token: JsonSecret,
    pub(super) sts_expiration: Timestamp,
    ram_role_arn: Option<String>,
    ram_session_name: Option<String>,
    role_session_name: Option<String>,
    expired_seconds: Option<u32>,
    policy: Option<String>,
    external_id: Option<String>,
    sts_region: Option<String>,
    enable_vpc: Option<bool>,
    pub(super) ram_role_name: Option<String>,
    pub(super) oidc_provider_arn: Option<String>,
    pub(super) oidc_token_file: Option<String>,
    #[serde(rename = "source_profile")]
    pub(super) source: Option<String>,
    pub(super) cloud_sso_sign_in_url: Option<String>,
    pub(super) cloud_sso_account_id: Option<String>,
    pub(super) cloud_sso_access_config: Option<String>,
    pub(super) access_token: JsonSecret,
    pub(super) cloud_sso_access_token_expire: Timestamp,
    pub(super) oauth_site_type: Option<String>,
    pub(super) oauth_access_token: JsonSecret,
    pub(super) oauth_access_token_expire: Timestamp,
    pub(super) process_command: Option<String>,
    pub(super) credentials_uri: Option<String>,
    /// The text of a key, or the path of its file.
    pub(super) private_key: JsonSecret,
    pub(super) key_pair_name: Option<String>,
    pub(super) region_id: Option<String>,
    /// Where it stands, for messages.
    #[serde(skip)]
    pub(super) place: String,
}

impl CliProfile {
    /// The member `name`, which must be there.
    pub(super) fn need<'a>(&self, name: &str, value: Option<&'a String>) -> Result<&'a str, Error> {
        let value = value.map(String::as_str).filter(|value| !value.is_empty());
        value.ok_or_else(|| Error::new(ErrorKind::Config, format!("{} has no `{name}`", self.place)))
    }

    /// The text of the private key: its own, or that of the file that it names.
    pub(super) fn private_key(&self) -> Result<Zeroizing<String>, Error> {
        let key = self.private_key.get().map(Secret::expose);
        let key =
            key.ok_or_else(|| Error::new(ErrorKind::Config, format!("{} has no `private_key`", self.place)))?;
        if key.contains("-----BEGIN") {
            Ok(Zeroizing::new(key.to_owned()))
        } else {
            read_file(Path::new(key.trim()))
                // What is neither may be a key in another form: the path is not quoted.
                .map_err(|_| {
                    Error::new(
                        ErrorKind::Config,
                        format!(
                            "{}: `private_key` is neither a key in PEM nor a readable file",
                            self.place
                        ),
                    )
                })
        }
    }

    /// The key in it, as it is.
    pub(super) fn key(&self) -> TemporaryKey {
        TemporaryKey {
            access_key_id: self.access_key_id.clone(),
            access_key_secret: self.access_key_secret.clone(),
            security_token: self.sts_token.clone(),
            ..TemporaryKey::default()
        }
    }

    pub(super) fn identity(&self, with_token: bool) -> Result<Identity, Error> {
        let lacks = |name: &str| Error::new(ErrorKind::Config, format!("{} has no `{name}`", self.place));
        self.need("access_key_id", self.access_key_id.as_ref())?;
        let mut key = self.key();
        if with_token && key.security_token.get().is_none() {
            return Err(lacks("sts_token"));
        }
        if !with_token {
            key.security_token = JsonSecret::default();
        }
        key.identity(&self.place)
            .ok_or_else(|| lacks("access_key_secret"))
    }

    pub(super) fn role(&self, config: &ProviderConfig) -> Result<RoleRequest, Error> {
        let named = self
            .ram_session_name
            .clone()
            .or_else(|| self.role_session_name.clone());
        Ok(RoleRequest {
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
