//! A typed, signed client of one cloud product, generated at build time from this crate's `openapi.json`.
#![doc = include_str!("../README.md")]

#[allow(
    missing_docs,
    unreachable_pub,
    unused_imports,
    rustdoc::all,
    clippy::all,
    clippy::pedantic
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

pub use generated::{Client, PRODUCT, builder, operations, types};
pub use mediasnap_client as runtime;
