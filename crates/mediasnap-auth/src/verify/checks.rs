//! Checks of key, signature and security token, shared by all schemes.

use super::key_store::KeyStore;
use super::verify_error::VerifyError;
use crate::algorithm::Vendor;
use crate::buffer::SigningBuffer;
use crate::credentials::AccessKey;
use crate::encode;
use crate::secret::{Secret, constant_time_eq};

/// Returns the key with this id.
pub(super) fn find_key(keys: &dyn KeyStore, vendor: Vendor, id: &str) -> Result<AccessKey, VerifyError> {
    keys.access_key(vendor, id)
        .ok_or_else(|| VerifyError::UnknownKey { id: id.to_owned() })
}

/// Compares a signature with the expected one.
pub(super) fn check_signature(
    expected: &str,
    received: &str,
    buffer: &SigningBuffer,
) -> Result<(), VerifyError> {
    if constant_time_eq(expected, received) {
        Ok(())
    } else {
        Err(bad_signature(buffer))
    }
}

/// Compares a signature in hexadecimal with the expected one.
pub(super) fn check_hex_signature(
    expected: &[u8],
    received: &str,
    buffer: &SigningBuffer,
) -> Result<(), VerifyError> {
    check_signature(&encode::to_hex(expected), received, buffer)
}

/// Creates the error for a signature that does not match the string to sign.
pub(super) fn bad_signature(buffer: &SigningBuffer) -> VerifyError {
    let string_to_sign = String::from_utf8_lossy(buffer.string_to_sign()).into_owned();
    VerifyError::BadSignature {
        string_to_sign: string_to_sign.into(),
    }
}

/// Compares the security token: a temporary key requires its own, a permanent one none.
pub(super) fn check_token(key: &AccessKey, received: Option<&str>) -> Result<(), VerifyError> {
    let expected = key.security_token.as_ref().filter(|token| !token.is_empty());
    match (expected, received) {
        (None, None | Some("")) => Ok(()),
        (Some(_), None) => Err(VerifyError::MissingToken),
        (Some(expected), Some(received)) if *expected == Secret::from(received) => Ok(()),
        _ => Err(VerifyError::WrongToken),
    }
}
