//! The proxy that a request goes through: recorded while it is sent, so that an error can name it.

use std::cell::RefCell;
use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine as _;
use mediasnap_core::{Error, ErrorKind};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use url::Url;

/// An address that accepts no connection. A variable that cannot be used leads here and not to the service itself.
const NOWHERE: &str = "http://127.0.0.1:0";

/// Timeout for asking a proxy again for the status of its rejection.
const STATUS_TIMEOUT: Duration = Duration::from_secs(2);

tokio::task_local! {
    static CHOSEN: RefCell<Option<Route>>;
}

/// The proxy that a variable names. `Display` shows it without user and password.
#[derive(Clone)]
pub(crate) struct Route {
    variable: &'static str,
    /// `None` for a value that names no proxy.
    proxy: Option<Url>,
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(proxy) = &self.proxy else {
            return write!(f, "of the variable {}", self.variable);
        };
        write!(f, "{}://{}", proxy.scheme(), proxy.host_str().unwrap_or_default())?;
        if let Some(port) = proxy.port() {
            write!(f, ":{port}")?;
        }
        write!(f, " ({})", self.variable)
    }
}

impl Route {
    /// Creates the route of `variable`; without `proxy` its value cannot be used.
    pub(crate) fn new(variable: &'static str, proxy: Option<Url>) -> Self {
        Self { variable, proxy }
    }

    /// Returns the address for the HTTP library.
    pub(crate) fn address(&self) -> &str {
        self.proxy.as_ref().map_or(NOWHERE, Url::as_str)
    }

    #[cfg(test)]
    pub(crate) fn is_usable(&self) -> bool {
        self.proxy.is_some()
    }

    /// Returns the error for a value that names no proxy.
    pub(crate) fn unusable(&self) -> Option<Error> {
        let message = format!(
            "the variable {} names no proxy that can be used: write http://host:port or socks5://host:port, with special characters \
             of a password percent-encoded",
            self.variable
        );
        self.proxy
            .is_none()
            .then(|| Error::new(ErrorKind::Config, message))
    }

    /// Asks the proxy for a tunnel to `target` once more, because the HTTP library does not tell the status of a rejection.
    pub(crate) async fn tunnel_status(&self, target: &Url) -> Option<u16> {
        let proxy = self.proxy.as_ref().filter(|proxy| proxy.scheme() == "http")?;
        let work = connect(proxy, target);
        tokio::time::timeout(STATUS_TIMEOUT, work).await.ok()?
    }
}

