//! `V11-HMAC-SHA256`: the key is derived for one day, region and service.

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::prepare::Prepared;
use crate::hash::{Code, Hash, Mac};
use crate::{
    Algorithm, Credentials, Secret, SignError, SignableRequest, SigningContext, SigningOutput, encode,
};

const ALGORITHM: Algorithm = Algorithm::V11HmacSha256;
/// The region of credentials that belong to an account and not to a project.
const GLOBAL_REGION: &str = "globe";

/// Signs with a derived key.
pub(crate) fn sign<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
) -> Result<SigningOutput<'a>, SignError> {
    let missing = |field| SignError::MissingContext {
        algorithm: ALGORITHM,
        field,
    };
    let key = credentials.access_key(ALGORITHM)?;
    if context.service.is_empty() {
        return Err(missing("service"));
    }
    let region = match &context.region {
        Some(region) if !region.is_empty() => &**region,
        _ if context.domain_id.is_some() => GLOBAL_REGION,
        _ => return Err(missing("region")),
    };
    let mut prepared = Prepared::new(request, context, key, time, Hash::Sha256)?;
    let day = prepared.date().get(..8).unwrap_or_default();
    let scope = [day, "/", region, "/", &context.service].concat();
    let string_to_sign = prepared.string_to_sign(ALGORITHM.as_str(), Some(&scope));
    let signature = signature(&key.id, &key.secret, &scope, string_to_sign);
    let credential = ["Credential=", &key.id, "/", &scope];
    Ok(prepared.finish(ALGORITHM.as_str(), credential, &signature))
}

/// The signature under the key that HKDF derives from both halves of the key pair and the scope. The
/// key is used as its hexadecimal text.
pub(crate) fn signature(id: &str, secret: &Secret, scope: &str, string_to_sign: &[u8]) -> Code {
    let mac = secret.mac(&[ALGORITHM.as_str(), id, scope], |secret| {
        let extracted = Zeroizing::new(Hash::Sha256.hmac(id.as_bytes(), &[secret.as_bytes()]));
        let expanded = Zeroizing::new(Hash::Sha256.hmac(&*extracted, &[scope.as_bytes(), &[1]]));
        let key = Zeroizing::new(encode::to_hex(&*expanded));
        Mac::new(Hash::Sha256, key.as_bytes())
    });
    mac.of(&[string_to_sign])
}
