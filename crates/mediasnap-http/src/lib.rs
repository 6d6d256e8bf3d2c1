//! One way to set up an HTTP client: TLS, proxies, timeouts, bodies within a bound, downloads.

mod client;
mod download;
mod exchange;
#[cfg(feature = "_rustls")]
mod pinned;
mod proxy;
mod redirect;
mod route;
mod storage_error;
mod tls;

pub use client::{client, direct_client};
pub use download::{Download, DownloadClient, DownloadLimits};
pub use exchange::{ResponseHead, classify, exchange, execute};
