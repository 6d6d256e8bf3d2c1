//! From a region to a host: by the vendor's own overrides, then by the spec's server table.

mod overrides;
mod parse;
mod regions_file;

use mediasnap_core::operation::{Product, Vendor};
use mediasnap_core::{Error, ErrorKind};
use mediasnap_credentials::ProviderConfig;

pub use mediasnap_core::endpoint::{regions, resolve};
pub(crate) use parse::{parse, shown};

/// The domains that Tencent's hosts end in, of the international and of the Chinese site.
const TENCENT_ROOTS: [&str; 2] = ["intl.tencentcloudapi.com", "tencentcloudapi.com"];

/// The endpoints that serve `region`, best first: those of the vendor's override variables and files, or the one of the spec.
///
/// # Errors
/// `Config` for a region that neither has, and for an override that cannot be read.
pub fn locate(
    product: &Product,
    region: &str,
    provider_config: &ProviderConfig,
) -> Result<Vec<String>, Error> {
    let overrides = match product.vendor {
        Vendor::Huawei => overrides::huawei(product.service, region, provider_config)?,
        Vendor::Tencent | Vendor::Alibaba => Vec::new(),
    };
    if overrides.is_empty() {
        Ok(vec![resolve(product, region)?])
    } else {
        Ok(overrides)
    }
}

/// The endpoint with another root domain: `tiw.tencentcloudapi.com` under `internal.tencentcloudapi.com` is
/// `tiw.internal.tencentcloudapi.com`.
///
/// # Errors
/// `Config` for another vendor's product, and for what is no domain.
pub(crate) fn with_root_domain(product: &Product, endpoint: &str, root: &str) -> Result<String, Error> {
    let bad = |why: &str| Error::new(ErrorKind::Config, why);
    let root = root.trim_matches('.');
    if root.is_empty()
        || !root
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
    {
        return Err(bad("the root domain is no domain name"));
    }
    let service = TENCENT_ROOTS
        .iter()
        .find_map(|known| endpoint.strip_suffix(known))
        .filter(|_| product.vendor == Vendor::Tencent);
    let service = service.ok_or_else(|| bad("only hosts of Tencent Cloud have a root domain to replace"))?;
    Ok(format!("{service}{root}"))
}
