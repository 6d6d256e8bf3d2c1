//! What every mediasnap client stands on.
//!
//! A product crate is its spec: generated types and builders, and an [`operation`] table. Everything that happens to a request
//! after it is built happens here: credentials, time and nonce, signature, sending, retry, errors of three vendors made one.

pub mod arguments;
pub mod client;
pub mod clock;
pub mod credentials;
mod draft;
pub mod endpoint;
mod error;
mod http;
pub mod operation;
mod response;
mod retry;
mod transport;
mod vendor;
pub mod wire;

pub use mediasnap_auth as auth;
#[doc(hidden)]
pub use serde;

pub use client::{ClientBuilder, ProductClient};
pub use draft::{Draft, SignedRequest};
pub use error::{Error, ErrorKind};
pub use operation::{Operation, Product};
pub use response::{Answer, Response};
pub use retry::RetryPolicy;
pub use transport::{Attempt, Config, Observer, Transport};
