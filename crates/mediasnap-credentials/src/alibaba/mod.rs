//! Alibaba Cloud: the order of its providers.

mod assume_role;
mod cli_config;
mod cli_profile;
mod credentials_uri;
mod instance_metadata;
mod key_pair;
mod login;
mod oidc;
mod profile;
mod settings;
mod sts;

use std::path::PathBuf;

use mediasnap_core::operation::Vendor;

use crate::config::ProviderConfig;
use crate::provider::ProvideCredentials;
use crate::providers::EnvironmentProvider;
pub use assume_role::AlibabaAssumeRole;
use cli_config::CliConfig;
pub use cli_profile::AlibabaCliProfile;
pub use credentials_uri::AlibabaCredentialsUri;
pub use instance_metadata::AlibabaInstanceMetadata;
pub use oidc::AlibabaOidc;
pub use profile::AlibabaProfile;

/// The order of Alibaba's SDKs.
pub(super) fn chain(config: &ProviderConfig) -> Vec<Box<dyn ProvideCredentials>> {
    vec![
        Box::new(EnvironmentProvider::from_config(Vendor::Alibaba, config)),
        Box::new(AlibabaOidc::new(config)),
        Box::new(AlibabaCliProfile::new(config)),
        Box::new(AlibabaProfile::new(config)),
        Box::new(AlibabaInstanceMetadata::new(config)),
        Box::new(AlibabaCredentialsUri::new(config)),
    ]
}

/// The places that have profiles.
pub(super) fn profiles(config: &ProviderConfig) -> Vec<Box<dyn ProvideCredentials>> {
    vec![
        Box::new(AlibabaCliProfile::new(config)),
        Box::new(AlibabaProfile::new(config)),
    ]
}

/// The region of the profile, and where it stands: of the command line's file, else of the SDKs'.
pub(super) fn profile_region(config: &ProviderConfig) -> Option<(String, String)> {
    let of_cli = || {
        let (file, _, name) = CliConfig::read(config).ok()?;
        let profile = file.profile(&name)?;
        let region = profile.region_id.as_deref()?.trim();
        (!region.is_empty()).then(|| (region.to_owned(), profile.place.clone()))
    };
    of_cli().or_else(|| profile::section(config).ok()?.region("region_id"))
}

/// The files that hold profiles.
pub(super) fn profile_files(config: &ProviderConfig) -> Vec<PathBuf> {
    let paths = [CliConfig::path(config), profile::path(config)];
    paths.into_iter().flatten().collect()
}
