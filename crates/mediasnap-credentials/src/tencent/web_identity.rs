//! The web identity of a pod in a TKE cluster.

use std::fmt;

use mediasnap_auth::{Algorithm, Credentials};
use mediasnap_core::Error;
use serde_json::json;

use super::sts::call_sts;
use crate::config::ProviderConfig;
use crate::files::read_token;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};

const VARIABLES: [&str; 4] = [
    "TKE_REGION",
    "TKE_PROVIDER_ID",
    "TKE_WEB_IDENTITY_TOKEN_FILE",
    "TKE_ROLE_ARN",
];

/// Takes on the role that the `TKE_*` variables name, with the token in the file that `TKE_WEB_IDENTITY_TOKEN_FILE` names. The
/// file is read anew each time.
pub struct TencentWebIdentity(ProviderConfig);

impl TencentWebIdentity {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn take(&self) -> Result<Identity, Error> {
        let [region, provider, file, role] = self.0.required_variables(VARIABLES)?;
        let token = read_token(&file)?;
        let body = json!({
            "ProviderId": provider,
            "WebIdentityToken": token.as_str(),
            "RoleArn": role,
            "RoleSessionName": format!("mediasnap-{}", self.0.clock.now().timestamp_micros()),
            "DurationSeconds": 7200,
        });
        let call = ("AssumeRoleWithWebIdentity", Algorithm::TencentSkip, Some(region));
        let origin = format!("variables {}", VARIABLES.join(", "));
        call_sts(&self.0, call, &Credentials::Anonymous, &body, &origin).await
    }
}

impl fmt::Debug for TencentWebIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TencentWebIdentity").field(&self.0).finish()
    }
}

impl ProvideCredentials for TencentWebIdentity {
    fn name(&self) -> &'static str {
        "web identity"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.take())
    }
}
