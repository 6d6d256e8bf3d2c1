//! STS of Tencent Cloud: `AssumeRole`, and the call that its actions share.

use mediasnap_auth::{Algorithm, Credentials, SigningContext};
use mediasnap_core::Error;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::ProviderConfig;
use crate::fetch::{SignedFetch, TokenService, fetch_signed, path_segment};
use crate::hosts;
use crate::identity::Identity;
use crate::parse::json::{TemporaryKey, Timestamp};
use crate::sts::RoleRequest;

const STS: TokenService = TokenService::remote("Tencent STS");

/// STS `AssumeRole`, signed with the key of `source`.
pub(super) async fn assume_role(
    config: &ProviderConfig,
    role: &RoleRequest,
    source: &Identity,
) -> Result<Identity, Error> {
    let mut body = json!({
        "RoleArn": role.arn,
        "RoleSessionName": role.session(config),
        "DurationSeconds": role.seconds.unwrap_or(7200),
    });
    if let Some(policy) = &role.policy {
        // The service takes the policy percent-encoded.
        body["Policy"] = path_segment(policy).into();
    }
    if let Some(id) = &role.external_id {
        body["ExternalId"] = id.as_str().into();
    }
    let origin = format!("role {}", role.arn);
    let call = ("AssumeRole", Algorithm::Tc3HmacSha256, None);
    call_sts(config, call, &source.credentials, &body, &origin).await
}

/// A call of STS: its action, signature and region.
pub(super) async fn call_sts(
    config: &ProviderConfig,
    (action, algorithm, region): (&'static str, Algorithm, Option<String>),
    credentials: &Credentials,
    body: &Value,
    origin: &str,
) -> Result<Identity, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct StsResponse {
        response: StsResult,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct StsResult {
        error: Option<StsError>,
        request_id: Option<String>,
        credentials: Option<TemporaryKey>,
        #[serde(default)]
        expired_time: Timestamp,
        #[serde(default)]
        expiration: Timestamp,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct StsError {
        code: String,
    }
    let base = config
        .sts
        .clone()
        .unwrap_or_else(|| format!("https://{}", hosts::TENCENT_STS));
    let region = region.unwrap_or_else(|| hosts::TENCENT_STS_REGION.to_owned());
    let call = SignedFetch {
        algorithm,
        credentials,
        context: SigningContext::new("sts", hosts::TENCENT_STS_VERSION, action).with_region(region),
        method: "POST",
        base: &base,
        path: "/",
        query: Vec::new(),
        headers: vec![("Content-Type", "application/json")],
        body: body.to_string().into(),
    };
    let reply = fetch_signed(config, STS, call).await?.into_success()?;
    let result = reply.json::<StsResponse>()?.response;
    if let Some(error) = result.error {
        return Err(reply
            .error_with_code(Some(error.code))
            .with_request_id(result.request_id));
    }
    let mut key = result.credentials.ok_or_else(|| STS.missing("`Credentials`"))?;
    let end = key.expired_time.0.or(result.expired_time.0);
    key.expired_time = Timestamp(end.or(result.expiration.0));
    key.temporary(STS, origin)
}
