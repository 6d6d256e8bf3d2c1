//! A role taken on with the identity token of an OIDC provider.

use std::fmt;

use chrono::SecondsFormat;
use mediasnap_core::Error;

use super::settings::SESSION_NAME;
use super::sts::{STS, seconds, sts_key, sts_url};
use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, fetch};
use crate::files::read_token;
use crate::hosts;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::sts::{RoleRequest, form};

const VARIABLES: [&str; 3] = [
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
    "ALIBABA_CLOUD_ROLE_ARN",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
];

/// Takes on the role that `ALIBABA_CLOUD_ROLE_ARN` names, with the token in the file that `ALIBABA_CLOUD_OIDC_TOKEN_FILE` names.
/// The file is read anew each time.
pub struct AlibabaOidc(ProviderConfig);

impl AlibabaOidc {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn take(&self) -> Result<Identity, Error> {
        let [file, arn, provider] = self.0.required_variables(VARIABLES)?;
        let role = RoleRequest {
            arn,
            session: self.0.variable(SESSION_NAME),
            ..RoleRequest::default()
        };
        exchange(
            &self.0,
            &role,
            &provider,
            &file,
            &format!("variables {}", VARIABLES.join(", ")),
        )
        .await
    }
}

/// STS `AssumeRoleWithOIDC`: no signature, and the token in the body, where it may be long and is not logged.
pub(super) async fn exchange(
    config: &ProviderConfig,
    role: &RoleRequest,
    provider: &str,
    file: &str,
    origin: &str,
) -> Result<Identity, Error> {
    let token = read_token(file)?;
    let mut url =
        url::Url::parse(&sts_url(config, role)?).map_err(|_| STS.missing("an address that is a URL"))?;
    url.query_pairs_mut()
        .append_pair("Action", "AssumeRoleWithOIDC")
        .append_pair("Format", "JSON")
        .append_pair("Version", hosts::ALIBABA_STS_VERSION)
        .append_pair(
            "Timestamp",
            &config.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true),
        );
    let (session, seconds) = (role.session(config), seconds(role)?.to_string());
    let mut parameters = vec![
        ("RoleArn", role.arn.as_str()),
        ("OIDCProviderArn", provider),
        ("OIDCToken", token.as_str()),
        ("RoleSessionName", session.as_str()),
        ("DurationSeconds", seconds.as_str()),
    ];
    parameters.extend(role.policy.as_deref().map(|policy| ("Policy", policy)));
    let ask = FetchRequest::post(
        url.as_str(),
        "application/x-www-form-urlencoded",
        form(&parameters),
    );
    let reply = fetch(config, STS, ask.header("Accept", "application/json"))
        .await?
        .into_success()?;
    sts_key(&reply, origin)
}

impl fmt::Debug for AlibabaOidc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AlibabaOidc").field(&self.0).finish()
    }
}

impl ProvideCredentials for AlibabaOidc {
    fn name(&self) -> &'static str {
        "OIDC"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.take())
    }
}
