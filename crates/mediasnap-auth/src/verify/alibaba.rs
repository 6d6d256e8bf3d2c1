//! Alibaba Cloud's schemes.

use super::checks::{check_hex_signature, check_signature, check_token, find_key};
use super::clock::Clock;
use super::key_store::KeyStore;
use super::received::{ReceivedRequest, param, required};
use super::verified::Verified;
use super::verify_error::VerifyError;
use crate::algorithm::{Algorithm, Vendor};
use crate::alibaba::headers::{CONTENT_HEADER, DATE_HEADER, NONCE_HEADER};
use crate::alibaba::params::first_duplicate;
use crate::alibaba::{acs3, bearer, roa, rpc};
use crate::buffer::{SigningBuffer, Text};
use crate::encode::{self, Pair};
use crate::hash::Hash;
use crate::headers::Headers;
use crate::secret::Secret;
use crate::time;

const VENDOR: Vendor = Vendor::Alibaba;
/// Headers that every request of version 3 sends and signs.
const REQUIRED: [&str; 6] = [
    "host",
    "x-acs-action",
    CONTENT_HEADER,
    DATE_HEADER,
    NONCE_HEADER,
    "x-acs-version",
];

/// Checks a signature of version 3.
pub(super) fn verify_acs3(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
    clock: Clock,
) -> Result<Verified, VerifyError> {
    let authorization = received.authorization()?.ok_or(VerifyError::Unsigned)?;
    let Ok(algorithm @ (Algorithm::Acs3HmacSha256 | Algorithm::Acs3HmacSm3)) = authorization.scheme.parse()
    else {
        return Err(authorization.unsupported());
    };
    let hash = Hash::of(algorithm);
    let id = authorization
        .param("Credential")
        .ok_or(VerifyError::Malformed("Credential is missing"))?;
    let signature = authorization
        .param("Signature")
        .ok_or(VerifyError::Malformed("Signature is missing"))?;
    let key = find_key(keys, VENDOR, id)?;
    let date = received
        .header(DATE_HEADER)
        .ok_or_else(|| VerifyError::MissingHeader(DATE_HEADER.into()))?;
    clock.check(time::parse(date.trim(), time::EXTENDED).ok_or(VerifyError::MalformedDate)?)?;
    let names = authorization.signed_headers()?;
    check_signed_headers(received, &names)?;

    // a repeated header is signed as one, with its values sorted and joined
    let values: Vec<String> = names.iter().map(|name| joined(received, name)).collect();
    let mut buffer = SigningBuffer::default();
    let headers = Headers::from_sorted(
        &mut buffer,
        names.iter().copied().zip(values.iter().map(String::as_str)),
    );
    let digest = encode::to_hex(&hash.digest(received.body));
    if headers.borrowed(CONTENT_HEADER) != Some(&digest) {
        return Err(VerifyError::BodyMismatch);
    }
    let query = sorted_params(received.query_params())?;
    let canonical = acs3::Acs3CanonicalRequest {
        method: received.method,
        path: received.path(),
        query: &query,
        headers: &headers,
        digest: Text::Borrowed(&digest),
    };
    canonical.write(&mut buffer);
    acs3::write_string_to_sign(&mut buffer, authorization.scheme, hash);
    let expected = acs3::signature(algorithm, &key.secret, buffer.string_to_sign());
    check_hex_signature(&expected, signature, &buffer)?;
    check_token(&key, received.header("x-acs-security-token"))?;
    let nonce = nonce(received)?;
    let signed_headers = names.into_iter().map(str::to_owned).collect();
    Ok(Verified {
        nonce: Some(nonce),
        signed_headers,
        ..Verified::new(algorithm, Some(id))
    })
}

/// Requires that `host`, all `x-acs-*` and, with a body, `content-type` are signed, and that all signed headers are present.
fn check_signed_headers(received: &ReceivedRequest<'_>, names: &[&str]) -> Result<(), VerifyError> {
    let sent = received.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
    let must_be_signed =
        |name: &str| name.starts_with("x-acs-") || (name == "content-type" && !received.body.is_empty());
    let unsigned = sent
        .filter(|name| must_be_signed(name))
        .find(|name| !names.contains(&name.as_str()));
    if let Some(name) = unsigned {
        return Err(VerifyError::UnsignedHeader(name));
    }
    for name in REQUIRED.iter().chain(names) {
        if received.header(name).is_none() {
            return Err(VerifyError::MissingHeader((*name).to_owned()));
        }
        if !names.contains(name) {
            return Err(VerifyError::UnsignedHeader((*name).to_owned()));
        }
    }
    Ok(())
}

