//! A federated login: the identity token of a provider registered in IAM, exchanged for a temporary key.

use std::fmt;

use mediasnap_core::Error;
use serde_json::json;

use super::{iam, key};
use crate::config::{ProviderConfig, read_token};
use crate::environment::PROJECT_VARIABLE;
use crate::files::need_variables;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::remote::{Ask, Service};

const IAM: Service = Service::remote("Huawei IAM");
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
        let [provider, file] = need_variables(&self.0, [PROVIDER, TOKEN_FILE])?;
        let origin = format!("variables {PROVIDER}, {TOKEN_FILE}");
        let mut identity = exchange(&self.0, &iam(&self.0), &provider, &file, &origin).await?;
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
    let ask = Ask::post(&url, "application/json", body).header("X-Idp-Id", provider);
    let reply = config.ask(IAM, ask).await?.accepted()?;
    let token = reply
        .headers
        .get("x-subject-token")
        .and_then(|token| token.to_str().ok());
    let token = token.ok_or_else(|| IAM.lacks("the header X-Subject-Token"))?;
    let url = format!("{iam}/v3.0/OS-CREDENTIAL/securitytokens");
    let token = json!({"id": token, "duration_seconds": 21600});
    let body = json!({"auth": {"identity": {"methods": ["token"], "token": token}}}).to_string();
    let reply = config
        .ask(IAM, Ask::post(&url, "application/json", body))
        .await?
        .accepted()?;
    key(IAM, &reply, origin)
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
