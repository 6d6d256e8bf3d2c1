//! Lowering rule by rule, refusals, and the shape of what is generated.

#![allow(clippy::unwrap_used, clippy::panic, reason = "that is how a test fails")]
#![allow(clippy::needless_pass_by_value, reason = "so that a test reads well")]

mod generated;
mod lowering;
mod refusals;
mod spec;
mod unsupported;
