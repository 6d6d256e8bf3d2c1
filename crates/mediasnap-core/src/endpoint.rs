//! From a region to a host, by the spec's server table.

use crate::error::{Error, ErrorKind};
use crate::operation::Product;
use crate::remedy::Remedy;

/// The endpoint (`https://host`) that serves `region`.
///
/// # Errors
/// `Config` for a region that the product does not have; the message lists the public ones.
pub fn resolve(product: &Product, region: &str) -> Result<String, Error> {
    // A region goes into a host name: anything but a name part would lead the request elsewhere.
    let is_name = !region.is_empty()
        && region
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let exact = product
        .servers
        .iter()
        .find(|server| server.regions.contains(&region) || server.unlisted.contains(&region));
    let open = || product.servers.iter().find(|server| server.open && is_name);
    match exact.or_else(open) {
        Some(server) => Ok(format!("https://{}", server.host.replace("{region}", region))),
        None => Err(Error::new(
            ErrorKind::Config,
            format!(
                "unknown region `{region}`; {} has {}",
                product.key,
                regions(product).join(", ")
            ),
        )
        .with_operation(product.key, None)
        .with_remedy(Remedy::Region)),
    }
}

/// Every region of the spec that is open to the public, sorted.
pub fn regions(product: &Product) -> Vec<&'static str> {
    let mut regions: Vec<&'static str> = product
        .servers
        .iter()
        .flat_map(|server| server.regions.iter().copied())
        .collect();
    regions.sort_unstable();
    regions.dedup();
    regions
}
