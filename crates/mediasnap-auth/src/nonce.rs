//! The check that every scheme with a nonce makes.

use crate::{Algorithm, SignError};

/// Refuses a nonce that is empty or cannot be sent.
pub(crate) fn check(algorithm: Algorithm, nonce: &str) -> Result<(), SignError> {
    if nonce.is_empty() || !nonce.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SignError::Nonce { algorithm });
    }
    Ok(())
}
