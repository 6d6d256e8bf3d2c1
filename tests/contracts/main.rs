//! The contracts of the workspace, one test binary: each module holds one kind of promise.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "that is how a test fails"
)]

mod captures_reproduced;
mod captures_verify;
mod clock_correction;
mod cross_vendor;
mod decode;
mod endpoints;
mod equivalence;
mod errors;
mod examples;
mod hygiene;
mod products;
mod retries;
mod retry_table;
mod signing_hygiene;
mod signing_props;
mod support;
mod surface;
mod time_limits;
mod tolerance;
mod tracing_spans;
mod typed;
mod vectors;
mod wire;
