//! Fetching a file by its address: no credentials, no signature, a few redirects, bytes as they come.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use mediasnap_core::{Error, ErrorKind};

use crate::exchange::{classify, execute};

/// The most redirects that one download follows.
const REDIRECTS: usize = 5;

/// A file that is being fetched. No error names its address, which may hold a signature.
pub struct Download {
    response: reqwest::Response,
    idle: Duration,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("length", &self.length())
            .finish_non_exhaustive()
    }
}

impl Download {
    /// Asks for the file at `url` and follows redirects; `idle` is the longest wait for the head and for each piece.
    ///
    /// # Errors
    /// `InvalidArgument` for an address that is not http or https, `NotFound`, `PermissionDenied`, `Throttled`, `Unavailable` or
    /// `UnexpectedResponse` by the HTTP status, and the transport's `Connect`, `Transport` and `Timeout`.
    pub async fn start(client: &reqwest::Client, url: &str, idle: Duration) -> Result<Self, Error> {
        let invalid = || Error::new(ErrorKind::InvalidArgument, "the address is no http or https URL");
        let mut url = url::Url::parse(url).map_err(|_| invalid())?;
        for _ in 0..=REDIRECTS {
            if !["http", "https"].contains(&url.scheme()) {
                return Err(invalid());
            }
            let request = reqwest::Request::new(http::Method::GET, url.clone());
            let response = patient(idle, execute(client, request)).await?;
            let status = response.status();
            if status.is_success() {
                return Ok(Self { response, idle });
            }
            let target = response.headers().get(http::header::LOCATION);
            match target.and_then(|target| target.to_str().ok()) {
                Some(target) if status.is_redirection() => {
                    let next = url.join(target).map_err(|_| invalid())?;
                    if url.scheme() == "https" && next.scheme() != "https" {
                        return Err(Error::new(
                            ErrorKind::UnexpectedResponse,
                            "the download was redirected away from https",
                        ));
                    }
                    url = next;
                }
                _ => return Err(refused(status.as_u16())),
            }
        }
        Err(Error::new(
            ErrorKind::UnexpectedResponse,
            format!("more than {REDIRECTS} redirects"),
        ))
    }

    /// How many bytes the file has, where the server says.
    pub fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// `Transport` when the connection breaks, also before the announced length; `Timeout` when no piece comes in time.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let chunk = async { self.response.chunk().await.map_err(classify) };
        patient(self.idle, chunk).await
    }
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

fn refused(status: u16) -> Error {
    let kind = match status {
        401 | 403 => ErrorKind::PermissionDenied,
        404 | 410 => ErrorKind::NotFound,
        429 => ErrorKind::Throttled,
        500.. => ErrorKind::Unavailable,
        _ => ErrorKind::UnexpectedResponse,
    };
    Error::new(kind, "the file was not delivered").with_status(status)
}
