//! A refused call, and how its code and HTTP status are found in the operation table.

use std::fmt::Display;
use std::time::Duration;

use mediasnap_core::operation::{ErrorCode, Operation, Product, Vendor, VendorKind};

/// Why a call is refused, in the vendor's code and words.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    pub(crate) message: String,
    /// How long to wait before the next request.
    pub(crate) retry_after: Option<Duration>,
}

/// The vendor's code: named, or the first documented one with a meaning.
#[derive(Debug, Clone)]
pub(crate) enum Code {
    Named(&'static str),
    /// A code that no table needs to know, with its status.
    Other(&'static str, u16),
    Meaning(VendorKind),
    /// A code that a fault rule has chosen.
    Chosen(String, Option<u16>),
}

impl Refusal {
    pub(crate) fn named(code: &'static str, message: impl Display) -> Self {
        Self {
            code: Code::Named(code),
            message: message.to_string(),
            retry_after: None,
        }
    }

    pub(crate) fn meaning(kind: VendorKind, message: impl Display) -> Self {
        Self {
            code: Code::Meaning(kind),
            message: message.to_string(),
            retry_after: None,
        }
    }

    pub(crate) fn other(code: &'static str, status: u16, message: impl Display) -> Self {
        Self {
            code: Code::Other(code, status),
            message: message.to_string(),
            retry_after: None,
        }
    }

    /// The code and the HTTP status it goes out with.
    pub(crate) fn resolve(&self, product: &Product, operation: Option<&Operation>) -> (String, u16) {
        let known = |wanted: &dyn Fn(&ErrorCode) -> bool| find(product, operation, wanted);
        let entry = match &self.code {
            Code::Other(code, status) => return ((*code).to_owned(), *status),
            Code::Chosen(code, chosen) => {
                let entry =
                    known(&|entry| entry.code == code).or_else(|| known(&|entry| entry.matches(code)));
                let usual = || entry.map_or(usual(product.vendor), |entry| status(product.vendor, entry));
                return (code.clone(), chosen.unwrap_or_else(usual));
            }
            Code::Named(code) => {
                let exact = known(&|entry| entry.code == *code);
                let entry = exact.or_else(|| known(&|entry| entry.matches(code)));
                return (
                    (*code).to_owned(),
                    entry.map_or(usual(product.vendor), |entry| status(product.vendor, entry)),
                );
            }
            Code::Meaning(kind) => general(product, operation, *kind),
        };
        let entry = entry.or_else(|| general(product, operation, VendorKind::Internal));
        entry.map_or(("InternalError".to_owned(), 500), |entry| {
            (entry.code.to_owned(), status(product.vendor, entry))
        })
    }
}

/// The first code that fits: of the operation, of the product, of another operation.
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

/// The first code with a meaning, the product's own before those of its operations and its gateway.
fn general(product: &Product, operation: Option<&Operation>, kind: VendorKind) -> Option<&'static ErrorCode> {
    let fits = |entry: &&ErrorCode| entry.kind == kind && !entry.code.ends_with('*');
    let gateway = |entry: &ErrorCode| entry.code.starts_with("API");
    let own = product.errors.iter().find(|entry| fits(entry) && !gateway(entry));
    own.or_else(|| find(product, operation, &|entry| fits(&entry)))
}

/// The HTTP status of a refusal of which nothing is known.
fn usual(vendor: Vendor) -> u16 {
    if vendor == Vendor::Tencent { 200 } else { 400 }
}

/// The documented HTTP status, or the usual one where none is documented.
fn status(vendor: Vendor, entry: &ErrorCode) -> u16 {
    let usual = match (vendor, entry.kind) {
        (Vendor::Tencent, _) => 200,
        (Vendor::Alibaba, VendorKind::NotFound | VendorKind::Unsupported) => 404,
        (_, VendorKind::PermissionDenied) => 403,
        (_, VendorKind::Internal) => 500,
        (_, VendorKind::Unavailable) => 503,
        _ => 400,
    };
    entry.status.unwrap_or(usual)
}
