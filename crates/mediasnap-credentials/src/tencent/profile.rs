//! The profile file of Tencent's SDKs.

use std::fmt;
use std::path::PathBuf;

use mediasnap_auth::AccessKey;
use mediasnap_core::Error;

use crate::config::ProviderConfig;
use crate::files::first_existing;
use crate::identity::Identity;
use crate::parse::profile_file::ProfileSection;
use crate::provider::{IdentityFuture, ProvideCredentials};

/// Reads the section `[default]`, or the one of [`ProviderConfig::with_profile`], of `~/.tencentcloud/credentials`, else of `/etc/tencentcloud/credentials`, or of the file that
/// `TENCENTCLOUD_CREDENTIALS_FILE` names: `secret_id`, `secret_key` and `token`.
pub struct TencentProfile(ProviderConfig);

impl TencentProfile {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self(config.clone())
    }

    fn read(&self) -> Result<Identity, Error> {
        let profile = section(&self.0)?;
        let mut key = AccessKey::new(profile.need("secret_id")?, profile.need("secret_key")?);
        if let Some(token) = profile.get("token") {
            key = key.with_security_token(token);
        }
        Ok(Identity::from(key).with_source(profile.place.as_str()))
    }
}

/// Returns the path of the file.
pub(super) fn path(config: &ProviderConfig) -> Result<PathBuf, Error> {
    let named = config
        .variable("TENCENTCLOUD_CREDENTIALS_FILE")
        .map(PathBuf::from);
    match named {
        Some(path) => Ok(path),
        None => first_existing(vec![
            config.home_path(".tencentcloud/credentials"),
            Some(config.fs_path("/etc/tencentcloud/credentials")),
        ]),
    }
}

/// Reads the selected section.
pub(super) fn section(config: &ProviderConfig) -> Result<ProfileSection, Error> {
    ProfileSection::read(&path(config)?, config.profile.as_deref().unwrap_or("default"))
}

impl fmt::Debug for TencentProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TencentProfile").field(&self.0).finish()
    }
}

impl ProvideCredentials for TencentProfile {
    fn name(&self) -> &'static str {
        "profile file"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(async move { self.read() })
    }
}
