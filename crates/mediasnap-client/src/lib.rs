//! The runtime of the generated clients: everything that happens to a request after it is built.
//!
//! A product crate is its spec: generated types and builders, and an [`operation`] table. Here are credentials, time and nonce,
//! signature, sending, retry, and the errors of three vendors made one. All that a program needs beside a product crate is
//! re-exported: [`auth`], [`credentials`], and the plain data of `mediasnap-core`.

pub mod arguments;
mod builder;
#[doc(hidden)]
pub mod call;
mod config;
pub mod endpoint;
mod protocol;
mod query_pairs;
mod rate_limit;
mod request;
mod response;
mod retry;
mod transport;

pub use mediasnap_auth as auth;
pub use mediasnap_core::{Error, ErrorKind, Operation, Product, Remedy};
pub use mediasnap_core::{
    clock, decode_as_declared, decode_object, open_enum, operation, redacted_debug, text, wire,
};
pub use mediasnap_credentials as credentials;
pub use mediasnap_http::{Download, DownloadClient, DownloadLimits};
#[doc(hidden)]
pub use reqwest;

pub use builder::{ClientBuilder, ProductClient};
pub use config::{Attempt, ClientConfig, DryRun, Observer};
pub use rate_limit::RateLimits;
pub use request::{SignedRequest, UnsignedRequest};
pub use response::{RawResponse, Response};
pub use retry::RetryPolicy;
pub use transport::Transport;

/// The example of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
