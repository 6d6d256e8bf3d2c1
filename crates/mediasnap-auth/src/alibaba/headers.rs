//! Headers of Alibaba Cloud's schemes.

use chrono::{DateTime, Utc};

use crate::algorithm::Algorithm;
use crate::buffer::{SigningBuffer, Span};
use crate::encode;
use crate::error::SignError;
use crate::hash::Hash;
use crate::request::SignableRequest;
use crate::{nonce, time};

/// Header with the digest of the body, for either hash function.
pub(crate) const CONTENT_HEADER: &str = "x-acs-content-sha256";
/// Header with the time of signing.
pub(crate) const DATE_HEADER: &str = "x-acs-date";
/// Header with the nonce.
pub(crate) const NONCE_HEADER: &str = "x-acs-signature-nonce";

/// Writes the date as version 3 does; `None` if the request has one.
pub(super) fn write_date(
    buffer: &mut SigningBuffer,
    request: &SignableRequest<'_>,
    time: DateTime<Utc>,
) -> Result<Option<Span>, SignError> {
    match request.header(DATE_HEADER) {
        None => Ok(Some(buffer.append(&time::extended(time)))),
        Some(preset) if time::parse(preset.trim(), time::EXTENDED).is_some() => Ok(None),
        Some(_) => Err(SignError::PresetDate {
            name: DATE_HEADER,
            format: time::EXTENDED,
        }),
    }
}

/// Checks the nonce that will be sent, and returns the one for requests that have none.
pub(super) fn checked_nonce<'a>(
    algorithm: Algorithm,
    request: &SignableRequest<'_>,
    nonce: &'a str,
) -> Result<Option<&'a str>, SignError> {
    nonce::validate(algorithm, request.header(NONCE_HEADER).unwrap_or(nonce))?;
    Ok(Some(nonce))
}

/// Writes the digest of the body in hexadecimal.
pub(super) fn write_digest(buffer: &mut SigningBuffer, hash: Hash, body: &[u8]) -> Span {
    let start = buffer.len();
    encode::push_hex(buffer.as_mut_vec(), &hash.digest(body));
    buffer.span_from(start)
}
