//! The vendors' protocols: from the bytes of a request to a call, and from its result to the bytes of a response.

pub(crate) mod arguments;
pub(crate) mod defaults;
pub(crate) mod envelope;
pub(crate) mod errors;
pub(crate) mod keys;
mod multipart;
pub(crate) mod rate_limits;
pub(crate) mod request;
pub(crate) mod route;
pub(crate) mod schema;
pub(crate) mod service_error;
pub(crate) mod tencent_host;
mod xml;
