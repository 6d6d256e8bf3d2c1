//! Headers of Huawei Cloud's schemes.

use crate::context::SigningContext;
use crate::hash::Hash;
use crate::headers::{HeaderEntry, set_option};

/// Header with the time of signing.
pub(crate) const DATE_HEADER: &str = "X-Sdk-Date";
/// Marker that replaces the digest of the body.
pub(crate) const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// Returns the name of the header with the digest of the body, or the marker that the body is not signed.
pub(crate) const fn content_header(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha256 => "X-Sdk-Content-Sha256",
        Hash::Sm3 => "X-Sdk-Content-Sm3",
    }
}

/// Returns the header with the project or, without one, the domain.
pub(super) fn scope<'a>(context: &'a SigningContext<'a>) -> HeaderEntry<'a> {
    match &context.project_id {
        Some(project) => set_option("X-Project-Id", Some(&**project)),
        None => set_option("X-Domain-Id", context.domain_id.as_deref()),
    }
}
