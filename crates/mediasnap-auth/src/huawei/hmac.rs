//! `SDK-HMAC-SHA256` and `SDK-HMAC-SM3`.

use chrono::{DateTime, Utc};

use super::hash_of;
use super::prepare::Prepared;
use crate::hash::{Code, Mac};
use crate::{Algorithm, Credentials, Secret, SignError, SignableRequest, SigningContext, SigningOutput};

/// Signs with a key pair.
pub(crate) fn sign<'a>(
    algorithm: Algorithm,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(algorithm)?;
    let hash = hash_of(algorithm);
    let mut prepared = Prepared::new(request, context, key, time, hash)?;
    let string_to_sign = prepared.string_to_sign(algorithm.as_str(), None);
    let signature = signature(algorithm, &key.secret, string_to_sign);
    Ok(prepared.finish(algorithm.as_str(), ["Access=", &key.id, "", ""], &signature))
}

/// The signature.
pub(crate) fn signature(algorithm: Algorithm, secret: &Secret, string_to_sign: &[u8]) -> Code {
    let mac = secret.mac(&[algorithm.as_str()], |secret| {
        Mac::new(hash_of(algorithm), secret.as_bytes())
    });
    mac.of(&[string_to_sign])
}
