//! The file of Alibaba's command line, `~/.aliyun/config.json`: its profiles and what each contains.

use mediasnap_core::{Error, ErrorKind};
use serde::Deserialize;

use super::settings::SESSION_NAME;
use crate::config::ProviderConfig;
use crate::identity::Identity;
use crate::parse::json::{JsonSecret, TemporaryKey, Timestamp};
use crate::sts::RoleRequest;

#[derive(Deserialize)]
pub(super) struct CliConfig {
    pub(super) current: Option<String>,
    #[serde(default)]
    pub(super) profiles: Vec<CliProfile>,
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
