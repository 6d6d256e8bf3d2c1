//! Huawei Cloud: the order of its providers.

mod federation;
mod iam;
mod instance_metadata;
mod oidc;
mod pod_identity;
mod profile;
mod project;

use std::path::PathBuf;

use mediasnap_core::operation::Vendor;

use crate::config::ProviderConfig;
use crate::provider::ProvideCredentials;
use crate::providers::EnvironmentProvider;
pub use federation::HuaweiFederation;
pub use instance_metadata::HuaweiInstanceMetadata;
pub use oidc::HuaweiOidc;
pub use pod_identity::HuaweiPodIdentity;
pub use profile::HuaweiProfile;
pub use project::HuaweiProjects;

/// The order of Huawei's SDK. A federated login by variables wins over a key in variables.
pub(super) fn chain(config: &ProviderConfig) -> Vec<Box<dyn ProvideCredentials>> {
    vec![
        Box::new(HuaweiOidc::new(config)),
        Box::new(HuaweiFederation::new(config)),
        Box::new(EnvironmentProvider::from_config(Vendor::Huawei, config)),
        Box::new(HuaweiProfile::new(config)),
        Box::new(HuaweiInstanceMetadata::new(config)),
        Box::new(HuaweiPodIdentity::new(config)),
    ]
}

/// The places that have profiles.
pub(super) fn profiles(config: &ProviderConfig) -> Vec<Box<dyn ProvideCredentials>> {
    vec![Box::new(HuaweiProfile::new(config))]
}

/// The region of the profile, and where it stands.
pub(super) fn profile_region(config: &ProviderConfig) -> Option<(String, String)> {
    profile::section(config).ok()?.region("region")
}

/// The files that hold profiles.
pub(super) fn profile_files(config: &ProviderConfig) -> Vec<PathBuf> {
    profile::path(config).into_iter().collect()
}
