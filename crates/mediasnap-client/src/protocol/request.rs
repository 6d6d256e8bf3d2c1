//! What a vendor's protocol adds to a request: the signing context, and headers.

use mediasnap_auth::SigningContext;
use mediasnap_core::operation::{Operation, Product, Vendor};

use super::{alibaba, huawei, tencent};
use crate::config::ClientConfig;

/// How this library names itself to Tencent, in the characters that it allows.
const REQUEST_CLIENT: &str = concat!("mediasnap_", env!("CARGO_PKG_VERSION"));

/// Returns the signing context of a call.
pub(crate) fn context<'a>(
    product: &'a Product,
    operation: &'a Operation,
    config: &'a ClientConfig,
    project: Option<&'a str>,
) -> SigningContext<'a> {
    SigningContext {
        service: product.service.into(),
        version: product.version.into(),
        action: operation.action.unwrap_or_default().into(),
        region: config.region.as_deref().map(Into::into),
        project_id: project.map(Into::into),
        language: config.language.as_deref().map(Into::into),
        // Tencent's counterpart of a user agent; the others read that.
        request_client: (product.vendor == Vendor::Tencent).then(|| REQUEST_CLIENT.into()),
        ..SigningContext::default()
    }
}

/// Headers that belong to the protocol and are signed where the scheme signs them.
pub(crate) fn headers(
    vendor: Vendor,
    operation: &Operation,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let media_type = operation.body.media_type();
    let headers = match vendor {
        Vendor::Huawei => huawei::headers(),
        Vendor::Tencent => tencent::headers(),
        Vendor::Alibaba => alibaba::headers(media_type),
    };
    headers.into_iter().flatten()
}
