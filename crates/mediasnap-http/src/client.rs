//! The HTTP client underneath: TLS, timeouts, no redirects.

use std::net::SocketAddr;
use std::time::Duration;

use mediasnap_core::{Error, ErrorKind};

use crate::proxy::Proxies;
use crate::tls::set_up;

/// Value of the header `user-agent`.
const USER_AGENT: &str = concat!("mediasnap/", env!("CARGO_PKG_VERSION"));

/// Creates an HTTP client with the defaults of mediasnap. It trusts the PEM certificates in `roots` in addition to the system's.
pub fn client(connect_timeout: Duration, roots: Option<&[u8]>) -> Result<reqwest::Client, Error> {
    proxied_client(Proxies::of_the_environment(), connect_timeout, roots)
}

/// Creates a client whose requests go through `proxies`.
pub(crate) fn proxied_client(
    proxies: Proxies,
    connect_timeout: Duration,
    roots: Option<&[u8]>,
) -> Result<reqwest::Client, Error> {
    build(through(proxies), connect_timeout, roots)
}

/// Creates an HTTP client for files: bodies are not decompressed. With `pinned`, connections to that host go to these addresses,
/// whatever its name resolves to by then.
pub(crate) fn file_client(
    connect_timeout: Duration,
    roots: Option<&[u8]>,
    pinned: Option<(&str, &[SocketAddr])>,
) -> Result<reqwest::Client, Error> {
    let builder = through(Proxies::of_the_environment()).no_gzip();
    let builder = match pinned {
        Some((host, addresses)) => builder.resolve_to_addrs(host, addresses),
        None => builder,
    };
    build(builder, connect_timeout, roots)
}

fn through(proxies: Proxies) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder().no_proxy();
    match proxies.into_rule() {
        Some(proxy) => builder.proxy(proxy),
        None => builder,
    }
}

/// Makes an HTTP client that never uses a proxy.
pub fn direct_client(connect_timeout: Duration) -> Result<reqwest::Client, Error> {
    build(reqwest::Client::builder().no_proxy(), connect_timeout, None)
}

fn build(
    builder: reqwest::ClientBuilder,
    connect_timeout: Duration,
    roots: Option<&[u8]>,
) -> Result<reqwest::Client, Error> {
    let builder = builder
        .user_agent(USER_AGENT)
        .connect_timeout(connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .tcp_nodelay(true);
    // PEM is text; what is none is reported as no certificate.
    let roots = roots.map(|roots| mediasnap_core::text::decode(roots.to_vec()).unwrap_or_default());
    let builder = set_up(builder, roots.as_deref().map(str::as_bytes))?;
    builder.build().map_err(|error| {
        Error::new(ErrorKind::Config, "the HTTP client could not be made").with_source(error.without_url())
    })
}
