//! The session key of an RSA key pair.

use bytes::Bytes;
use mediasnap_auth::{AccessKey, Algorithm, Credentials, SigningContext};
use mediasnap_core::Error;
use serde::Deserialize;

use super::sts::{STS, https, sts_base};
use crate::config::ProviderConfig;
use crate::fetch::{SignedFetch, fetch_signed};
use crate::hosts;
use crate::identity::Identity;
use crate::parse::json::{JsonSecret, Timestamp};
use crate::sts::RoleRequest;

/// STS `GenerateSessionAccessKey`. The service takes the text of the private key's file as the secret of an HMAC, whatever the
/// name of the scheme suggests, and returns a key that needs no token.
pub(super) async fn exchange(
    config: &ProviderConfig,
    public_key_id: &str,
    private_key: &str,
    origin: &str,
) -> Result<Identity, Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct SessionKeyResponse {
        session_access_key: Option<SessionKey>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct SessionKey {
        session_access_key_id: Option<String>,
        #[serde(default)]
        session_access_key_secret: JsonSecret,
        #[serde(default)]
        expiration: Timestamp,
    }
    let credentials = Credentials::from(AccessKey::new(public_key_id, private_key));
    let base = match sts_base(config, &RoleRequest::default()) {
        Some(region) => region?,
        None => https(hosts::ALIBABA_STS_OF_KEY_PAIRS),
    };
    let call = SignedFetch {
        algorithm: Algorithm::AlibabaRpcV1,
        credentials: &credentials,
        context: SigningContext::new("sts", hosts::ALIBABA_STS_VERSION, "GenerateSessionAccessKey"),
        method: "GET",
        base: &base,
        path: "/",
        query: vec![("DurationSeconds", "3600".to_owned())],
        headers: vec![("Accept", "application/json")],
        body: Bytes::new(),
    };
    let response: SessionKeyResponse = fetch_signed(config, STS, call).await?.into_success()?.json()?;
    let key = response
        .session_access_key
        .ok_or_else(|| STS.missing("`SessionAccessKey`"))?;
    let id = key.session_access_key_id.filter(|id| !id.is_empty());
    let (Some(id), Some(secret)) = (id, key.session_access_key_secret.get()) else {
        return Err(STS.missing("a key"));
    };
    let end = key
        .expiration
        .0
        .ok_or_else(|| STS.missing("the end of the key"))?;
    let identity = Identity::from(AccessKey::new(id, secret.clone()));
    Ok(identity.with_expires_at(end).with_source(origin))
}