/// Checks a signature of RPC version 1.
pub(super) fn verify_rpc(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
    clock: Clock,
) -> Result<Verified, VerifyError> {
    let mut params = received.params();
    let id = required(&params, "AccessKeyId")?;
    let signature = required(&params, "Signature")?;
    let key = find_key(keys, VENDOR, &id)?;
    let date = required(&params, "Timestamp")?;
    clock.check(time::parse(&date, time::EXTENDED).ok_or(VerifyError::MalformedDate)?)?;
    let method = required(&params, "SignatureMethod")?;
    let version = required(&params, "SignatureVersion")?;
    if method != "HMAC-SHA1" || version != "1.0" {
        return Err(VerifyError::UnsupportedAlgorithm(format!("{method} {version}")));
    }
    params.retain(|(name, _)| &**name != b"Signature");
    let token = param(&params, "SecurityToken");
    let nonce = param(&params, "SignatureNonce").filter(|nonce| !nonce.is_empty());
    let mut buffer = SigningBuffer::default();
    rpc::write_string_to_sign(&mut buffer, received.method, sorted_params(params)?.iter());
    let expected = rpc::signature(&key.secret, buffer.string_to_sign());
    check_signature(expected.as_str(), &signature, &buffer)?;
    check_token(&key, token.as_deref())?;
    let nonce = nonce.ok_or(VerifyError::MissingNonce)?;
    Ok(Verified {
        nonce: Some(nonce),
        ..Verified::new(Algorithm::AlibabaRpcV1, Some(&id))
    })
}

/// Checks a signature of ROA version 2.
pub(super) fn verify_roa(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
    clock: Clock,
) -> Result<Verified, VerifyError> {
    let authorization = received.authorization()?.ok_or(VerifyError::Unsigned)?;
    let (id, signature) = authorization
        .rest
        .split_once(':')
        .ok_or(VerifyError::Malformed("it is not id:signature"))?;
    let key = find_key(keys, VENDOR, id)?;
    let date = received.single("date")?;
    clock.check(time::parse_http(date.trim()).ok_or(VerifyError::MalformedDate)?)?;
    let mut names: Vec<String> = received
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    names.retain(|name| roa::is_signed(name));
    names.sort_unstable();
    let headers: Result<Vec<_>, _> = names
        .iter()
        .map(|name| Ok((name.as_str(), received.single(name)?)))
        .collect();
    let query = sorted_params(received.query_params())?;
    let mut buffer = SigningBuffer::default();
    let headers = Headers::from_sorted(&mut buffer, headers?.into_iter());
    roa::write_string_to_sign(&mut buffer, received.method, received.path(), &query, &headers);
    let expected = roa::signature(&key.secret, buffer.string_to_sign());
    check_signature(expected.as_str(), signature, &buffer)?;
    check_token(&key, received.header("x-acs-security-token"))?;
    let nonce = nonce(received)?;
    Ok(Verified {
        nonce: Some(nonce),
        signed_headers: names,
        ..Verified::new(Algorithm::AlibabaRoaV2, Some(id))
    })
}

/// Checks a bearer token.
pub(super) fn verify_bearer(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
) -> Result<Verified, VerifyError> {
    let token = received.single("x-acs-bearer-token")?;
    if !keys.accepts_token(VENDOR, &Secret::from(token)) {
        return Err(VerifyError::WrongToken);
    }
    let in_query = param(&received.params(), "SignatureType");
    let marker = in_query.as_deref().or(received.header("x-acs-signature-type"));
    if marker != Some(bearer::SIGNATURE_TYPE) {
        return Err(VerifyError::MissingParameter("SignatureType"));
    }
    let nonce = received.header(NONCE_HEADER).map(str::to_owned);
    Ok(Verified {
        nonce,
        ..Verified::new(Algorithm::AlibabaBearer, None)
    })
}

/// Accepts a request without a signature if its action may be called without authentication.
pub(super) fn verify_unsigned(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
) -> Result<Verified, VerifyError> {
    if keys.allows_unsigned(VENDOR, &received.action()) {
        let nonce = received.header(NONCE_HEADER).map(str::to_owned);
        Ok(Verified {
            nonce,
            ..Verified::new(Algorithm::AlibabaAnonymous, None)
        })
    } else {
        Err(VerifyError::Unsigned)
    }
}

/// Returns the values of a header, sorted and joined with commas.
fn joined(received: &ReceivedRequest<'_>, name: &str) -> String {
    let mut values: Vec<&str> = received.values(name).map(str::trim).collect();
    values.sort_unstable();
    values.join(",")
}

/// Returns the nonce of the header.
fn nonce(received: &ReceivedRequest<'_>) -> Result<String, VerifyError> {
    let nonce = received.header(NONCE_HEADER).map(str::trim).unwrap_or_default();
    if nonce.is_empty() {
        Err(VerifyError::MissingNonce)
    } else {
        Ok(nonce.to_owned())
    }
}

/// Sorts parameters by name and rejects duplicates.
fn sorted_params(mut params: Vec<Pair<'_>>) -> Result<Vec<Pair<'_>>, VerifyError> {
    params.sort_unstable();
    if first_duplicate(params.iter()).is_some() {
        return Err(VerifyError::Malformed("a parameter occurs twice"));
    }
    Ok(params)
}
