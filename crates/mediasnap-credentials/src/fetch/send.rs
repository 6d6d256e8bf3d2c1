//! Sends a request to a metadata or token service.

use mediasnap_core::{Error, ErrorKind};
use mediasnap_http::{ResponseHead, classify, exchange};

use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, FetchResponse, TokenService};
use crate::files::MAX_SIZE;

/// Sends `request` to `service` and returns the response, whatever its status.
pub(crate) async fn fetch(
    config: &ProviderConfig,
    service: TokenService,
    request: FetchRequest<'_>,
) -> Result<FetchResponse, Error> {
    try_fetch(config, service, request).await?
}

/// Sends `request`. The outer error means that the service is not there, the inner one that there is no usable response.
pub(crate) async fn try_fetch(
    config: &ProviderConfig,
    service: TokenService,
    given: FetchRequest<'_>,
) -> Result<Result<FetchResponse, Error>, Error> {
    let client = service.client(config)?;
    let unusable = |what: &str| service.error(ErrorKind::Config, format_args!("cannot be asked: {what}"));
    let method = reqwest::Method::from_bytes(given.method.as_bytes()).map_err(|_| unusable("bad method"))?;
    let url = reqwest::Url::parse(given.url).map_err(|_| unusable("its address is no URL"))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(unusable("its address is neither http:// nor https://"));
    }
    let secrets = given.secrets();
    let mut request = client.request(method, url);
    for (name, value) in given.headers {
        if name.eq_ignore_ascii_case("host") {
            continue;
        }
        let mut value = reqwest::header::HeaderValue::from_str(value)
            .map_err(|_| unusable(&format!("the header {name} cannot hold the value")))?;
        value.set_sensitive(true);
        request = request.header(name, value);
    }
    if given.method != "GET" {
        request = request.body(given.body);
    }
    let request = match request.build() {
        Ok(request) => request,
        Err(error) => return Ok(Err(unreachable(service, &classify(error)))),
    };
    let mut head = ResponseHead::default();
    let exchange = exchange(&client, request, MAX_SIZE, &mut head);
    match tokio::time::timeout(service.timeout, exchange).await {
        Ok(Ok(body)) => Ok(Ok(FetchResponse {
            service,
            head,
            body,
            secrets,
            key_id: None,
        })),
        Ok(Err(error)) if error.kind() == ErrorKind::Connect => Err(unreachable(service, &error)),
        Ok(Err(error)) => Ok(Err(unreachable(service, &error))),
        Err(_) => Ok(Err(unreachable(
            service,
            &Error::new(
                ErrorKind::Timeout,
                format!("no response within {} s", service.timeout.as_secs_f64()),
            ),
        ))),
    }
}

/// Returns the error for a service that cannot be reached. A metadata service is missing on most machines; a token service may come back.
fn unreachable(service: TokenService, why: &Error) -> Error {
    let kind = match why.kind() {
        _ if service.is_metadata => ErrorKind::Config,
        // A proxy variable, or an address that is none.
        kind @ (ErrorKind::Config | ErrorKind::InvalidArgument) => kind,
        // Nothing was sent to the product.
        _ => ErrorKind::Connect,
    };
    service
        .error(kind, format_args!("cannot be reached: {}", why.message()))
        .with_advice_of(why)
}
