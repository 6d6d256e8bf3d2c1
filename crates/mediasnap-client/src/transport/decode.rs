//! Decodes a body within its attempt.

/// Decodes the body of a success. Returns whether the body is JSON, so that one that is not can be requested again.
pub(crate) type BodyDecoder<'a> = dyn FnMut(&[u8]) -> bool + Send + 'a;

/// Returns whether `body` is JSON, without keeping anything of it.
pub(crate) fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
}
