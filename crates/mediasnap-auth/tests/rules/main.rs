//! Rules of signing that no vector shows: what is preset, what is rejected, what is left out.

#![allow(clippy::unwrap_used, reason = "that is how a test fails")]

mod parameters;
mod requests;
mod schemes;

use chrono::{DateTime, Utc};
use mediasnap_auth::{
    AccessKey, Algorithm, Credentials, Query, SignError, SignableRequest, SigningContext, SigningOutput, sign,
};

pub(crate) type Result<T = ()> = std::result::Result<T, SignError>;

pub(crate) const PLAIN: SignableRequest<'static> = SignableRequest {
    method: "POST",
    scheme: "https",
    host: "vod.example.com",
    path: "/",
    query: Query::Raw(""),
    headers: &[],
    body: b"",
};

pub(crate) fn time() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

pub(crate) fn context() -> SigningContext<'static> {
    SigningContext::new("vod", "2017-03-21", "act").with_region("cn-north-4")
}

pub(crate) fn key() -> Credentials {
    AccessKey::new("id", "secret").into()
}

pub(crate) fn run(
    algorithm: Algorithm,
    request: &SignableRequest<'_>,
    context: &SigningContext<'_>,
) -> Result<SigningOutput<'static>> {
    sign(algorithm, request, context, &key(), time(), "1").map(SigningOutput::into_owned)
}

pub(crate) fn header<'a>(signed: &'a SigningOutput<'_>, name: &str) -> Option<&'a str> {
    signed.header(name)
}
