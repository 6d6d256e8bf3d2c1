//! STS of Alibaba Cloud: its address, `AssumeRole`, and the key in its responses.

use bytes::Bytes;
use mediasnap_auth::{Algorithm, SigningContext};
use mediasnap_core::{Error, ErrorKind};
use serde::Deserialize;

use crate::config::ProviderConfig;
use crate::fetch::{FetchResponse, SignedFetch, TokenService, fetch_signed};
use crate::hosts;
use crate::identity::Identity;
use crate::parse::json::TemporaryKey;
use crate::sts::RoleRequest;

pub(super) const STS: TokenService = TokenService::remote("Alibaba STS");

/// The configured address of STS: a custom one, a region's, or a region's inside of a VPC.
pub(super) fn sts_base(config: &ProviderConfig, role: &RoleRequest) -> Option<Result<String, Error>> {
    if let Some(url) = &config.sts {
        return Some(Ok(url.trim_end_matches('/').to_owned()));
    }
    let region = role
        .sts_region
        .clone()
        .or_else(|| config.variable("ALIBABA_CLOUD_STS_REGION"));
    let vpc = role
        .vpc
        .unwrap_or_else(|| config.env_flag("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"));
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

/// The address of STS. Default: the central one.
pub(super) fn sts_url(config: &ProviderConfig, role: &RoleRequest) -> Result<String, Error> {
    sts_base(config, role).unwrap_or_else(|| Ok(https(hosts::ALIBABA_STS)))
}

pub(super) fn https(host: &str) -> String {
    format!("https://{host}")
}

/// STS `AssumeRole`, signed with the key of `source`.
pub(super) async fn assume_role(
    config: &ProviderConfig,
    role: &RoleRequest,
    source: &Identity,
) -> Result<Identity, Error> {
    let mut query = vec![
        ("RoleArn", role.arn.clone()),
        ("RoleSessionName", role.session(config)),
        ("DurationSeconds", seconds(role)?.to_string()),
    ];
    query.extend(role.policy.clone().map(|policy| ("Policy", policy)));
    query.extend(role.external_id.clone().map(|id| ("ExternalId", id)));
    let call = SignedFetch {
        algorithm: Algorithm::AlibabaRpcV1,
        credentials: &source.credentials,
        context: SigningContext::new("sts", hosts::ALIBABA_STS_VERSION, "AssumeRole"),
        method: "POST",
        base: &sts_url(config, role)?,
        path: "/",
        query,
        headers: vec![("Accept", "application/json")],
        body: Bytes::new(),
    };
    let reply = fetch_signed(config, STS, call).await?.into_success()?;
    sts_key(&reply, &format!("role {}", role.arn))
}

/// How long the key of a role lasts.
pub(super) fn seconds(role: &RoleRequest) -> Result<u32, Error> {
    match role.seconds {
        None | Some(0) => Ok(3600),
        Some(seconds @ 900..) => Ok(seconds),
        Some(_) => Err(STS.error(ErrorKind::Config, "gives no key for less than 900 seconds")),
    }
}

/// The key in a response of STS.
pub(super) fn sts_key(reply: &FetchResponse, origin: &str) -> Result<Identity, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct AssumeRoleResponse {
        credentials: Option<TemporaryKey>,
    }
    let response: AssumeRoleResponse = reply.json()?;
    response
        .credentials
        .ok_or_else(|| STS.missing("`Credentials`"))?
        .temporary(STS, origin)
}
