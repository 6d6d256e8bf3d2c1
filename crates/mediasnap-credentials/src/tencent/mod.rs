//! Tencent Cloud: the order of its providers.

mod assume_role;
mod instance_metadata;
mod profile;
mod sts;
mod web_identity;

use std::path::PathBuf;

use mediasnap_core::operation::Vendor;

use crate::config::ProviderConfig;
use crate::provider::ProvideCredentials;
use crate::providers::EnvironmentProvider;
pub use assume_role::TencentAssumeRole;
pub use instance_metadata::TencentInstanceMetadata;
pub use profile::TencentProfile;
pub use web_identity::TencentWebIdentity;

/// The order of Tencent's SDKs.
pub(super) fn chain(config: &ProviderConfig) -> Vec<Box<dyn ProvideCredentials>> {
    vec![
        Box::new(EnvironmentProvider::from_config(Vendor::Tencent, config)),
        Box::new(TencentProfile::new(config)),
        Box::new(TencentInstanceMetadata::new(config)),
        Box::new(TencentWebIdentity::new(config)),
    ]
}

/// The places that have profiles.
pub(super) fn profiles(config: &ProviderConfig) -> Vec<Box<dyn ProvideCredentials>> {
    vec![Box::new(TencentProfile::new(config))]
}

/// The region of the profile, and where it stands.
pub(super) fn profile_region(config: &ProviderConfig) -> Option<(String, String)> {
    profile::section(config).ok()?.region("region")
}

/// The files that hold profiles.
pub(super) fn profile_files(config: &ProviderConfig) -> Vec<PathBuf> {
    profile::path(config).into_iter().collect()
}
