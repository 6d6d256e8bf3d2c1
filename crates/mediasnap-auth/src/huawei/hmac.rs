//! `SDK-HMAC-SHA256` and `SDK-HMAC-SM3`.

use chrono::{DateTime, Utc};

use super::hash_of;
use super::prepare::Prepared;
use crate::hash::Hash;
use crate::{Algorithm, Context, Credentials, Request, SignError, Signed, encode};

/// Signs with a key pair.
pub(crate) fn sign(
    algorithm: Algorithm,
    request: &Request<'_>,
    context: &Context,
    credentials: &Credentials,
    time: DateTime<Utc>,
) -> Result<Signed, SignError> {
    let key = credentials.access_key(algorithm)?;
    let prepared = Prepared::new(request, context, key, time, hash_of(algorithm))?;
    let string_to_sign = prepared.string_to_sign(algorithm.as_str(), None);
    let signature = signature(prepared.hash, key.secret.expose(), &string_to_sign);
    Ok(prepared.finish(
        algorithm.as_str(),
        &["Access=", &key.id],
        string_to_sign,
        signature,
    ))
}

/// The signature in hexadecimal.
pub(crate) fn signature(hash: Hash, secret: &str, string_to_sign: &str) -> String {
    encode::to_hex(&hash.hmac(secret.as_bytes(), &[string_to_sign.as_bytes()]))
}
