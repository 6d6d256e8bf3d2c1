//! Responses that a fault rule corrupts.

use std::io;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::header::CONTENT_LENGTH;

use super::fault::BodyFault;

/// Time for the first part of a body to be sent.
const FLUSH: Duration = Duration::from_millis(50);

fn cut() -> io::Error {
    io::Error::new(
        io::ErrorKind::ConnectionReset,
        "a fault rule closes this connection",
    )
}

/// Returns a body that breaks off after some bytes, which closes the connection.
fn broken(bytes: Bytes) -> Body {
    let sent = stream::iter([Ok(bytes)]);
    let failed = stream::once(async {
        // The bytes before the error are dropped unless they are flushed.
        tokio::time::sleep(FLUSH).await;
        Err(cut())
    });
    Body::from_stream(sent.chain(failed))
}

/// Closes the connection without a response.
pub(super) fn reset() -> Response {
    Response::new(Body::from_stream(stream::once(async { Err::<Bytes, _>(cut()) })))
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