async fn connect(proxy: &Url, target: &Url) -> Option<u16> {
    let host = proxy.host_str()?.trim_matches(['[', ']']);
    let mut stream = tokio::net::TcpStream::connect((host, proxy.port_or_known_default()?))
        .await
        .ok()?;
    let place = format!("{}:{}", target.host_str()?, target.port_or_known_default()?);
    let mut head = format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n");
    if !proxy.username().is_empty() {
        let user = percent_decode(proxy.username());
        let password = percent_decode(proxy.password().unwrap_or_default());
        let pair = [user.as_slice(), b":", &password].concat();
        let pair = base64::engine::general_purpose::STANDARD.encode(pair);
        let _ = write!(head, "Proxy-Authorization: Basic {pair}\r\n");
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await.ok()?;
    // `HTTP/1.1 403`
    let mut line = [0; 12];
    stream.read_exact(&mut line).await.ok()?;
    std::str::from_utf8(&line).ok()?.split(' ').nth(1)?.parse().ok()
}

fn percent_decode(text: &str) -> Vec<u8> {
    url::form_urlencoded::parse(format!("x={}", text.replace('+', "%2B")).as_bytes())
        .next()
        .map(|(_, value)| value.into_owned().into_bytes())
        .unwrap_or_default()
}

/// Records that the request being sent goes through `route`.
pub(crate) fn record(route: &Route) {
    // Outside of a recorded request nobody reads it.
    let _ = CHOSEN.try_with(|chosen| chosen.replace(Some(route.clone())));
}

/// Whether a client of this process may use a proxy.
static RECORDS: AtomicBool = AtomicBool::new(false);

/// Makes requests record their routes: a client is about to be created that may use a proxy.
pub(crate) fn record_from_now_on() {
    RECORDS.store(true, Ordering::Relaxed);
}

/// Whether requests have routes to record.
pub(crate) fn records() -> bool {
    RECORDS.load(Ordering::Relaxed)
}

/// Runs `work` and returns its result with the route that it took.
pub(crate) async fn recorded<T>(work: impl Future<Output = T>) -> (T, Option<Route>) {
    CHOSEN
        .scope(RefCell::new(None), async {
            let result = work.await;
            (result, CHOSEN.with(RefCell::take))
        })
        .await
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tokio::net::TcpListener;

    use super::*;
    use crate::client::proxied_client;
    use crate::exchange::execute;
    use crate::proxy::Proxies;

    /// A server that reads once and sends one of `replies` for each read; returns its port and what it has read.
    async fn serve(replies: Vec<&'static [u8]>) -> (u16, Arc<Mutex<Vec<u8>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let all = seen.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                for reply in &replies {
                    let mut bytes = [0; 4096];
                    let length = stream.read(&mut bytes).await.unwrap_or(0);
                    all.lock().unwrap().extend_from_slice(&bytes[..length]);
                    let _ = stream.write_all(reply).await;
                }
            }
        });
        (port, seen)
    }

    async fn get(variable: &'static str, value: &str, url: &str) -> Result<u16, Error> {
        let value = value.to_owned();
        let proxies = Proxies::of(|name| (name == variable).then(|| value.clone().into()));
        let client = proxied_client(proxies, Duration::from_secs(5), None).unwrap();
        let request = reqwest::Request::new(http::Method::GET, Url::parse(url).unwrap());
        execute(&client, request)
            .await
            .map(|response| response.status().as_u16())
    }

    #[tokio::test]
    async fn a_rejection_names_the_proxy_its_variable_and_its_status() {
        for (reply, status, is_retryable) in [
            (&b"HTTP/1.1 403 Forbidden\r\n\r\n"[..], 403, false),
            (b"HTTP/1.1 407 Who\r\n\r\n", 407, false),
            (b"HTTP/1.1 502 Bad\r\n\r\n", 502, true),
        ] {
            let (port, _) = serve(vec![reply]).await;
            let value = format!("http://user:pass%23word@127.0.0.1:{port}");
            let error = get("HTTPS_PROXY", &value, "https://service.invalid")
                .await
                .unwrap_err();
            let text = error.to_string();
            let proxy = format!("the proxy http://127.0.0.1:{port} (HTTPS_PROXY)");
            assert!(
                text.contains(&proxy) && text.contains(&format!("HTTP {status}")),
                "{text}"
            );
            assert!(!text.contains("word") && !text.contains("user"), "{text}");
            assert_eq!(
                (error.kind(), error.is_retryable()),
                (ErrorKind::Connect, is_retryable)
            );
        }
        let (port, _) = serve(vec![b"HTTP/1.1 407 Who\r\ncontent-length: 0\r\n\r\n"]).await;
        let value = format!("127.0.0.1:{port}");
        let error = get("http_proxy", &value, "http://service.invalid")
            .await
            .unwrap_err();
        assert!(error.message().contains("(http_proxy)"), "{error}");
    }

    #[tokio::test]
    async fn a_proxy_that_is_down_is_named() {
        for scheme in ["http", "socks5", "socks5h", "socks4a"] {
            let error = get(
                "ALL_PROXY",
                &format!("{scheme}://127.0.0.1:1"),
                "https://127.1.1.9.invalid",
            )
            .await;
            let text = error.unwrap_err().to_string();
            if scheme != "socks5" {
                assert!(
                    text.contains(&format!("{scheme}://127.0.0.1:1 (ALL_PROXY)")),
                    "{text}"
                );
            }
            assert!(!text.contains("unsupported"), "{text}");
        }
    }

    #[tokio::test]
    async fn a_value_that_is_no_proxy_is_an_error_with_the_variable() {
        let error = get(
            "https_proxy",
            "http://user:secr#et@127.0.0.1:1",
            "https://service.invalid",
        )
        .await
        .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let text = error.to_string();
        assert!(
            text.contains("the variable https_proxy") && !text.contains("secr"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn a_socks_proxy_gets_the_name_and_carries_the_request() {
        let replies: Vec<&[u8]> = vec![
            &[5, 0],
            &[5, 0, 0, 1, 127, 0, 0, 1, 0, 80],
            b"HTTP/1.1 204 No\r\n\r\n",
        ];
        let (port, seen) = serve(replies).await;
        let proxy = format!("socks5h://127.0.0.1:{port}");
        let status = get("ALL_PROXY", &proxy, "http://service.invalid/a").await;
        assert_eq!(status.unwrap(), 204);
        let seen = seen.lock().unwrap().clone();
        let name = b"\x0fservice.invalid";
        assert!(seen.windows(name.len()).any(|window| window == name));
        assert!(seen.ends_with(b"\r\n\r\n"));
    }
}
