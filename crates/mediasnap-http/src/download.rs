//! Fetching a file by its address: no credentials, no signature, a few redirects, the bytes on the wire, within limits.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, LOCATION};
use mediasnap_core::{Error, ErrorKind};
use url::Url;

use crate::client::file_client;
use crate::exchange::{classify, execute};
use crate::redirect::{is_private, resolve};
use crate::storage_error::rejected;

/// The maximum number of redirects that one download follows.
const REDIRECTS: usize = 5;

/// The HTTP client of downloads.
#[derive(Debug, Clone)]
pub struct DownloadClient {
    client: reqwest::Client,
    /// Connect timeout and certificates, for a client that is limited to some addresses; `None` for a client of the caller.
    setup: Option<(Duration, Option<Vec<u8>>)>,
}

impl DownloadClient {
    /// Creates a client that trusts the PEM certificates in `roots` in addition to the system's.
    ///
    /// # Errors
    /// `Config` for certificates or proxies that cannot be used.
    pub fn new(connect_timeout: Duration, roots: Option<Vec<u8>>) -> Result<Self, Error> {
        Ok(Self {
            client: file_client(connect_timeout, roots.as_deref(), None)?,
            setup: Some((connect_timeout, roots)),
        })
    }

    /// Wraps an HTTP client of the caller. It must not follow redirects.
    pub fn from_client(client: reqwest::Client) -> Self {
        Self { client, setup: None }
    }

    /// Returns a client that connects to `host` at these addresses only, where it can.
    fn pinned(&self, host: &str, addresses: &[SocketAddr]) -> Result<reqwest::Client, Error> {
        match &self.setup {
            Some((timeout, roots)) if !addresses.is_empty() => {
                file_client(*timeout, roots.as_deref(), Some((host, addresses)))
            }
            _ => Ok(self.client.clone()),
        }
    }
}

/// Limits of a download.
#[derive(Debug, Clone, Copy)]
pub struct DownloadLimits {
    /// Maximum time without data, for the head and for each piece.
    pub idle: Duration,
    /// Maximum size of the file in bytes.
    pub max_size: u64,
    /// Whether a redirect may lead from a public address to a loopback, link-local or private one.
    pub private_redirects: bool,
}

/// A file that is being fetched. No error names its address, which may hold a signature.
pub struct Download {
    response: reqwest::Response,
    limits: DownloadLimits,
    received: u64,
    /// Whether the first bytes were seen.
    begun: bool,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("length", &self.length())
            .finish_non_exhaustive()
    }
}

impl Download {
    /// Requests the file at `url` and follows redirects.
    ///
    /// # Errors
    /// By the HTTP status `NotFound`, `PermissionDenied`, `Throttled`, `Unavailable` or `UnexpectedResponse`, with the code and message
    /// of the storage service; `UnexpectedResponse` for an address that is not http or https, a page instead of a file, a file that is
    /// too large, and a redirect away from https or into a private network; and the transport's `Connect`, `Transport` and `Timeout`.
    pub async fn start(client: &DownloadClient, url: &str, limits: DownloadLimits) -> Result<Self, Error> {
        let first = Url::parse(url).map_err(|_| invalid_address())?;
        let mut private = limits.private_redirects;
        let (mut current, mut url) = (client.client.clone(), first.clone());
        for redirects in 0..=REDIRECTS {
            if !["http", "https"].contains(&url.scheme()) || url.host().is_none() {
                return Err(invalid_address());
            }
            let mut request = reqwest::Request::new(http::Method::GET, url.clone());
            request
                .headers_mut()
                .insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
            let response = patient(limits.idle, execute(&current, request)).await?;
            let target = response
                .headers()
                .get(LOCATION)
                .filter(|_| response.status().is_redirection());
            let Some(target) = target else {
                let download = Self {
                    response,
                    limits,
                    received: 0,
                    begun: false,
                };
                return download.check_head(&url).await;
            };
            let target = target.to_str().ok().and_then(|target| url.join(target).ok());
            let next = target.ok_or_else(invalid_address)?;
            if url.scheme() == "https" && next.scheme() != "https" {
                return Err(unexpected("the download was redirected away from https"));
            }
            if redirects == 0 && !private {
                private = is_private(&first, &resolve(&first).await);
            }
            if !private && next.host().is_some() {
                let addresses = resolve(&next).await;
                if is_private(&next, &addresses) {
                    return Err(unexpected("the download was redirected into a private network"));
                }
                current = client.pinned(next.host_str().unwrap_or_default(), &addresses)?;
            }
            url = next;
        }
        Err(unexpected(format!("more than {REDIRECTS} redirects")))
    }

