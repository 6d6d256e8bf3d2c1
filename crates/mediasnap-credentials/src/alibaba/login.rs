//! Logins that the vendor's command line made and keeps in its file: `CloudSSO` and `OAuth`.

use mediasnap_core::{Error, ErrorKind};
use serde_json::json;

use super::cli_config::CliProfile;
use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, TokenService, fetch};
use crate::hosts::ALIBABA_OAUTH;
use crate::identity::Identity;
use crate::parse::json::{JsonSecret, TemporaryKey, Timestamp};

const SSO: TokenService = TokenService::remote("Alibaba CloudSSO");
const OAUTH: TokenService = TokenService::remote("Alibaba OAuth");

/// A key of the account and access configuration that a `CloudSSO` login chose.
pub(super) async fn cloud_sso(config: &ProviderConfig, profile: &CliProfile) -> Result<Identity, Error> {
    #[derive(serde::Deserialize)]
    struct CloudCredentialsResponse {
        #[serde(rename = "CloudCredential")]
        credential: Option<TemporaryKey>,
    }
    let token = token(
        config,
        profile,
        &profile.access_token,
        profile.cloud_sso_access_token_expire,
    )?;
    let sign_in = profile.need("cloud_sso_sign_in_url", profile.cloud_sso_sign_in_url.as_ref())?;
    let account = profile.need("cloud_sso_account_id", profile.cloud_sso_account_id.as_ref())?;
    let access = profile.need(
        "cloud_sso_access_config",
        profile.cloud_sso_access_config.as_ref(),
    )?;
    let url = url::Url::parse(sign_in)
        .and_then(|url| url.join("/cloud-credentials"))
        .map_err(|_| {
            Error::new(
                ErrorKind::Config,
                format!("{} has a `cloud_sso_sign_in_url` that is no URL", profile.place),
            )
        })?;
    let body = json!({"AccountId": account, "AccessConfigurationId": access}).to_string();
    let ask = FetchRequest::post(url.as_str(), "application/json", body).header("Authorization", &token);
    let reply = fetch(config, SSO, ask.header("Accept", "application/json"))
        .await?
        .into_success()?;
    let key = reply
        .json::<CloudCredentialsResponse>()?
        .credential
        .ok_or_else(|| SSO.missing("`CloudCredential`"))?;
    key.temporary(SSO, &profile.place)
}

/// The key that an OAuth login has, or a new one in exchange for its token. The file stays as it is: a token that has run out
/// is for the vendor's command line to renew, because renewing it makes the one in the file useless.
pub(super) async fn oauth(config: &ProviderConfig, profile: &CliProfile) -> Result<Identity, Error> {
    let now = config.clock.now();
    if profile.sts_expiration.0.is_some_and(|end| end > now)
        && let Some(mut identity) = profile.key().identity(&profile.place)
    {
        identity.expires_at = profile.sts_expiration.0;
        return Ok(identity);
    }
    let token = token(
        config,
        profile,
        &profile.oauth_access_token,
        profile.oauth_access_token_expire,
    )?;
    let site = profile
        .oauth_site_type
        .as_deref()
        .unwrap_or("CN")
        .to_ascii_uppercase();
    let known = ALIBABA_OAUTH
        .iter()
        .find(|(name, _)| *name == site)
        .ok_or_else(|| {
            Error::new(
                ErrorKind::Config,
                format!(
                    "{} has an `oauth_site_type` other than CN and INTL",
                    profile.place
                ),
            )
        })?;
    let base = config.sts.as_deref().unwrap_or(known.1).trim_end_matches('/');
    let url = format!("{base}/v1/exchange");
    let ask = FetchRequest::post(&url, "application/json", "").header("Authorization", &token);
    let reply = fetch(config, OAUTH, ask).await?.into_success()?;
    reply.json::<TemporaryKey>()?.temporary(OAUTH, &profile.place)
}

/// The value of `Authorization` for a token that has not run out.
fn token(
    config: &ProviderConfig,
    profile: &CliProfile,
    token: &JsonSecret,
    Timestamp(end): Timestamp,
) -> Result<zeroize::Zeroizing<String>, Error> {
    let valid = end.is_some_and(|end| end > config.clock.now());
    let Some(token) = token.get().filter(|_| valid) else {
        let message = format!(
            "{} has a login that has run out: log in with `aliyun configure` again",
            profile.place
        );
        return Err(Error::new(ErrorKind::Config, message));
    };
    Ok(zeroize::Zeroizing::new(format!("Bearer {}", token.expose())))
}
