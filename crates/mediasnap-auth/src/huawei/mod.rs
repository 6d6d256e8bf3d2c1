//! Huawei Cloud: `SDK-HMAC-SHA256`, `SDK-HMAC-SM3`, `V11-HMAC-SHA256`, elliptic-curve signatures and `X-Auth-Token`.
//!
//! The signature covers every header that the request has at the time of signing, except those with an underscore in
//! their name. An `X-Sdk-Date` or `Host` of the request is signed unchanged. Project, domain and security token come from
//! the context and the credentials and replace headers of the request. The query of the URL is in canonical order.

pub(crate) mod canonical;
#[cfg(feature = "ecdsa-sm2")]
pub(crate) mod elliptic;
pub(crate) mod headers;
pub(crate) mod hmac;
mod prepare;
pub(crate) mod token;
pub(crate) mod v11;
pub(crate) mod webhook;
