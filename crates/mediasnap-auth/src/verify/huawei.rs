//! Huawei Cloud's schemes.

#[cfg(feature = "ecdsa-sm2")]
use super::checks::bad_signature;
use super::checks::{check_hex_signature, check_token, find_key};
use super::clock::Clock;
use super::key_store::KeyStore;
use super::received::{Authorization, ReceivedRequest};
use super::verified::Verified;
use super::verify_error::VerifyError;
use crate::algorithm::{Algorithm, Vendor};
use crate::buffer::{SigningBuffer, Text};
use crate::credentials::AccessKey;
use crate::hash::Hash;
use crate::huawei::canonical::{HuaweiCanonicalRequest, write_string_to_sign};
#[cfg(feature = "ecdsa-sm2")]
use crate::huawei::elliptic;
use crate::huawei::headers::{DATE_HEADER, UNSIGNED_PAYLOAD, content_header};
use crate::huawei::{hmac, v11};
use crate::secret::Secret;
use crate::{encode, time};

const VENDOR: Vendor = Vendor::Huawei;
/// Scheme without a signature.
const TOKEN: Algorithm = Algorithm::XAuthToken;

/// Checks a signature, or the IAM token that replaces it.
pub(super) fn verify(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
    clock: Clock,
) -> Result<Verified, VerifyError> {
    let Some(authorization) = received.authorization()? else {
        return verify_token(received, keys);
    };
    let algorithm: Option<Algorithm> = authorization.scheme.parse().ok();
    let Some(algorithm) = algorithm.filter(|algorithm| algorithm.vendor() == VENDOR && *algorithm != TOKEN)
    else {
        return Err(authorization.unsupported());
    };
    verify_signature(received, keys, clock, algorithm, &authorization)
}

fn verify_token(received: &ReceivedRequest<'_>, keys: &dyn KeyStore) -> Result<Verified, VerifyError> {
    match received.header("x-auth-token") {
        None => Err(VerifyError::Unsigned),
        Some(token) if keys.accepts_token(VENDOR, &Secret::from(token)) => Ok(Verified::new(TOKEN, None)),
        Some(_) => Err(VerifyError::WrongToken),
    }
}

fn verify_signature(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
    clock: Clock,
    algorithm: Algorithm,
    authorization: &Authorization<'_>,
) -> Result<Verified, VerifyError> {
    let hash = Hash::of(algorithm);
    let (id, scope) = credential(algorithm, authorization)?;
    let signature = authorization
        .param("Signature")
        .ok_or(VerifyError::Malformed("Signature is missing"))?;
    let key = find_key(keys, VENDOR, id)?;
    let names = authorization.signed_headers()?;
    if names.iter().any(|name| name.contains('_')) {
        return Err(VerifyError::Malformed(
            "SignedHeaders has a name with an underscore",
        ));
    }
    for name in ["host", "x-sdk-date"] {
        if !names.contains(&name) {
            return Err(VerifyError::UnsignedHeader(name.into()));
        }
    }
    let mut buffer = SigningBuffer::default();
    let headers = received.signed(&mut buffer, &names)?;
    let date = headers.borrowed(DATE_HEADER).unwrap_or_default().trim();
    let signed_at = time::parse(date, time::COMPACT).ok_or(VerifyError::MalformedDate)?;
    clock.check(signed_at)?;
    if scope.is_some_and(|scope| scope.split('/').next() != date.get(..8)) {
        return Err(VerifyError::WrongScope);
    }
    check_body(headers.borrowed(content_header(hash)), received.body, hash)?;

    let canonical = HuaweiCanonicalRequest {
        method: received.method,
        path: received.path(),
        query: received.query_params(),
        headers: &headers,
        body: received.body,
        hash,
    };
    canonical.write(&mut buffer);
    write_string_to_sign(&mut buffer, algorithm.as_str(), Text::Borrowed(date), scope, hash);
    check(algorithm, &key, scope, &buffer, signature)?;
    let token = received.header("x-security-token");
    check_token(&key, token)?;
    if token.is_some() && !names.contains(&"x-security-token") {
        return Err(VerifyError::UnsignedHeader("x-security-token".into()));
    }
    let signed_headers = names.into_iter().map(str::to_owned).collect();
    Ok(Verified {
        signed_headers,
        ..Verified::new(algorithm, Some(id))
    })
}

/// Compares the signature with the expected one, or verifies it with the public key.
fn check(
    algorithm: Algorithm,
    key: &AccessKey,
    scope: Option<&str>,
    buffer: &SigningBuffer,
    signature: &str,
) -> Result<(), VerifyError> {
    let string_to_sign = buffer.string_to_sign();
    #[cfg(feature = "ecdsa-sm2")]
    if matches!(algorithm, Algorithm::SdkEcdsaP256Sha256 | Algorithm::SdkSm2Sm3) {
        return if elliptic::verify(algorithm, key, string_to_sign, signature) {
            Ok(())
        } else {
            Err(bad_signature(buffer))
        };
    }
    let expected = match scope {
        Some(scope) => v11::signature(&key.id, &key.secret, scope, string_to_sign),
        None => hmac::signature(algorithm, &key.secret, string_to_sign),
    };
    check_hex_signature(&expected, signature, buffer)
}

/// Returns the id of the key and, for derived keys, the scope `day/region/service`.
fn credential<'a>(
    algorithm: Algorithm,
    authorization: &Authorization<'a>,
) -> Result<(&'a str, Option<&'a str>), VerifyError> {
    if algorithm != Algorithm::V11HmacSha256 {
        let id = authorization
            .param("Access")
            .ok_or(VerifyError::Malformed("Access is missing"))?;
        return Ok((id, None));
    }
    let credential = authorization
        .param("Credential")
        .ok_or(VerifyError::Malformed("Credential is missing"))?;
    match credential.split_once('/') {
        Some((id, scope)) if scope.split('/').count() == 3 => Ok((id, Some(scope))),
        _ => Err(VerifyError::Malformed("Credential is not id/day/region/service")),
    }
}

/// Compares a stated digest with that of the body.
fn check_body(content: Option<&str>, body: &[u8], hash: Hash) -> Result<(), VerifyError> {
    match content.map(str::trim) {
        None | Some("" | UNSIGNED_PAYLOAD) => Ok(()),
        Some(_) if body.is_empty() => Ok(()),
        Some(stated) if stated == encode::to_hex(&hash.digest(body)) => Ok(()),
        Some(_) => Err(VerifyError::BodyMismatch),
    }
}
