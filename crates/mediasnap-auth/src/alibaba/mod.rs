//! Alibaba Cloud: `ACS3-HMAC-SHA256`, `ACS3-HMAC-SM3`, the older RPC v1 and ROA v2, bearer tokens and anonymous calls.
//!
//! A version, action, date, nonce, `host` or `accept` of the request is signed unchanged. Tokens, the id of the key and the
//! digest of the body come from the credentials and the body and replace headers of the request.

mod acknowledged;
pub(crate) mod acs3;
pub(crate) mod bearer;
pub(crate) mod headers;
pub(crate) mod params;
pub(crate) mod roa;
pub(crate) mod rpc;
pub(crate) mod webhook;

pub use acknowledged::is_same_string_to_sign;
