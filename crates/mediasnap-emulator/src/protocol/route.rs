//! Finds the operation that a request calls: by path, or by action and version.

use mediasnap_core::operation::{Dispatch, Operation, Product, Vendor};

use super::request::HttpRequest;
use crate::storage::percent::unescape;

/// Product and operation that a request calls.
pub(crate) struct Target {
    /// Index of the product in the list given to [`route`].
    pub(crate) product: usize,
    /// The operation, or the reason why there is none.
    pub(crate) operation: Result<&'static Operation, Unknown>,
    /// Values of the parameters in the path.
    pub(crate) path: Vec<(String, String)>,
}

/// Reason why no operation was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    Path,
    Action,
    Version,
}

/// Finds the operation. Returns `None` if the request calls none of the products.
pub(crate) fn route(products: &[&'static Product], request: &HttpRequest) -> Option<Target> {
    by_path(products, request)
        .or_else(|| by_action(products, request))
        .or_else(|| {
            // An unknown path of a request with a vendor's signature is rejected with an error of that vendor.
            let vendor = vendor_of(request)?;
            let unknown = if vendor == Vendor::Huawei {
                Unknown::Path
            } else {
                Unknown::Action
            };
            Some(Target {
                product: products.iter().position(|product| product.vendor == vendor)?,
                operation: Err(unknown),
                path: Vec::new(),
            })
        })
}

#[allow(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is less general than the closure"
)]
fn vendor_of(request: &HttpRequest) -> Option<Vendor> {
    use mediasnap_auth::Vendor as Scheme;
    match request.received(|received| received.vendor())? {
        Scheme::Huawei => Some(Vendor::Huawei),
        Scheme::Tencent => Some(Vendor::Tencent),
        Scheme::Alibaba => Some(Vendor::Alibaba),
        _ => None,
    }
}

fn by_path(products: &[&'static Product], request: &HttpRequest) -> Option<Target> {
    for (index, product) in products.iter().enumerate() {
        if product.dispatch != Dispatch::Path {
            continue;
        }
        for operation in product.operations {
            if operation.method == request.method
                && let Some(path) = fit(operation.path, &request.path)
            {
                return Some(Target {
                    product: index,
                    operation: Ok(operation),
                    path,
                });
            }
        }
    }
    None
}

/// Returns the values of the parameters of a path template, if the path matches.
fn fit(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (mut names, mut parts) = (template.split('/'), path.split('/'));
    let mut values = Vec::new();
    loop {
        match (names.next(), parts.next()) {
            (None, None) => return Some(values),
            (Some(name), Some(part)) => {
                match name.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                    Some(name) if !part.is_empty() => values.push((name.to_owned(), unescape(part))),
                    None if name == part => {}
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
}

fn by_action(products: &[&'static Product], request: &HttpRequest) -> Option<Target> {
    if request.path != "/" {
        return None;
    }
    let header = |names: [&str; 2]| names.iter().find_map(|name| request.header(name));
    let action = header(["x-tc-action", "x-acs-action"]).or_else(|| request.param("Action"))?;
    let version = header(["x-tc-version", "x-acs-version"]).or_else(|| request.param("Version"));
    let vendor = vendor_of(request)?;
    let of_vendor = |product: &Product| product.vendor == vendor && product.dispatch == Dispatch::Action;
    let fits = |product: &&Product| of_vendor(product) && Some(product.version) == version;
    let Some(product) = products.iter().position(fits) else {
        return Some(Target {
            product: products.iter().position(|product| of_vendor(product))?,
            operation: Err(Unknown::Version),
            path: Vec::new(),
        });
    };
    let operations = products[product].operations;
    Some(Target {
        product,
        operation: operations
            .iter()
            .copied()
            .find(|operation| operation.action == Some(action))
            .ok_or(Unknown::Action),
        path: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn paths_fit_whole() {
        let template = "/v1/{project_id}/thumbnails";
        assert_eq!(
            fit(template, "/v1/a%20b/thumbnails"),
            Some(vec![("project_id".into(), "a b".into())])
        );
        assert_eq!(fit(template, "/v1//thumbnails"), None);
        assert_eq!(fit(template, "/v1/a/thumbnails/"), None);
        assert_eq!(fit(template, "/v1/a"), None);
    }
}
