//! Alibaba Cloud: variables, OIDC, the profiles of the CLI and of the SDKs, the role of an ECS instance, a URI, STS.

mod cli;
mod login;
mod metadata;
mod oidc;
mod profile;
mod rsa;
mod uri;

use bytes::Bytes;
use mediasnap_auth::{Algorithm, SigningContext};
use serde::Deserialize;

pub use cli::AlibabaCliProfile;
pub use metadata::AlibabaInstanceMetadata;
pub use oidc::AlibabaOidc;
pub use profile::AlibabaProfile;
pub use uri::AlibabaCredentialsUri;

use super::assume_role::Role;
use super::remote::{Call, Reply, Service};
use super::wire::Key;
use super::{EnvironmentProvider, Identity, ProvideCredentials, ProviderConfig, facts};
use mediasnap_core::operation::Vendor;
use mediasnap_core::{Error, ErrorKind};

const STS: Service = Service::remote("Alibaba STS");
/// The variable that names the profile.
const PROFILE: &str = "ALIBABA_CLOUD_PROFILE";
const SESSION_NAME: &str = "ALIBABA_CLOUD_ROLE_SESSION_NAME";

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

/// The profile that the caller or the variable names.
fn profile(config: &ProviderConfig) -> Option<String> {
    config.profile.clone().or_else(|| config.variable(PROFILE))
}

/// The address of STS that somebody asked for: one of their own, a region's, or a region's inside of a VPC.
fn sts_base(config: &ProviderConfig, role: &Role) -> Option<Result<String, Error>> {
    if let Some(url) = &config.sts {
        return Some(Ok(url.trim_end_matches('/').to_owned()));
    }
    let region = role
        .sts_region
        .clone()
        .or_else(|| config.variable("ALIBABA_CLOUD_STS_REGION"));
    let vpc = role
        .vpc
        .unwrap_or_else(|| config.is_on("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"));
    let region = region.filter(|region| !region.is_empty())?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !region.bytes().all(plain) {
        return Some(Err(STS.error(
            ErrorKind::Config,
            "has no such region: it may only hold letters, digits and `-`",
        )));
    }
    let host = if vpc { "sts-vpc" } else { "sts" };
    Some(Ok(https(&format!("{host}.{region}.aliyuncs.com"))))
}

/// The address of STS, which is the central one where nobody asked for another.
fn sts_url(config: &ProviderConfig, role: &Role) -> Result<String, Error> {
    sts_base(config, role).unwrap_or_else(|| Ok(https(facts::ALIBABA_STS)))
}

fn https(host: &str) -> String {
    format!("https://{host}")
}

/// STS `AssumeRole`, signed with the key of `source`.
pub(super) async fn assume_role(
    config: &ProviderConfig,
    role: &Role,
    source: &Identity,
) -> Result<Identity, Error> {
    let mut query = vec![
        ("RoleArn", role.arn.clone()),
        ("RoleSessionName", role.session(config)),
        ("DurationSeconds", seconds(role)?.to_string()),
    ];
    query.extend(role.policy.clone().map(|policy| ("Policy", policy)));
    query.extend(role.external_id.clone().map(|id| ("ExternalId", id)));
    let call = Call {
        algorithm: Algorithm::AlibabaRpcV1,
        credentials: &source.credentials,
        context: SigningContext::new("sts", facts::ALIBABA_STS_VERSION, "AssumeRole"),
        method: "POST",
        base: &sts_url(config, role)?,
        path: "/",
        query,
        headers: vec![("Accept", "application/json")],
        body: Bytes::new(),
    };
    let reply = config.call(STS, call).await?.accepted()?;
    sts_key(&reply, &format!("role {}", role.arn))
}

/// How long the key of a role lasts.
fn seconds(role: &Role) -> Result<u32, Error> {
    match role.seconds {
        None | Some(0) => Ok(3600),
        Some(seconds @ 900..) => Ok(seconds),
        Some(_) => Err(STS.error(ErrorKind::Config, "gives no key for less than 900 seconds")),
    }
}

/// The key in an answer of STS.
fn sts_key(reply: &Reply, origin: &str) -> Result<Identity, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        credentials: Option<Key>,
    }
    let answer: Answer = reply.json()?;
    answer
        .credentials
        .ok_or_else(|| STS.lacks("`Credentials`"))?
        .temporary(STS, origin)
}
