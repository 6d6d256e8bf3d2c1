//! Credentials and endpoints against files and loopback servers.

mod alibaba;
mod alibaba_cli;
mod cache;
mod chains;
mod endpoints;
mod huawei;
mod products;
mod project;
mod renewal;
mod support;
mod tencent;
