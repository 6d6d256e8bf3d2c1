//! What the tests share: the binary, servers, and samples of all products.

pub(crate) mod emulator;
pub(crate) mod run;
pub(crate) mod samples;
pub(crate) mod server;
