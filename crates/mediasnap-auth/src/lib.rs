//! Request signing for Huawei Cloud, Tencent Cloud and Alibaba Cloud.
//!
//! [`sign`](fn@sign) is a pure function of request, credentials, context, time and nonce. It returns the headers to set,
//! together with the canonical request and the string to sign. It does no I/O, reads no clock and draws no random numbers.
//! [`verify`](mod@verify) checks the signature of a received request as the services do, and [`webhook`] signs and checks
//! the notifications that services send.
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
mod buffer;
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
mod sign;
mod signed;
mod time;

pub use algorithm::{Algorithm, UnknownAlgorithm, Vendor};
pub use context::{ApiStyle, SigningContext};
pub use credentials::{AccessKey, Credentials};
pub use error::SignError;
pub use request::{Query, SignableRequest};
pub use secret::Secret;
pub use sign::sign;
pub use signed::SigningOutput;

/// README, whose example is compiled as a doctest.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
