//! The check that every scheme with a nonce makes.

use crate::{Algorithm, SignError, bytes};

/// Refuses a nonce that is empty or cannot be sent.
pub(crate) fn check(algorithm: Algorithm, nonce: &str) -> Result<(), SignError> {
    let unsendable = |byte: u8| !byte.is_ascii_graphic();
    if nonce.is_empty() || bytes::any(nonce.as_bytes(), unsendable) {
        return Err(SignError::Nonce { algorithm });
    }
    Ok(())
}
