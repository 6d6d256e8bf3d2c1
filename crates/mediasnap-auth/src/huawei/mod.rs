//! Huawei Cloud: `SDK-HMAC-SHA256`, `SDK-HMAC-SM3`, `V11-HMAC-SHA256` and `X-Auth-Token`.
//!
//! Every header the request has at the time of signing is signed, except those with an underscore in their name. An
//! `X-Sdk-Date` or `Host` that is already there is signed as it is; project, domain and security token come from the
//! context and the credentials and replace what is there. The URL has the query in canonical order.

pub(crate) mod canonical;
#[cfg(feature = "ecdsa-sm2")]
pub(crate) mod elliptic;
pub(crate) mod hmac;
mod prepare;
pub(crate) mod token;
pub(crate) mod v11;

pub(crate) use prepare::write_to_sign;

use crate::hash::Hash;
use crate::headers::{SetHeader, set_header};
use crate::{Algorithm, SigningContext};

/// The header that says when the request was signed.
pub(crate) const DATE_HEADER: &str = "X-Sdk-Date";
/// The marker that takes the place of the body's digest.
pub(crate) const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// The hash function of one of Huawei Cloud's schemes.
pub(crate) const fn hash_of(algorithm: Algorithm) -> Hash {
    match algorithm {
        Algorithm::SdkHmacSm3 => Hash::Sm3,
        #[cfg(feature = "ecdsa-sm2")]
        Algorithm::SdkSm2Sm3 => Hash::Sm3,
        _ => Hash::Sha256,
    }
}

/// The header that states the digest of the body, or that the body is not covered.
pub(crate) const fn content_header(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha256 => "X-Sdk-Content-Sha256",
        Hash::Sm3 => "X-Sdk-Content-Sm3",
    }
}

/// Adds the header that says whom the request is for.
fn set_scope<'a>(set: &mut Vec<SetHeader<'a>>, context: &'a SigningContext<'a>) {
    if let Some(project) = &context.project_id {
        set_header(set, "X-Project-Id", project);
    } else if let Some(domain) = &context.domain_id {
        set_header(set, "X-Domain-Id", domain);
    }
}
