//! An agency taken on with the identity token of an OIDC provider.

use std::fmt;

use mediasnap_core::{Error, ErrorKind};
use serde_json::json;

use super::iam::{sts_url, temporary_identity};
use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, TokenService, fetch};
use crate::files::read_token;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::providers::PROJECT_VARIABLE;

const STS: TokenService = TokenService::remote("Huawei STS");
const PROVIDER: &str = "HUAWEICLOUD_OIDC_PROVIDER_URN";
const AGENCY: &str = "HUAWEICLOUD_OIDC_AGENCY_URN";
const TOKEN: &str = "HUAWEICLOUD_OIDC_ID_TOKEN";
const TOKEN_FILE: &str = "HUAWEICLOUD_OIDC_TOKEN_FILE";

/// Takes on the agency that the `HUAWEICLOUD_OIDC_*` variables name, with the token in `HUAWEICLOUD_OIDC_ID_TOKEN` or in the
/// file that `HUAWEICLOUD_OIDC_TOKEN_FILE` names. The file is read anew each time.
pub struct HuaweiOidc(ProviderConfig);

impl HuaweiOidc {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn take(&self) -> Result<Identity, Error> {
        let variable = |name: &str| self.0.variable(name);
        let [provider, agency] = self.0.required_variables([PROVIDER, AGENCY])?;
        let (token, origin) = match (variable(TOKEN), variable(TOKEN_FILE)) {
            (Some(token), _) => (
                zeroize::Zeroizing::new(token),
                format!("variables {PROVIDER}, {AGENCY}, {TOKEN}"),
            ),
            (None, Some(file)) => (
                read_token(&file)?,
                format!("variables {PROVIDER}, {AGENCY}, {TOKEN_FILE}"),
            ),
            (None, None) => {
                let message = format!("neither the variable {TOKEN} nor {TOKEN_FILE} is set");
                return Err(Error::new(ErrorKind::Config, message));
            }
        };
        let seconds =
            variable("HUAWEICLOUD_OIDC_DURATION_SECONDS").and_then(|text| text.trim().parse::<u32>().ok());
        let session = variable("HUAWEICLOUD_OIDC_SESSION_NAME");
        let mut body = json!({
            "provider_urn": provider,
            "agency_urn": agency,
            "agency_session_name": session.as_deref().unwrap_or("oidc-sts-session"),
            "id_token": token.as_str(),
            "duration_seconds": seconds.unwrap_or(3600),
        });
        if let Some(policy) = variable("HUAWEICLOUD_OIDC_POLICY") {
            body["policy"] = policy.into();
        }
        if let Some(list) = variable("HUAWEICLOUD_OIDC_POLICY_IDS") {
            let ids: Vec<&str> = list
                .split(',')
                .map(str::trim)
                .filter(|id| !id.is_empty())
                .collect();
            body["policy_ids"] = ids.into();
        }
        let url = format!("{}/v5/agencies/assume-with-oidc", sts_url(&self.0));
        let reply = fetch(
            &self.0,
            STS,
            FetchRequest::post(&url, "application/json", body.to_string()),
        )
        .await?
        .into_success()?;
        let mut identity = temporary_identity(STS, &reply, &origin)?;
        identity.project_id = variable(PROJECT_VARIABLE);
        Ok(identity)
    }
}

impl fmt::Debug for HuaweiOidc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HuaweiOidc").field(&self.0).finish()
    }
}

impl ProvideCredentials for HuaweiOidc {
    fn name(&self) -> &'static str {
        "OIDC"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.take())
    }
}
