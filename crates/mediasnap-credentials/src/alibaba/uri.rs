//! A URI that answers with a key.

use std::fmt;

use mediasnap_core::Error;

use crate::config::ProviderConfig;
use crate::files::need_variables;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::remote::{Ask, Service};
use crate::wire::Key;

const SERVICE: Service = Service::near("the credentials URI", 10);
const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// Asks the URI in `ALIBABA_CLOUD_CREDENTIALS_URI`.
pub struct AlibabaCredentialsUri(ProviderConfig);

impl AlibabaCredentialsUri {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn take(&self) -> Result<Identity, Error> {
        let [uri] = need_variables(&self.0, [VARIABLE])?;
        let reply = self.0.ask(SERVICE, Ask::get(&uri)).await?.accepted()?;
        let key: Key = reply.json()?;
        if key.code.as_deref() != Some("Success") {
            return Err(reply.refused(key.code));
        }
        key.temporary(SERVICE, &format!("variable {VARIABLE}"))
    }
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
        Box::pin(self.take())
    }
}
