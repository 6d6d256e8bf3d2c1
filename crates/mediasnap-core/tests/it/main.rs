//! Credentials and endpoints against files and loopback servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "that is how a test fails"
)]

mod alibaba;
mod alibaba_cli;
mod alibaba_rsa;
mod attempts;
mod cache;
mod chains;
mod endpoints;
mod gzip;
mod huawei;
mod limits;
mod products;
mod profiles;
mod project;
mod renewal;
mod support;
mod tencent;
#[cfg(feature = "rustls")]
mod tls;
