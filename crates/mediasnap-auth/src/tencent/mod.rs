//! Tencent Cloud: `TC3-HMAC-SHA256`, the older `HmacSHA1` and `HmacSHA256` over parameters, and `SKIP`.
//!
//! Values from the context are sent in place of headers with the same name. A `Content-Type` of the request is sent and
//! signed unchanged.

mod action;
pub(crate) mod tc3;
pub(crate) mod v1;
pub(crate) mod webhook;
