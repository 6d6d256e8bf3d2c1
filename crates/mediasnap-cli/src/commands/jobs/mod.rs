//! The unified commands: one job model for all products.

pub(super) mod cancel;
mod capture;
pub(super) mod download;
mod errors;
pub(super) mod get;
pub(super) mod list;
mod print;
mod session;
pub(super) mod submit;
mod times;
pub(super) mod wait;
