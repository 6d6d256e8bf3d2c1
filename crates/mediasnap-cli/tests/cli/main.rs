//! The command as its users see it: the binary is run, against servers on loopback.

// Helpers of tests fail as tests do.
#![allow(clippy::unwrap_used)]

mod addresses;
mod call;
mod connection;
mod demo;
mod download;
mod dry_run;
mod emulator;
mod failures;
mod help;
mod hygiene;
mod jobs;
mod listing;
mod outcomes;
mod output;
mod sign;
mod support;
mod unified;
