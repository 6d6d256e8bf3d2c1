//! Errors that the emulated services return, with their codes and HTTP statuses from the operation table.

use std::fmt::Display;
use std::time::Duration;

use mediasnap_core::ErrorKind;
use mediasnap_core::operation::{ErrorCode, Operation, Product, Vendor};

/// An error that the service returns, with the vendor's code and message.
#[derive(Debug, Clone)]
pub(crate) struct ServiceError {
    pub(crate) code: Code,
    pub(crate) message: String,
    /// Time to wait before the next request.
    pub(crate) retry_after: Option<Duration>,
}

/// The vendor's code, or how to find it.
#[derive(Debug, Clone)]
pub(crate) enum Code {
    Documented(&'static str),
    /// A code that is not in the operation table, with its status.
    Undocumented(&'static str, u16),
    Kind(ErrorKind),
    /// A code that a fault rule has set.
    Injected(String, Option<u16>),
}

impl ServiceError {
    pub(crate) fn with_code(code: &'static str, message: impl Display) -> Self {
        Self {
            code: Code::Documented(code),
            message: message.to_string(),
            retry_after: None,
        }
    }

    pub(crate) fn with_kind(kind: ErrorKind, message: impl Display) -> Self {
        Self {
            code: Code::Kind(kind),
            message: message.to_string(),
            retry_after: None,
        }
    }

    pub(crate) fn undocumented(code: &'static str, status: u16, message: impl Display) -> Self {
        Self {
            code: Code::Undocumented(code, status),
            message: message.to_string(),
            retry_after: None,
        }
    }

    /// Returns the code and the HTTP status.
    pub(crate) fn resolve(&self, product: &Product, operation: Option<&Operation>) -> (String, u16) {
        let known = |wanted: &dyn Fn(&ErrorCode) -> bool| find(product, operation, wanted);
        let entry = match &self.code {
            Code::Undocumented(code, status) => return ((*code).to_owned(), *status),
            Code::Injected(code, chosen) => {
                let entry =
                    known(&|entry| entry.code == code).or_else(|| known(&|entry| entry.matches(code)));
                let default_status = || {
                    entry.map_or(default_status(product.vendor), |entry| {
                        status(product.vendor, entry)
                    })
                };
                return (code.clone(), chosen.unwrap_or_else(default_status));
            }
            Code::Documented(code) => {
                let exact = known(&|entry| entry.code == *code);
                let entry = exact.or_else(|| known(&|entry| entry.matches(code)));
                return (
                    (*code).to_owned(),
                    entry.map_or(default_status(product.vendor), |entry| {
                        status(product.vendor, entry)
                    }),
                );
            }
            Code::Kind(kind) => first_of_kind(product, operation, *kind),
        };
        let entry = entry.or_else(|| first_of_kind(product, operation, ErrorKind::Internal));
        entry.map_or(("InternalError".to_owned(), 500), |entry| {
            (entry.code.to_owned(), status(product.vendor, entry))
        })
    }
}

/// Returns the first code that matches: of the operation, of the product, of another operation.
fn find(
    product: &Product,
    operation: Option<&Operation>,
    wanted: &dyn Fn(&ErrorCode) -> bool,
) -> Option<&'static ErrorCode> {
    let own = operation.map_or(&[][..], |operation| operation.errors);
    let others = product.operations.iter().flat_map(|operation| operation.errors);
    own.iter()
        .chain(product.errors)
        .chain(others)
        .find(|entry| wanted(entry))
}

/// Returns the first code of a kind. Codes of the product come before those of its operations and of the gateway.
fn first_of_kind(
    product: &Product,
    operation: Option<&Operation>,
    kind: ErrorKind,
) -> Option<&'static ErrorCode> {
    let fits = |entry: &&ErrorCode| entry.kind == kind && !entry.code.ends_with('*');
    let gateway = |entry: &ErrorCode| entry.code.starts_with("API");
    let own = product.errors.iter().find(|entry| fits(entry) && !gateway(entry));
    own.or_else(|| find(product, operation, &|entry| fits(&entry)))
}

/// Returns the HTTP status of an error without a documented one.
fn default_status(vendor: Vendor) -> u16 {
    if vendor == Vendor::Tencent { 200 } else { 400 }
}

/// Returns the documented HTTP status, or the default one for the kind of error.
fn status(vendor: Vendor, entry: &ErrorCode) -> u16 {
    let default_status = match (vendor, entry.kind) {
        (Vendor::Tencent, _) => 200,
        (Vendor::Alibaba, ErrorKind::NotFound | ErrorKind::Unsupported) => 404,
        (_, ErrorKind::PermissionDenied) => 403,
        (_, ErrorKind::Internal) => 500,
        (_, ErrorKind::Unavailable) => 503,
        _ => 400,
    };
    entry.status.unwrap_or(default_status)
}
