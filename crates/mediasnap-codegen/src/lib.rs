//! Generates typed Rust clients from hand-written OpenAPI specs, in two steps.
//!
//! 1. [`join()`] adds to a spec of `specs/` what it shares with others, and [`lower()`] turns it into the `openapi.json` that is
//!    checked in beside each product crate. It checks the conventions of `specs/README.md` and rewrites what the generator does not
//!    support, by rules that each have a name and a test.
//! 2. [`build`] runs in a product crate's build script: progenitor writes the typed client, this crate adds what progenitor
//!    does not offer (the operation table, open enums, tolerant decoding, one error type) and writes the result to `OUT_DIR`.
//!
//! This is the only crate that knows progenitor.

mod build_script;
mod error;
mod generate;
mod join;
mod lower;
mod surface;
mod value;

pub use build_script::build;
pub use error::Error;
pub use generate::generate;
pub use join::join;
pub use lower::{RULES, lower, lower_to_text};
pub use surface::surface;

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
