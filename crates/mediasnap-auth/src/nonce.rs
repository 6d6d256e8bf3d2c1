//! Check of nonces.

use crate::algorithm::Algorithm;
use crate::bytes;
use crate::error::SignError;

/// Rejects a nonce that is empty or cannot be sent.
pub(crate) fn validate(algorithm: Algorithm, nonce: &str) -> Result<(), SignError> {
    let unsendable = |byte: u8| !byte.is_ascii_graphic();
    if nonce.is_empty() || bytes::any(nonce.as_bytes(), unsendable) {
        return Err(SignError::Nonce { algorithm });
    }
    Ok(())
}
