//! Receives request bodies within limits on time and memory.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::StreamExt as _;
use http::HeaderMap;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::limits::{MAX_BODY, SMALL_BODY};
use crate::protocol::request::BodyError;

/// A body, or the part of it that was received.
pub(super) struct ReceivedBody {
    pub(super) bytes: Bytes,
    pub(super) error: Option<BodyError>,
    /// Held as long as a large body is in memory.
    pub(super) permit: Option<OwnedSemaphorePermit>,
}

impl ReceivedBody {
    /// Returns whether handling the body takes noticeable time.
    pub(super) fn is_large(&self) -> bool {
        self.bytes.len() > SMALL_BODY
    }
}

/// Returns the size of a body, or `None` if it is sent in chunks.
pub(super) fn declared_size(headers: &HeaderMap) -> Option<usize> {
    if headers.contains_key(TRANSFER_ENCODING) {
        return None;
    }
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    Some(length.map_or(0, |length| length.parse().unwrap_or(usize::MAX)))
}

/// Receives a body. One that is larger than [`SMALL_BODY`] is kept only if `is_wanted`, and if not too many others are in
/// memory. It is received to its end in any case, so that the client reads the response.
pub(super) async fn receive(
    body: Body,
    declared: Option<usize>,
    timeout: Duration,
    large: &Arc<Semaphore>,
    is_wanted: impl FnOnce() -> bool,
) -> ReceivedBody {
    let mut deadline = Instant::now() + timeout;
    let (mut chunks, mut is_wanted) = (body.into_data_stream(), Some(is_wanted));
    let (mut bytes, mut size, mut keep, mut permit) = (Vec::new(), 0_usize, true, None);
    let mut error = loop {
        let chunk = match timeout_at(deadline, chunks.next()).await {
            Ok(Some(Ok(chunk))) => chunk,
            Ok(None) => break None,
            Ok(Some(Err(_))) => break Some(BodyError::Incomplete),
            Err(_) => break Some(BodyError::TimedOut),
        };
        size = size.saturating_add(chunk.len());
        if size > SMALL_BODY
            && let Some(is_wanted) = is_wanted.take()
        {
            keep = declared.is_none_or(|size| size <= MAX_BODY) && is_wanted();
            if keep {
                let waiting = Instant::now();
                permit = Arc::clone(large).acquire_owned().await.ok();
                deadline += waiting.elapsed();
                // Without this, the memory doubles as the body grows.
                bytes.reserve_exact(declared.unwrap_or_default().saturating_sub(bytes.len()));
            }
        }
        if size > MAX_BODY && keep {
            // The beginning is enough to recognize the vendor.
            (keep, permit) = (false, None);
            bytes.truncate(SMALL_BODY);
            bytes.shrink_to_fit();
        }
        if size > 2 * MAX_BODY {
            break None;
        }
        let room = if keep {
            chunk.len()
        } else {
            SMALL_BODY.saturating_sub(bytes.len())
        };
        bytes.extend_from_slice(&chunk[..room.min(chunk.len())]);
    };
    if size > MAX_BODY {
        error = Some(BodyError::TooLarge);
    }
    ReceivedBody {
        bytes: bytes.into(),
        error,
        permit,
    }
}
