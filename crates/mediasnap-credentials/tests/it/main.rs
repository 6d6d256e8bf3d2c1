//! Credentials against files and loopback servers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "that is how a test fails"
)]

mod alibaba;
mod alibaba_cli;
mod alibaba_modes;
mod alibaba_rsa;
mod cache;
mod chains;
mod huawei;
mod profiles;
mod support;
mod tencent;
