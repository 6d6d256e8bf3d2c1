//! Lowering rule by rule, rejected specs, and the structure of generated code.

#![allow(clippy::unwrap_used, clippy::panic, reason = "that is how a test fails")]
#![allow(clippy::needless_pass_by_value, reason = "so that a test reads well")]

mod generated;
mod joining;
mod lowering;
mod rejected_specs;
mod spec;
mod unsupported;
