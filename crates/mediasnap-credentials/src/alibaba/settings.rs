//! Variables that several providers of Alibaba Cloud read.

use crate::config::ProviderConfig;

/// The variable that names the profile.
pub(super) const PROFILE: &str = "ALIBABA_CLOUD_PROFILE";
/// The variable that names the session of an assumed role.
pub(super) const SESSION_NAME: &str = "ALIBABA_CLOUD_ROLE_SESSION_NAME";

/// Returns the name of the profile that the program or the variable selects.
pub(super) fn profile_name(config: &ProviderConfig) -> Option<String> {
    config.profile.clone().or_else(|| config.variable(PROFILE))
}
