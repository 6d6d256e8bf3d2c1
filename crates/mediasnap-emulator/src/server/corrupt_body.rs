//! Responses that a fault rule corrupts.

use std::io;

use axum::body::{Body, to_bytes};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::header::CONTENT_LENGTH;

use super::fault::BodyFault;

fn cut() -> io::Error {
    io::Error::new(
        io::ErrorKind::ConnectionReset,
        "a fault rule closes this connection",
    )
}

/// Returns a body that breaks off after some bytes, which closes the connection.
fn broken(bytes: Bytes) -> Body {
    let chunks = if bytes.is_empty() {
        vec![Err(cut())]
    } else {
        vec![Ok(bytes), Err(cut())]
    };
    Body::from_stream(stream::iter(chunks))
}

/// Closes the connection without a response.
pub(super) fn reset() -> Response {
    Response::new(broken(Bytes::new()))
}

/// Returns the response with a corrupted body.
pub(super) async fn body(response: Response, damage: BodyFault) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = match damage {
        BodyFault::Empty => Body::empty(),
        BodyFault::Malformed => Body::from("{\"this is\": no JSON"),
        BodyFault::Truncated => {
            parts.headers.insert(CONTENT_LENGTH, bytes.len().max(2).into());
            broken(bytes.slice(..bytes.len() / 2))
        }
    };
    Response::from_parts(parts, body)
}