    async fn check_head(self, url: &Url) -> Result<Self, Error> {
        let status = self.response.status().as_u16();
        if !matches!(status, 200 | 203) {
            return Err(rejected(self.response, url).await);
        }
        let content_type = self.response.headers().get(CONTENT_TYPE);
        if content_type.is_some_and(|value| is_page(value.as_bytes())) {
            return Err(page_instead_of_file());
        }
        match self.length() {
            Some(length) if length > self.limits.max_size => Err(self.too_large()),
            _ => Ok(self),
        }
    }

    /// How many bytes the file has, where the server says.
    pub fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// Returns the next piece; `None` at the end.
    ///
    /// # Errors
    /// `Transport` when the connection breaks, also before the announced length; `Timeout` when no piece comes in time;
    /// `UnexpectedResponse` for a file that is empty, too large, or a page.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(chunk) = patient(self.limits.idle, async {
            self.response.chunk().await.map_err(classify)
        })
        .await?
        else {
            if self.received == 0 {
                // The status says that the same request may succeed later.
                return Err(unexpected("the file is empty").with_status(200));
            }
            return Ok(None);
        };
        self.received += chunk.len() as u64;
        if self.received > self.limits.max_size {
            return Err(self.too_large());
        }
        if !self.begun
            && let Some(first) = first_character(&chunk)
        {
            self.begun = true;
            if first == b'<' {
                return Err(page_instead_of_file());
            }
        }
        Ok(Some(chunk))
    }

    fn too_large(&self) -> Error {
        unexpected(format!("the file is larger than {} bytes", self.limits.max_size))
    }
}

/// Whether a content type means that the body is a page or an error message, not a file.
fn is_page(content_type: &[u8]) -> bool {
    let name = content_type
        .split(|byte| *byte == b';')
        .next()
        .unwrap_or_default();
    let name = name.trim_ascii().to_ascii_lowercase();
    let pages: [&[u8]; 5] = [
        b"text/html",
        b"application/xhtml+xml",
        b"application/json",
        b"application/xml",
        b"text/xml",
    ];
    pages.contains(&name.as_slice())
}

/// Returns the first byte that is neither white space nor part of a byte order mark or of a wide character: `<` in markup of any
/// encoding, and in no format of images.
fn first_character(bytes: &[u8]) -> Option<u8> {
    let padding =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff);
    bytes.iter().copied().find(|byte| !padding(byte))
}

async fn patient<T>(idle: Duration, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    match tokio::time::timeout(idle, work).await {
        Ok(result) => result,
        Err(_) => Err(Error::new(
            ErrorKind::Timeout,
            format!("no data within {} s", idle.as_secs_f64()),
        )),
    }
}

fn unexpected(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::UnexpectedResponse, message)
}

fn invalid_address() -> Error {
    unexpected("the address is not an http or https URL")
}

fn page_instead_of_file() -> Error {
    unexpected("the server sent a page (HTML, XML or JSON) instead of the file")
}

#[cfg(test)]
mod tests {
    use super::{first_character, is_page};

    #[test]
    fn pages_are_told_from_files() {
        for page in [
            "text/html",
            "Text/HTML; charset=utf-8",
            "application/json",
            "application/xml;x",
        ] {
            assert!(is_page(page.as_bytes()), "{page}");
        }
        for file in [
            "image/jpeg",
            "application/octet-stream",
            "text/vtt",
            "image/svg+xml",
            "",
        ] {
            assert!(!is_page(file.as_bytes()), "{file}");
        }
        let pages: [&[u8]; 5] = [
            b"<!DOCTYPE html>",
            b"\r\n <html>",
            b"\xef\xbb\xbf<html>",
            b"\xff\xfe<\0h\0",
            b"\xfe\xff\0<\0h",
        ];
        for page in pages {
            assert_eq!(first_character(page), Some(b'<'), "{page:?}");
        }
        let files: [&[u8]; 4] = [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n", b"RIFF", b"WEBVTT\n<"];
        for file in files {
            assert_ne!(first_character(file), Some(b'<'), "{file:?}");
        }
        assert_eq!(first_character(b" \n"), None);
    }
}
