//! The HTTP server: API calls, files, the control endpoint and the page.

mod admin;
mod body;
mod call;
mod connection;
mod corrupt_body;
pub(crate) mod fault;
mod files;
pub(crate) mod handler;
pub(crate) mod limits;
pub(crate) mod listener;
pub(crate) mod log;
mod page;
pub(crate) mod shared;
