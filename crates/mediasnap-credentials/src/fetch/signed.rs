//! Signs a request to a token service and sends it.

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use mediasnap_auth as auth;
use mediasnap_core::{Error, ErrorKind};

use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, FetchResponse, TokenService, fetch};

/// Maximum clock difference that no service rejects a signature for; the narrowest window of the three vendors is five minutes.
const TOLERATED_SKEW: TimeDelta = TimeDelta::minutes(4);

/// A request to be signed and sent.
pub(crate) struct SignedFetch<'a> {
    pub(crate) algorithm: auth::Algorithm,
    pub(crate) credentials: &'a auth::Credentials,
    pub(crate) context: auth::SigningContext<'a>,
    pub(crate) method: &'static str,
    pub(crate) base: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) body: Bytes,
}

/// Signs a request to a token service and sends it. If it is rejected by a service whose clock differs too much from this machine's, it
/// is sent once more, signed with the service's time.
pub(crate) async fn fetch_signed(
    config: &ProviderConfig,
    service: TokenService,
    call: SignedFetch<'_>,
) -> Result<FetchResponse, Error> {
    let response = fetch_signed_at(config, service, &call, config.clock.now()).await?;
    let time = response.time().filter(|_| response.is_rejection());
    match time.map(|time| (time, time - config.clock.now())) {
        Some((time, skew)) if skew.abs() > TOLERATED_SKEW => {
            tracing::warn!(
                service = service.name,
                seconds = skew.num_seconds(),
                "the clock of a service differs from this machine's; signing with the service's"
            );
            fetch_signed_at(config, service, &call, time).await
        }
        _ => Ok(response),
    }
}

async fn fetch_signed_at(
    config: &ProviderConfig,
    service: TokenService,
    call: &SignedFetch<'_>,
    time: DateTime<Utc>,
) -> Result<FetchResponse, Error> {
    let invalid = |why: String| service.error(ErrorKind::Config, format_args!("cannot be asked: {why}"));
    let url = url::Url::parse(call.base).map_err(|_| invalid("its address is no URL".to_owned()))?;
    let host = match (url.host_str().unwrap_or_default(), url.port()) {
        (host, Some(port)) => format!("{host}:{port}"),
        (host, None) => host.to_owned(),
    };
    let query: Vec<_> = call
        .query
        .iter()
        .map(|(name, value)| ((*name).into(), value.as_str().into()))
        .collect();
    let request = auth::SignableRequest {
        method: call.method,
        scheme: url.scheme(),
        host: &host,
        path: call.path,
        query: auth::Query::Pairs(&query),
        headers: &call.headers,
        body: &call.body,
    };
    let nonce = config.clock.nonce();
    let signed = auth::sign(
        call.algorithm,
        &request,
        &call.context,
        call.credentials,
        time,
        &nonce,
    )
    .map_err(|error| invalid(error.to_string()))?;
    let mut headers = call.headers.clone();
    headers.retain(|(name, _)| signed.header(name).is_none());
    for (name, value) in signed.headers() {
        headers.push((name, value));
    }
    let request = FetchRequest {
        method: call.method,
        url: &signed.url(),
        headers,
        body: call.body.clone(),
    };
    let mut response = fetch(config, service, request).await?;
    if let auth::Credentials::AccessKey(key) = call.credentials {
        response.key_id = Some(key.id.clone());
    }
    Ok(response)
}
