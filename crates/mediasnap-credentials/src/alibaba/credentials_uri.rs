//! Credentials from a URI that returns an access key.

use std::fmt;

use mediasnap_core::Error;

use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, TokenService, fetch};
use crate::identity::Identity;
use crate::parse::json::TemporaryKey;
use crate::provider::{IdentityFuture, ProvideCredentials};

const SERVICE: TokenService = TokenService::pod_local("the credentials URI", 10);
const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// Asks the URI in `ALIBABA_CLOUD_CREDENTIALS_URI`.
pub struct AlibabaCredentialsUri(ProviderConfig);

impl AlibabaCredentialsUri {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn read(&self) -> Result<Identity, Error> {
        let [uri] = self.0.required_variables([VARIABLE])?;
        take(&self.0, &uri, &format!("variable {VARIABLE}")).await
    }
}

/// Takes the key that `uri` responds with.
pub(super) async fn take(config: &ProviderConfig, uri: &str, origin: &str) -> Result<Identity, Error> {
    let reply = fetch(config, SERVICE, FetchRequest::get(uri))
        .await?
        .into_success()?;
    let key: TemporaryKey = reply.json()?;
    if key.code.as_deref() != Some("Success") {
        return Err(reply.error_with_code(key.code));
    }
    key.temporary(SERVICE, origin)
}

impl fmt::Debug for AlibabaCredentialsUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AlibabaCredentialsUri").field(&self.0).finish()
    }
}

impl ProvideCredentials for AlibabaCredentialsUri {
    fn name(&self) -> &'static str {
        "credentials URI"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.read())
    }
}
