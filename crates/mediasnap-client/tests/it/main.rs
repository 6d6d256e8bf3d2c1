//! Calls and endpoints against files and loopback servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "that is how a test fails"
)]

mod attempts;
mod endpoints;
mod explain;
mod gzip;
mod limits;
mod products;
mod project;
mod renewal;
mod support;
#[cfg(feature = "rustls")]
mod tls;
