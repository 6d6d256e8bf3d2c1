//! Hosts and services in signatures of Tencent Cloud's SDKs for an endpoint that is not one of the vendor's.

use mediasnap_auth::verify::{ReceivedRequest, Verified, VerifyError};
use mediasnap_core::operation::{Product, Vendor};

use super::request::HttpRequest;

/// Verifies a request. The SDK for Node.js signs the host without its port, so both are accepted.
pub(crate) fn verified(
    product: &Product,
    request: &HttpRequest,
    verify: impl Fn(&ReceivedRequest<'_>) -> Result<Verified, VerifyError>,
) -> Result<Verified, VerifyError> {
    let host = request.header("host").unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let result = request.received(&verify);
    if product.vendor != Vendor::Tencent {
        return result;
    }
    let verified = match result {
        Err(VerifyError::BadSignature { .. }) if name != host => request.received_by(name, &verify)?,
        result => result?,
    };
    let authorization = request.header("authorization").unwrap_or_default();
    // SDKs without a service of their own take the first label of the endpoint.
    let labels = [host.split('.').next(), name.split('.').next()];
    match service(authorization) {
        Some(service) if service != product.service && !labels.contains(&Some(service)) => {
            Err(VerifyError::BadSignature {
                string_to_sign: String::new().into(),
            })
        }
        _ => Ok(verified),
    }
}

/// Returns the service in the scope `<key>/<date>/<service>/tc3_request`.
fn service(authorization: &str) -> Option<&str> {
    let scope = authorization.split_once("Credential=")?.1.split(',').next()?;
    scope.split('/').nth(2)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_service_is_the_third_part_of_the_scope() {
        let service = |scope: &str| super::service(scope).map(str::to_owned);
        let header =
            "TC3-HMAC-SHA256 Credential=AK/2023-11-14/tiw/tc3_request, SignedHeaders=host, Signature=0";
        assert_eq!(service(header), Some("tiw".to_owned()));
        assert_eq!(service("TC3-HMAC-SHA256 Credential=AK"), None);
    }
}
