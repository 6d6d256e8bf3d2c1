//! The profile file of Huawei's SDKs.

use std::fmt;
use std::path::PathBuf;

use mediasnap_auth::AccessKey;
use mediasnap_core::Error;

use super::federation;
use super::iam::{iam_url, with_scheme};
use crate::config::ProviderConfig;
use crate::files::first_existing;
use crate::identity::Identity;
use crate::parse::profile_file::ProfileSection;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::providers::PROJECT_VARIABLE;

/// Reads the section `[basic]`, or the one of [`ProviderConfig::with_profile`], of `~/.huaweicloud/credentials`, or of the file that `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names:
/// `ak`, `sk`, `security_token` and `project_id`, or a federated login by `idp_id`, `id_token_file` and `iam_endpoint`. If no profile
/// is named and it has no `project_id`, `HUAWEICLOUD_SDK_PROJECT_ID` counts.
pub struct HuaweiProfile(ProviderConfig);

impl HuaweiProfile {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    async fn read(&self) -> Result<Identity, Error> {
        let profile = section(&self.0)?;
        let federated = profile.get("idp_id").zip(profile.get("id_token_file"));
        let mut identity = if let Some((provider, file)) = federated {
            let iam = profile
                .get("iam_endpoint")
                .map_or_else(|| iam_url(&self.0), with_scheme);
            let exchange = federation::exchange(&self.0, &iam, provider, file, &profile.place);
            exchange.await.map_err(|error| error.context(&profile.place))?
        } else {
            let mut key = AccessKey::new(profile.need("ak")?, profile.need("sk")?);
            if let Some(token) = profile.get("security_token") {
                key = key.with_security_token(token);
            }
            Identity::from(key).with_source(profile.place.as_str())
        };
        // A profile that the caller names may be of another account than the variables.
        let variable = || match self.0.profile {
            None => self.0.variable(PROJECT_VARIABLE),
            Some(_) => None,
        };
        identity.project_id = profile.get("project_id").map(str::to_owned).or_else(variable);
        Ok(identity)
    }
}

/// Returns the path of the file.
pub(super) fn path(config: &ProviderConfig) -> Result<PathBuf, Error> {
    let named = config
        .variable("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
        .map(PathBuf::from);
    match named {
        Some(path) => Ok(path),
        None => first_existing(vec![config.home_path(".huaweicloud/credentials")]),
    }
}

/// Reads the selected section.
pub(super) fn section(config: &ProviderConfig) -> Result<ProfileSection, Error> {
    ProfileSection::read(&path(config)?, config.profile.as_deref().unwrap_or("basic"))
}

impl fmt::Debug for HuaweiProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HuaweiProfile").field(&self.0).finish()
    }
}

impl ProvideCredentials for HuaweiProfile {
    fn name(&self) -> &'static str {
        "profile file"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.read())
    }
}
