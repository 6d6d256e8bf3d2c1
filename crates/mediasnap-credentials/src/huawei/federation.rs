//! A federated login: the identity token of a provider registered in IAM, exchanged for a temporary key.

use std::fmt;

use mediasnap_core::Error;
use serde_json::json;

use super::iam::{iam_url, temporary_identity};
use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, TokenService, fetch};
use crate::files::read_token;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::providers::PROJECT_VARIABLE;

const IAM: TokenService = TokenService::remote("Huawei IAM");
const PROVIDER: &str = "HUAWEICLOUD_SDK_IDP_ID";
const TOKEN_FILE: &str = "HUAWEICLOUD_SDK_ID_TOKEN_FILE";

/// Logs in with the provider that `HUAWEICLOUD_SDK_IDP_ID` names and the token in the file that
/// `HUAWEICLOUD_SDK_ID_TOKEN_FILE` names. The file is read anew each time.
pub struct HuaweiFederation(ProviderConfig);

impl HuaweiFederation {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn take(&self) -> Result<Identity, Error> {
        let [provider, file] = self.0.required_variables([PROVIDER, TOKEN_FILE])?;
        let origin = format!("variables {PROVIDER}, {TOKEN_FILE}");
        let mut identity = exchange(&self.0, &iam_url(&self.0), &provider, &file, &origin).await?;
        identity.project_id = self.0.variable(PROJECT_VARIABLE);
        Ok(identity)
    }
}

/// Two steps: the identity token gives an unscoped token, which gives a key.
pub(super) async fn exchange(
    config: &ProviderConfig,
    iam: &str,
    provider: &str,
    file: &str,
    origin: &str,
) -> Result<Identity, Error> {
    let id_token = read_token(file)?;
    let url = format!("{iam}/v3.0/OS-AUTH/id-token/tokens");
    let body = json!({"auth": {"id_token": {"id": id_token.as_str()}}}).to_string();
    let ask = FetchRequest::post(&url, "application/json", body).header("X-Idp-Id", provider);
    let reply = fetch(config, IAM, ask).await?.into_success()?;
    let token = reply.header("x-subject-token");
    let token = token.ok_or_else(|| IAM.missing("the header X-Subject-Token"))?;
    let url = format!("{iam}/v3.0/OS-CREDENTIAL/securitytokens");
    let token = json!({"id": token, "duration_seconds": 21600});
    let body = json!({"auth": {"identity": {"methods": ["token"], "token": token}}}).to_string();
    let reply = fetch(config, IAM, FetchRequest::post(&url, "application/json", body))
        .await?
        .into_success()?;
    temporary_identity(IAM, &reply, origin)
}

impl fmt::Debug for HuaweiFederation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HuaweiFederation").field(&self.0).finish()
    }
}

impl ProvideCredentials for HuaweiFederation {
    fn name(&self) -> &'static str {
        "federation"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.take())
    }
}
