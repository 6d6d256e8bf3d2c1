//! The unified client: one type over any product.

mod config;
mod connect;
mod download;
mod download_options;
mod list;
mod unified;

pub use config::{Config, ObjectUrls};
pub use download_options::DownloadOptions;
pub use list::{ImageStream, JobStream};
pub use unified::Client;
