//! The identity of a pod in a CCE cluster.

use std::fmt;

use mediasnap_core::Error;

use super::iam::temporary_identity;
use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, TokenService, fetch};
use crate::files::read_token;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::providers::PROJECT_VARIABLE;

const AGENT: TokenService = TokenService::pod_local("the pod identity agent", 5);
const URI: &str = "HC_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN_FILE: &str = "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE";

/// Asks the agent at `HC_CONTAINER_CREDENTIALS_FULL_URI`, with the token in the file that
/// `HC_CONTAINER_AUTHORIZATION_TOKEN_FILE` names. The file is read anew each time.
pub struct HuaweiPodIdentity(ProviderConfig);

impl HuaweiPodIdentity {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn take(&self) -> Result<Identity, Error> {
        let [uri, file] = self.0.required_variables([URI, TOKEN_FILE])?;
        let token = read_token(&file)?;
        let ask = FetchRequest::post(&uri, "application/json", "{}").header("Authorization", &token);
        let reply = fetch(&self.0, AGENT, ask).await?.into_success()?;
        let mut identity = temporary_identity(AGENT, &reply, &format!("variables {URI}, {TOKEN_FILE}"))?;
        identity.project_id = self.0.variable(PROJECT_VARIABLE);
        Ok(identity)
    }
}

impl fmt::Debug for HuaweiPodIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HuaweiPodIdentity").field(&self.0).finish()
    }
}

impl ProvideCredentials for HuaweiPodIdentity {
    fn name(&self) -> &'static str {
        "pod identity"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.take())
    }
}
