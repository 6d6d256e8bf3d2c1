//! Huawei Cloud: OIDC, variables, profile file, the metadata of an ECS instance, pod identity.

mod federation;
mod metadata;
mod oidc;
mod pod;
mod profile;
mod project;

pub use federation::Federation;
pub use metadata::HuaweiMetadata;
pub use oidc::HuaweiOidc;
pub use pod::PodIdentity;
pub use profile::HuaweiProfile;
pub use project::Projects;

use serde::Deserialize;

use super::remote::{Reply, Service};
use super::wire::Key;
use super::{Environment, Identity, ProvideCredentials, Surroundings, facts};
use mediasnap_core::Error;
use mediasnap_core::operation::Vendor;

/// The order of Huawei's SDK. A federated login by variables wins over a key in variables.
pub(super) fn chain(surroundings: &Surroundings) -> Vec<Box<dyn ProvideCredentials>> {
    vec![
        Box::new(HuaweiOidc::new(surroundings)),
        Box::new(Federation::new(surroundings)),
        Box::new(Environment::within(Vendor::Huawei, surroundings)),
        Box::new(HuaweiProfile::new(surroundings)),
        Box::new(HuaweiMetadata::new(surroundings)),
        Box::new(PodIdentity::new(surroundings)),
    ]
}

/// The places that have profiles.
pub(super) fn profiles(surroundings: &Surroundings) -> Vec<Box<dyn ProvideCredentials>> {
    vec![Box::new(HuaweiProfile::new(surroundings))]
}

/// The address of IAM, with or without a scheme in the variable.
fn iam(surroundings: &Surroundings) -> String {
    let region = surroundings.region.as_deref();
    let variable = || surroundings.variable("HUAWEICLOUD_SDK_IAM_ENDPOINT");
    let url = surroundings
        .iam
        .clone()
        .or_else(variable)
        .unwrap_or_else(|| facts::huawei_iam(region));
    with_scheme(&url)
}

/// The address of STS, with or without a scheme in the variable.
fn sts(surroundings: &Surroundings) -> String {
    let region = surroundings.region.as_deref();
    let variable = || surroundings.variable("HUAWEICLOUD_SDK_STS_ENDPOINT");
    let url = surroundings
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
