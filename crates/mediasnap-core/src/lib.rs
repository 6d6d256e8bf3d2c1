//! What every mediasnap client stands on.
//!
//! A product crate is its spec: generated types and builders, and an [`operation`] table. Everything that happens to a request
//! after it is built happens here: credentials, time and nonce, signature, sending, retry, errors of three vendors made one.

#[cfg(feature = "client")]
pub mod arguments;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "client")]
pub mod clock;
#[cfg(feature = "client")]
pub mod credentials;
#[cfg(feature = "client")]
pub mod download;
#[cfg(feature = "client")]
mod draft;
pub mod endpoint;
mod error;
#[cfg(feature = "client")]
mod http;
#[cfg(feature = "client")]
mod limit;
pub mod operation;
#[cfg(feature = "client")]
mod proxy;
#[cfg(feature = "client")]
mod response;
#[cfg(feature = "client")]
mod retry;
#[cfg(feature = "client")]
mod tls;
#[cfg(feature = "client")]
mod transport;
#[cfg(feature = "client")]
mod vendor;
pub mod wire;

#[cfg(feature = "client")]
pub use mediasnap_auth as auth;
#[doc(hidden)]
pub use serde;

#[cfg(feature = "client")]
pub use client::{ClientBuilder, ProductClient};
#[cfg(feature = "client")]
pub use draft::{Draft, SignedRequest};
pub use error::{Error, ErrorKind};
#[cfg(feature = "client")]
pub use limit::RateLimits;
pub use operation::{Operation, Product};
#[cfg(feature = "client")]
pub use response::{Answer, Response};
#[cfg(feature = "client")]
pub use retry::RetryPolicy;
#[cfg(feature = "client")]
pub use transport::{Attempt, Config, DryRun, Observer, Transport};

/// The example of the README compiles.
#[cfg(all(doctest, feature = "client"))]
#[doc = include_str!("../README.md")]
struct Readme;
