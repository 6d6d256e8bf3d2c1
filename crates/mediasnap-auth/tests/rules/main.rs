//! The rules of signing that stand in no vector: what is preset, what is refused, what is left out.

#![allow(clippy::unwrap_used, reason = "that is how a test fails")]

mod requests;
mod schemes;

use chrono::{DateTime, Utc};
use mediasnap_auth::{AccessKey, Algorithm, Context, Credentials, Query, Request, SignError, Signed, sign};

pub(crate) type Result<T = ()> = std::result::Result<T, SignError>;

pub(crate) const PLAIN: Request<'static> = Request {
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

pub(crate) fn context() -> Context<'static> {
    Context::new("vod", "2017-03-21", "act").with_region("cn-north-4")
}

pub(crate) fn key() -> Credentials {
    AccessKey::new("id", "secret").into()
}

pub(crate) fn run(
    algorithm: Algorithm,
    request: &Request<'_>,
    context: &Context<'_>,
) -> Result<Signed<'static>> {
    sign(algorithm, request, context, &key(), time(), "1").map(Signed::into_owned)
}

pub(crate) fn header<'a>(signed: &'a Signed<'_>, name: &str) -> Option<&'a str> {
    signed.header(name)
}
