//! Tencent Cloud: variables, profile file, the role of a CVM instance, the web identity of a TKE pod, STS.

mod metadata;
mod profile;
mod web_identity;

use mediasnap_auth::{Algorithm, Credentials, SigningContext};
use serde::Deserialize;
use serde_json::{Value, json};

pub use metadata::TencentInstanceMetadata;
pub use profile::TencentProfile;
pub use web_identity::TencentWebIdentity;

use super::assume_role::Role;
use super::remote::{Call, Service, segment};
use super::wire::{Key, When};
use super::{EnvironmentProvider, Identity, ProvideCredentials, ProviderConfig, facts};
use mediasnap_core::Error;
use mediasnap_core::operation::Vendor;

const STS: Service = Service::remote("Tencent STS");

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

/// STS `AssumeRole`, signed with the key of `source`.
pub(super) async fn assume_role(
    config: &ProviderConfig,
    role: &Role,
    source: &Identity,
) -> Result<Identity, Error> {
    let mut body = json!({
        "RoleArn": role.arn,
        "RoleSessionName": role.session(config),
        "DurationSeconds": role.seconds.unwrap_or(7200),
    });
    if let Some(policy) = &role.policy {
        // The service takes the policy percent-encoded.
        body["Policy"] = segment(policy).into();
    }
    if let Some(id) = &role.external_id {
        body["ExternalId"] = id.as_str().into();
    }
    let origin = format!("role {}", role.arn);
    let call = ("AssumeRole", Algorithm::Tc3HmacSha256, None);
    sts(config, call, &source.credentials, &body, &origin).await
}

/// A call of STS: its action, signature and region.
async fn sts(
    config: &ProviderConfig,
    (action, algorithm, region): (&'static str, Algorithm, Option<String>),
    credentials: &Credentials,
    body: &Value,
    origin: &str,
) -> Result<Identity, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        response: Response,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Response {
        error: Option<Refusal>,
        request_id: Option<String>,
        credentials: Option<Key>,
        #[serde(default)]
        expired_time: When,
        #[serde(default)]
        expiration: When,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Refusal {
        code: String,
    }
    let base = config
        .sts
        .clone()
        .unwrap_or_else(|| format!("https://{}", facts::TENCENT_STS));
    let region = region.unwrap_or_else(|| facts::TENCENT_STS_REGION.to_owned());
    let call = Call {
        algorithm,
        credentials,
        context: SigningContext::new("sts", facts::TENCENT_STS_VERSION, action).with_region(region),
        method: "POST",
        base: &base,
        path: "/",
        query: Vec::new(),
        headers: vec![("Content-Type", "application/json")],
        body: body.to_string().into(),
    };
    let reply = config.call(STS, call).await?.accepted()?;
    let answer = reply.json::<Answer>()?.response;
    if let Some(error) = answer.error {
        return Err(reply.refused(Some(error.code)).with_request_id(answer.request_id));
    }
    let mut key = answer.credentials.ok_or_else(|| STS.lacks("`Credentials`"))?;
    let end = key.expired_time.0.or(answer.expired_time.0);
    key.expired_time = When(end.or(answer.expiration.0));
    key.temporary(STS, origin)
}
