//! Decodes a body within its attempt.

use std::any::Any;

use bytes::Bytes;
use mediasnap_core::wire::{self, DecodeError};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

/// The decoded body of a success: what [`wire::decode`] returns, for the type of the call.
pub(crate) type DecodedBody = Box<dyn Any + Send>;

/// Decodes the body of a success; `None` for one that is not JSON, which can be requested again.
pub(crate) type BodyDecoder = fn(&[u8]) -> Option<DecodedBody>;

/// Bodies above this size are decoded on another thread, so that neither the deadline nor other tasks wait for it.
const LARGE: usize = 1024 * 1024;

/// Decodes into `T`.
pub(crate) fn decode_as<T: DeserializeOwned + Send + 'static>(body: &[u8]) -> Option<DecodedBody> {
    match wire::decode::<T>(body) {
        Err(DecodeError::NotJson) => None,
        decoded => Some(Box::new(decoded)),
    }
}

/// Keeps nothing of the body.
pub(crate) fn json_alone(body: &[u8]) -> Option<DecodedBody> {
    wire::is_json(body).then(|| Box::new(()) as DecodedBody)
}

/// Decodes `body` until `deadline`; `Err` when there is no time left.
pub(super) async fn decode_within(
    decode: BodyDecoder,
    body: &Bytes,
    deadline: Instant,
) -> Result<Option<DecodedBody>, tokio::time::error::Elapsed> {
    if body.len() <= LARGE {
        return Ok(decode(body));
    }
    let body = body.clone();
    let decoded = tokio::task::spawn_blocking(move || decode(&body));
    Ok(timeout_at(deadline, decoded).await?.ok().flatten())
}
