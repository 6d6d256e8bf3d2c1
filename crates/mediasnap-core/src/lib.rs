//! Plain data of the mediasnap clients: operation tables, tolerant wire types and the one error type.
//!
//! A product crate is generated from its spec into an [`operation`] table and types that decode by [`wire`]. Nothing in this crate
//! does I/O.

pub mod clock;
pub mod endpoint;
mod error;
pub mod operation;
mod redacted;
mod remedy;
pub mod text;
pub mod wire;

#[doc(hidden)]
pub use serde;

pub use error::{Error, ErrorKind};
pub use operation::{Operation, Product};
#[doc(hidden)]
pub use redacted::Redacted;
pub use remedy::Remedy;
