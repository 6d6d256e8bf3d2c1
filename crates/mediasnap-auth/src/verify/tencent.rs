//! Tencent Cloud's schemes.

use chrono::{DateTime, Utc};

use super::checks::{check_hex_signature, check_signature, check_token, find_key};
use super::clock::Clock;
use super::key_store::KeyStore;
use super::received::{ReceivedRequest, param, required};
use super::verified::Verified;
use super::verify_error::VerifyError;
use crate::algorithm::{Algorithm, Vendor};
use crate::buffer::{SigningBuffer, Text};
use crate::tencent::{tc3, v1};
use crate::time;

const VENDOR: Vendor = Vendor::Tencent;
/// Content types of a POST.
const POST_TYPES: [&str; 3] = [
    "application/json",
    "multipart/form-data",
    "application/octet-stream",
];

/// Checks a signature of version 3.
pub(super) fn verify_tc3(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
    clock: Clock,
) -> Result<Verified, VerifyError> {
    let authorization = received.authorization()?.ok_or(VerifyError::Unsigned)?;
    let credential = authorization.param("Credential").unwrap_or_default();
    let mut scope = credential.split('/');
    let (Some(id), Some(date), Some(service), Some(tc3::TERMINATOR), None) = (
        scope.next(),
        scope.next(),
        scope.next(),
        scope.next(),
        scope.next(),
    ) else {
        return Err(VerifyError::Malformed(
            "Credential is not id/date/service/tc3_request",
        ));
    };
    let signature = authorization
        .param("Signature")
        .ok_or(VerifyError::Malformed("Signature is missing"))?;
    let names = authorization.signed_headers()?;
    let key = find_key(keys, VENDOR, id)?;
    for name in ["x-tc-action", "x-tc-version", "x-tc-timestamp"] {
        if received.single(name)?.is_empty() {
            return Err(VerifyError::MissingHeader(name.into()));
        }
    }
    let timestamp = received.single("x-tc-timestamp")?.trim();
    let signed_at = timestamp_of(timestamp)?;
    clock.check(signed_at)?;
    if time::date(signed_at) != date.as_bytes() {
        return Err(VerifyError::WrongScope);
    }
    for name in ["content-type", "host"] {
        if !names.contains(&name) {
            return Err(VerifyError::UnsignedHeader(name.into()));
        }
    }
    check_content_type(received)?;

    let values = values(received, &names)?;
    let headers: Vec<(&str, &str)> = names
        .iter()
        .copied()
        .zip(values.iter().map(String::as_str))
        .collect();
    let is_get = received.method == "GET";
    let unsigned = received.header(tc3::CONTENT_HEADER) == Some(tc3::UNSIGNED_PAYLOAD);
    let mut buffer = SigningBuffer::default();
    let canonical = tc3::Tc3CanonicalRequest {
        method: received.method,
        path: received.path(),
        query: Text::Borrowed(if is_get { received.query } else { "" }),
        headers: &headers,
        signed_headers: &names.join(";"),
        body: match (unsigned, is_get) {
            (true, _) => tc3::UNSIGNED_PAYLOAD.as_bytes(),
            (false, true) => b"",
            (false, false) => received.body,
        },
    };
    canonical.write(&mut buffer);
    tc3::write_string_to_sign(&mut buffer, Text::Borrowed(timestamp), date, service);
    let expected = tc3::signature(&key.secret, date, service, buffer.string_to_sign());
    check_hex_signature(&expected, signature, &buffer)?;
    check_token(&key, received.header("x-tc-token"))?;
    let signed_headers = names.into_iter().map(str::to_owned).collect();
    Ok(Verified {
        signed_headers,
        ..Verified::new(Algorithm::Tc3HmacSha256, Some(id))
    })
}

/// Returns the values of the signed headers. The official SDKs sign only content type and host, unmodified. Clients that
/// sign more headers follow the documentation: values are trimmed, and those of the other headers are in lower case.
fn values(received: &ReceivedRequest<'_>, names: &[&str]) -> Result<Vec<String>, VerifyError> {
    let value = |name: &&str| {
        let value = received.single(name)?;
        Ok(match *name {
            "content-type" | "host" if names.len() == 2 => value.to_owned(),
            "content-type" | "host" => value.trim().to_owned(),
            _ => value.trim().to_lowercase(),
        })
    };
    names.iter().map(value).collect()
}

/// Checks the content type against the method.
fn check_content_type(received: &ReceivedRequest<'_>) -> Result<(), VerifyError> {
    let value = received.single("content-type")?;
    let kind = value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let fits = match received.method {
        "GET" => kind == "application/x-www-form-urlencoded",
        "POST" => POST_TYPES.contains(&kind.as_str()),
        _ => true,
    };
    if fits {
        Ok(())
    } else {
        Err(VerifyError::ContentType)
    }
}

/// Checks a signature of version 1.
pub(super) fn verify_v1(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
    clock: Clock,
) -> Result<Verified, VerifyError> {
    let mut params = received.params();
    let id = required(&params, "SecretId")?;
    let signature = required(&params, "Signature")?;
    let key = find_key(keys, VENDOR, &id)?;
    for name in ["Action", "Version", "Timestamp", "Nonce"] {
        required(&params, name)?;
    }
    clock.check(timestamp_of(&required(&params, "Timestamp")?)?)?;
    let nonce = required(&params, "Nonce")?;
    let algorithm = match param(&params, "SignatureMethod").as_deref() {
        None | Some("HmacSHA1") => Algorithm::TencentHmacSha1,
        Some("HmacSHA256") => Algorithm::TencentHmacSha256,
        Some(other) => return Err(VerifyError::UnsupportedAlgorithm(other.to_owned())),
    };
    let token = param(&params, "Token");
    params.retain(|(name, _)| &**name != b"Signature");
    let host = received.single("host")?;
    let mut buffer = SigningBuffer::default();
    v1::write_string_to_sign(&mut buffer, received.method, host, received.path(), &params)
        .map_err(|_| VerifyError::Malformed("a parameter occurs twice"))?;
    let expected = v1::signature(algorithm, &key.secret, buffer.string_to_sign());
    check_signature(expected.as_str(), &signature, &buffer)?;
    check_token(&key, token.as_deref())?;
    Ok(Verified {
        nonce: Some(nonce),
        ..Verified::new(algorithm, Some(&id))
    })
}

/// Accepts a request without a signature if its action may be called without authentication.
pub(super) fn verify_unsigned(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
) -> Result<Verified, VerifyError> {
    let skips = received.header("authorization") == Some(Algorithm::TencentSkip.as_str());
    if skips && keys.allows_unsigned(VENDOR, &received.action()) {
        Ok(Verified::new(Algorithm::TencentSkip, None))
    } else {
        Err(VerifyError::Unsigned)
    }
}

fn timestamp_of(text: &str) -> Result<DateTime<Utc>, VerifyError> {
    let seconds = text.parse().map_err(|_| VerifyError::MalformedDate)?;
    DateTime::from_timestamp(seconds, 0).ok_or(VerifyError::MalformedDate)
}
