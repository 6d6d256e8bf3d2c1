//! The HTTP server: API calls, files, the control endpoint and the page.

mod admin;
mod call;
mod corrupt_body;
pub(crate) mod fault;
mod files;
pub(crate) mod handler;
pub(crate) mod log;
mod page;
pub(crate) mod shared;
