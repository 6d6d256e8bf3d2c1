//! Huawei Cloud: OIDC, variables, profile file, the metadata of an ECS instance, pod identity.

mod federation;
mod metadata;
mod oidc;
mod pod;
mod profile;
mod project;

pub use federation::HuaweiFederation;
pub use metadata::HuaweiInstanceMetadata;
pub use oidc::HuaweiOidc;
pub use pod::HuaweiPodIdentity;
pub use profile::HuaweiProfile;
pub use project::HuaweiProjects;

use serde::Deserialize;

use super::remote::{Reply, Service};
use super::wire::Key;
use super::{EnvironmentProvider, Identity, ProvideCredentials, ProviderConfig, facts};
use mediasnap_core::Error;
use mediasnap_core::operation::Vendor;

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

/// The address of IAM, with or without a scheme in the variable.
fn iam(config: &ProviderConfig) -> String {
    let region = config.region.as_deref();
    let variable = || config.variable("HUAWEICLOUD_SDK_IAM_ENDPOINT");
    let url = config
        .iam
        .clone()
        .or_else(variable)
        .unwrap_or_else(|| facts::huawei_iam(region));
    with_scheme(&url)
}

/// The address of STS, with or without a scheme in the variable.
fn sts(config: &ProviderConfig) -> String {
    let region = config.region.as_deref();
    let variable = || config.variable("HUAWEICLOUD_SDK_STS_ENDPOINT");
    let url = config
        .sts
        .clone()
        .or_else(variable)
        .unwrap_or_else(|| facts::huawei_sts(region));
    with_scheme(&url)
}

fn with_scheme(url: &str) -> String {
    let url = url.trim().trim_end_matches('/');
    if url.contains("://") {
        url.to_owned()
    } else {
        format!("https://{url}")
    }
}

/// The key in an answer of IAM, STS, the metadata service or a pod's agent.
fn key(service: Service, reply: &Reply, origin: &str) -> Result<Identity, Error> {
    #[derive(Deserialize)]
    struct Wrapped {
        #[serde(alias = "credentials")]
        credential: Option<Key>,
    }
    let wrapped: Wrapped = reply.json()?;
    wrapped
        .credential
        .ok_or_else(|| service.lacks("`credential`"))?
        .temporary(service, origin)
}
