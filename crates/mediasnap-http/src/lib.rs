//! One way to set up an HTTP client: TLS, proxies, timeouts, bodies within a bound, downloads.

mod client;
mod download;
mod exchange;
mod proxy;
mod redirect;
mod storage_error;
mod tls;

pub use client::{client, direct_client};
pub use download::{Download, DownloadClient, DownloadLimits};
pub use exchange::{ResponseHead, classify, exchange};
