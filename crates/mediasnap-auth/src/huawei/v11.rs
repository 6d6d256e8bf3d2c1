//! `V11-HMAC-SHA256`: the key is derived for a day, region and service.

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::prepare::PreparedRequest;
use crate::algorithm::Algorithm;
use crate::context::{SigningContext, non_empty};
use crate::credentials::Credentials;
use crate::encode;
use crate::error::SignError;
use crate::hash::{Code, Hash, Mac};
use crate::request::SignableRequest;
use crate::secret::Secret;
use crate::signed::SigningOutput;

const ALGORITHM: Algorithm = Algorithm::V11HmacSha256;
/// Region of credentials that belong to an account instead of a project.
const GLOBAL_REGION: &str = "globe";

/// Signs with a derived key.
pub(crate) fn sign<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    if context.service.is_empty() {
        return Err(SignError::missing_context(ALGORITHM, "service"));
    }
    let region = context.region.as_deref().and_then(non_empty);
    let region = region
        .or(context.domain_id.as_ref().map(|_| GLOBAL_REGION))
        .ok_or(SignError::missing_context(ALGORITHM, "region"))?;
    let mut prepared = PreparedRequest::new(ALGORITHM, request, context, key, time)?;
    let day = prepared.date().get(..8).unwrap_or_default();
    let scope = [day, "/", region, "/", &context.service].concat();
    let string_to_sign = prepared.string_to_sign(Some(&scope));
    let signature = signature(&key.id, &key.secret, &scope, string_to_sign);
    Ok(prepared.finish(["Credential=", &key.id, "/", &scope], &signature))
}

/// Returns the signature of a string. Its key is derived with HKDF from both halves of the key pair and the scope, and used
/// in hexadecimal.
pub(crate) fn signature(id: &str, secret: &Secret, scope: &str, string_to_sign: &[u8]) -> Code {
    let mac = secret.mac(&[ALGORITHM.as_str(), id, scope], |secret| {
        let extracted = Zeroizing::new(Hash::Sha256.hmac(id.as_bytes(), &[secret.as_bytes()]));
        let expanded = Zeroizing::new(Hash::Sha256.hmac(&*extracted, &[scope.as_bytes(), &[1]]));
        let key = Zeroizing::new(encode::to_hex(&*expanded));
        Mac::new(Hash::Sha256, key.as_bytes())
    });
    mac.of(&[string_to_sign])
}
