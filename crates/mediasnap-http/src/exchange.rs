//! One exchange: sends a request, and reads a body within its bound or says why there is none.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use mediasnap_core::{Error, ErrorKind};

use crate::route::{Route, recorded, records};
use crate::tls::certificate_error;

/// Timeout for the body of an error response after its headers.
const PATIENCE: Duration = Duration::from_secs(5);

/// The most bytes that are read of the body of an error response: code, message and request id are at its beginning.
const MOST_OF_AN_ERROR: usize = 256 * 1024;

/// Status and headers of a response, known before its body.
#[derive(Default)]
pub struct ResponseHead {
    /// The HTTP status; 0 until a response begins.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
}

impl std::fmt::Debug for ResponseHead {
    /// Shows no header: some services put tokens into them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResponseHead")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Sends `request` and reads the whole response, at most `limit` bytes of body. `head` is filled in as soon as it is received.
///
/// # Errors
/// See [`classify`], and `UnexpectedResponse` for a body that is too large.
pub async fn exchange(
    client: &reqwest::Client,
    request: reqwest::Request,
    limit: usize,
    head: &mut ResponseHead,
) -> Result<Bytes, Error> {
    let mut response = execute(client, request).await?;
    head.headers = std::mem::take(response.headers_mut());
    head.status = response.status().as_u16();
    read(response, limit).await
}

/// Sends `request` and returns the response as soon as its head is there. An error names the proxy of the environment that the
/// request went through.
///
/// # Errors
/// See [`classify`], and `Config` for a proxy variable that cannot be used.
pub async fn execute(
    client: &reqwest::Client,
    request: reqwest::Request,
) -> Result<reqwest::Response, Error> {
    if !records() {
        return client.execute(request).await.map_err(classify);
    }
    // A future of its own allocation: that of the call stays small.
    let (result, route) = Box::pin(recorded(client.execute(request))).await;
    match (result, route) {
        (Ok(response), Some(route))
            if response.status() == http::StatusCode::PROXY_AUTHENTICATION_REQUIRED =>
        {
            Err(rejected(&route, response.status().as_u16()))
        }
        (Ok(response), _) => Ok(response),
        (Err(error), None) => Err(classify(error)),
        (Err(error), Some(route)) => Err(through(&route, error).await),
    }
}

/// Returns why a request through `route` failed.
async fn through(route: &Route, error: reqwest::Error) -> Error {
    if let Some(error) = route.unusable() {
        return error;
    }
    let target = error.url().cloned();
    let cause = causes(&error);
    if cause.contains("tunnel error: proxy authorization required") {
        return rejected(route, 407);
    }
    if cause.contains("tunnel error: unsuccessful")
        && let Some(target) = target
        && let Some(status) = route.tunnel_status(&target).await
        && status != 200
    {
        return rejected(route, status);
    }
    describe(error, &format!(" through the proxy {route}"))
}

/// Returns the error for a proxy that responds with `status` itself.
fn rejected(route: &Route, status: u16) -> Error {
    let error = Error::new(
        ErrorKind::Connect,
        format!("could not connect through the proxy {route}: it rejects the request with HTTP {status}"),
    );
    if status < 500 {
        error.with_permanent()
    } else {
        error
    }
}

/// Returns why an exchange failed: `Connect`, `Timeout`, `InvalidArgument` or `Transport`.
pub fn classify(error: reqwest::Error) -> Error {
    describe(error, "")
}

fn describe(error: reqwest::Error, via: &str) -> Error {
    let (kind, message) = if error.is_timeout() && !error.is_connect() {
        (ErrorKind::Timeout, "no response in time")
    } else if error.is_connect() {
        (ErrorKind::Connect, "could not connect")
    } else if error.is_builder() {
        (ErrorKind::InvalidArgument, "the request could not be built")
    } else {
        (ErrorKind::Transport, "the connection failed")
    };
    let error = error.without_url();
    if let Some(certificate) = certificate_error(&error) {
        return certificate.into_error(&format!("could not connect{via}"));
    }
    Error::new(kind, format!("{message}{via}{}", causes(&error)))
}

/// The innermost reasons of a chain, which name the socket's trouble; never a URL.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut next = error.source();
    while let Some(cause) = next {
        if cause.source().is_none() {
            text = format!(": {cause}");
        }
        next = cause.source();
    }
    text
}

/// Reads the body of `response`, at most `limit` bytes of it.
///
/// An error response is returned even if its body is too large, interrupted or missing: the body is then what was received, and
/// never more than [`MOST_OF_AN_ERROR`]. Its status is sufficient, and a rejected key must not be retried like a lost connection.
async fn read(mut response: reqwest::Response, limit: usize) -> Result<Bytes, Error> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return read_whole(response, limit).await;
    }
    let most = limit.min(MOST_OF_AN_ERROR);
    let mut body = BytesMut::new();
    let beginning = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            let left = most - body.len();
            body.extend_from_slice(&chunk[..chunk.len().min(left)]);
            if chunk.len() >= left {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(PATIENCE, beginning).await;
    Ok(body.freeze())
}

async fn read_whole(response: reqwest::Response, limit: usize) -> Result<Bytes, Error> {
    let status = response.status().as_u16();
    let too_large = || {
        Error::new(
            ErrorKind::UnexpectedResponse,
            format!("the answer is larger than {limit} bytes"),
        )
        .with_status(status)
        .with_permanent()
    };
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(too_large());
    }
    let mut response = response;
    let mut body = BytesMut::new();
    let mut first: Option<Bytes> = None;
    while let Some(chunk) = response.chunk().await.map_err(classify)? {
        if body.len() + first.as_ref().map_or(0, Bytes::len) + chunk.len() > limit {
            return Err(too_large());
        }
        match first.take() {
            None if body.is_empty() => first = Some(chunk),
            None => body.extend_from_slice(&chunk),
            Some(head) => {
                body.extend_from_slice(&head);
                body.extend_from_slice(&chunk);
            }
        }
    }
    Ok(first.unwrap_or_else(|| body.freeze()))
}
