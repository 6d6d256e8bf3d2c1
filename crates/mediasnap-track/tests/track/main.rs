//! Tracks made of real image files: what is written, and that each tile shows its frame.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "that is how a test fails"
)]

mod contact;
mod frames;
mod invalid;
mod sprites;
mod support;
