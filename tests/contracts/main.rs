//! The contracts of the workspace, one test binary: each module holds one kind of promise.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "that is how a test fails"
)]

mod captures;
mod decode;
mod endpoints;
mod equivalence;
mod examples;
mod failures;
mod hygiene;
mod misfits;
mod products;
mod security;
mod signing;
mod support;
mod surface;
mod tolerance;
mod tracing_spans;
mod typed;
mod wire;
