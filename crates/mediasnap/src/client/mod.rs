//! The unified client: one type over any product.

mod config;
mod connect;
mod download;
mod list;
mod unified;

pub use config::{Config, ObjectUrls};
pub use list::{ImageStream, JobStream};
pub use unified::Client;
