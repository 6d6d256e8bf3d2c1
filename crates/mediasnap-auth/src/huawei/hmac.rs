//! `SDK-HMAC-SHA256` and `SDK-HMAC-SM3`.

use chrono::{DateTime, Utc};

use super::prepare::PreparedRequest;
use crate::algorithm::Algorithm;
use crate::context::SigningContext;
use crate::credentials::Credentials;
use crate::error::SignError;
use crate::hash::{Code, Hash, Mac};
use crate::request::SignableRequest;
use crate::secret::Secret;
use crate::signed::SigningOutput;

/// Signs with a key pair.
pub(crate) fn sign<'a>(
    algorithm: Algorithm,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(algorithm)?;
    let mut prepared = PreparedRequest::new(algorithm, request, context, key, time)?;
    let signature = signature(algorithm, &key.secret, prepared.string_to_sign(None));
    Ok(prepared.finish(["Access=", &key.id, "", ""], &signature))
}

/// Returns the signature of a string.
pub(crate) fn signature(algorithm: Algorithm, secret: &Secret, string_to_sign: &[u8]) -> Code {
    let mac = secret.mac(&[algorithm.as_str()], |secret| {
        Mac::new(Hash::of(algorithm), secret.as_bytes())
    });
    mac.of(&[string_to_sign])
}
