//! IAM and STS of Huawei Cloud: their addresses, and the key in their responses.

use mediasnap_core::Error;
use serde::Deserialize;

use crate::config::ProviderConfig;
use crate::fetch::{FetchResponse, TokenService};
use crate::hosts;
use crate::identity::Identity;
use crate::parse::json::TemporaryKey;

/// The address of IAM, with or without a scheme in the variable.
pub(super) fn iam_url(config: &ProviderConfig) -> String {
    let region = config.region.as_deref();
    let variable = || config.variable("HUAWEICLOUD_SDK_IAM_ENDPOINT");
    let url = config
        .iam
        .clone()
        .or_else(variable)
        .unwrap_or_else(|| hosts::huawei_iam(region));
    with_scheme(&url)
}

/// The address of STS, with or without a scheme in the variable.
pub(super) fn sts_url(config: &ProviderConfig) -> String {
    let region = config.region.as_deref();
    let variable = || config.variable("HUAWEICLOUD_SDK_STS_ENDPOINT");
    let url = config
        .sts
        .clone()
        .or_else(variable)
        .unwrap_or_else(|| hosts::huawei_sts(region));
    with_scheme(&url)
}

pub(super) fn with_scheme(url: &str) -> String {
    let url = url.trim().trim_end_matches('/');
    if url.contains("://") {
        url.to_owned()
    } else {
        format!("https://{url}")
    }
}

/// The key in a response of IAM, STS, the metadata service or a pod's agent.
pub(super) fn temporary_identity(
    service: TokenService,
    reply: &FetchResponse,
    origin: &str,
) -> Result<Identity, Error> {
    #[derive(Deserialize)]
    struct CredentialResponse {
        #[serde(alias = "credentials")]
        credential: Option<TemporaryKey>,
    }
    let response: CredentialResponse = reply.json()?;
    response
        .credential
        .ok_or_else(|| service.missing("`credential`"))?
        .temporary(service, origin)
}
