//! The protocols of the vendors: signing context, headers, errors and request ids on the wire.

mod alibaba;
mod classify;
mod envelope;
mod error_scan;
mod header_list;
mod http_response;
mod huawei;
mod request;
mod tencent;
mod time;

pub(crate) use classify::{classify_response, not_json};
pub(crate) use http_response::HttpResponse;
pub(crate) use request::{context, headers};
pub(crate) use time::{retry_at, server_time};
