#![doc = include_str!("../README.md")]
//! <!-- The client below is generated from this crate's `openapi.json` at build time. -->

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
pub use mediasnap_core as core;
