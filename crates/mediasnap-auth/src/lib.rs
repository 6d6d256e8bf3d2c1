//! Request signing for Huawei Cloud, Tencent Cloud and Alibaba Cloud.
//!
//! [`sign`] is a pure function: request, credentials, context, time and nonce come in as values, the headers to set
//! come out, together with the canonical request and the string to sign. It does no I/O, reads no clock and draws no
//! random numbers, so the same input gives the same output everywhere. [`verify`](mod@verify) is the other side: it
//! checks a received request the way the services do, and [`webhook`] the notifications that services send.
//!
//! # Examples
//!
//! ```
//! use std::borrow::Cow;
//!
//! use mediasnap_auth::{AccessKey, Algorithm, SigningContext, Query, SignableRequest, sign};
//!
//! let query = [(Cow::from("VideoId"), Cow::from("d3e680e618708efbf2cae7cc93121cc0"))];
//! let request = SignableRequest {
//!     method: "POST",
//!     scheme: "https",
//!     host: "vod.cn-shanghai.aliyuncs.com",
//!     path: "/",
//!     query: Query::Pairs(&query),
//!     headers: &[],
//!     body: b"",
//! };
//! let context = SigningContext::new("vod", "2017-03-21", "SubmitSnapshotJob");
//! let credentials = AccessKey::new("an-id", "a-secret").into();
//! let time = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
//!
//! let signed = sign(Algorithm::Acs3HmacSha256, &request, &context, &credentials, time, "a-nonce")?;
//! let authorization = signed.header("Authorization").unwrap();
//! assert!(authorization.starts_with("ACS3-HMAC-SHA256 Credential=an-id,SignedHeaders=host;x-acs-action;"));
//! # Ok::<(), mediasnap_auth::SignError>(())
//! ```

pub mod alibaba;
pub mod huawei;
pub mod tencent;
pub mod verify;
pub mod webhook;

#[cfg(feature = "cases")]
pub mod cases;

mod algorithm;
mod bytes;
mod context;
mod credentials;
mod encode;
mod error;
mod hash;
mod headers;
mod nonce;
mod request;
mod secret;
mod sheet;
mod signed;
mod time;

use chrono::{DateTime, Utc};

pub use algorithm::{Algorithm, UnknownAlgorithm, Vendor};
pub use context::SigningContext;
pub use credentials::{AccessKey, Credentials};
pub use error::SignError;
pub use request::{Query, SignableRequest};
pub use secret::Secret;
pub use signed::SigningOutput;

/// Signs `request` as of `time`.
///
/// `nonce` is for the schemes that have one (Alibaba Cloud's, and Tencent Cloud's version 1, where it is a number);
/// the others ignore it. Every attempt to send needs a new signature, with a new time and a new nonce.
///
/// # Errors
///
/// Anything that would make the request go out unsigned, or signed in a way the service cannot follow, is an error:
/// see [`SignError`].
pub fn sign<'a>(
    algorithm: Algorithm,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    request.check()?;
    time::check(time)?;
    match algorithm {
        Algorithm::SdkHmacSha256 | Algorithm::SdkHmacSm3 => {
            huawei::hmac::sign(algorithm, request, context, credentials, time)
        }
        Algorithm::V11HmacSha256 => huawei::v11::sign(request, context, credentials, time),
        #[cfg(feature = "ecdsa-sm2")]
        Algorithm::SdkEcdsaP256Sha256 | Algorithm::SdkSm2Sm3 => {
            huawei::elliptic::sign(algorithm, request, context, credentials, time)
        }
        Algorithm::XAuthToken => huawei::token::sign(request, context, credentials),
        Algorithm::Tc3HmacSha256 => tencent::tc3::sign(request, context, credentials, time),
        Algorithm::TencentHmacSha1 | Algorithm::TencentHmacSha256 => {
            tencent::v1::sign(algorithm, request, context, credentials, time, nonce)
        }
        Algorithm::TencentSkip => tencent::tc3::skip(request, context, time),
        Algorithm::Acs3HmacSha256 | Algorithm::Acs3HmacSm3 => {
            alibaba::acs3::sign(algorithm, request, context, credentials, time, nonce)
        }
        Algorithm::AlibabaRpcV1 => alibaba::rpc::sign(request, context, credentials, time, nonce),
        Algorithm::AlibabaRoaV2 => alibaba::roa::sign(request, context, credentials, time, nonce),
        Algorithm::AlibabaBearer => alibaba::bearer::sign_bearer(request, context, credentials, time, nonce),
        Algorithm::AlibabaAnonymous => alibaba::bearer::sign_anonymous(request, context, time, nonce),
    }
}

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
