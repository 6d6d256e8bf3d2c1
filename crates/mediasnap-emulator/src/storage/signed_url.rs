//! URLs that expire, with the signatures of Alibaba Cloud.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use mediasnap_auth::Secret;
use sha1::Sha1;

use super::percent::escape;
use crate::protocol::defaults::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};

/// Bucket of the service. Its objects require a signed URL.
pub(crate) const PRIVATE_BUCKET: &str = "outin-emulator";
/// Key for URL authentication at the CDN domain of the private bucket.
const CDN_AUTH_KEY: &str = "emulator-domain-key";

/// Reason why a signed URL is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignedUrlError {
    Unsigned,
    Expired,
    BadSignature,
}

impl SignedUrlError {
    /// Returns code and message of object storage.
    pub(crate) fn code_and_message(self) -> (&'static str, &'static str) {
        match self {
            Self::Unsigned => ("AccessDenied", "You have no right to access this object."),
            Self::Expired => ("AccessDenied", "Request has expired."),
            Self::BadSignature => (
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided.",
            ),
        }
    }
}

/// Returns when a URL that is created now expires, in seconds since 1970.
fn expiry(now: DateTime<Utc>, seconds: i64) -> i64 {
    now.timestamp().saturating_add(seconds)
}

/// Returns the signature of URL authentication type A: path, expiry, and two unused fields.
fn cdn_auth_signature(path: &str, expires: &str, random: &str, user: &str) -> String {
    let text = format!("{}-{expires}-{random}-{user}-{CDN_AUTH_KEY}", escape(path));
    Md5::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Returns the signature of object storage: method, expiry and name of the object.
fn presigned_signature(path: &str, expires: &str) -> String {
    let object = path.strip_prefix("/objects").unwrap_or(path);
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(SECRET_ACCESS_KEY.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("GET\n\n\n{expires}\n{object}").as_bytes());
    BASE64.encode(mac.finalize().into_bytes())
}

/// Returns the query of a URL with URL authentication.
pub(crate) fn cdn_auth_query(path: &str, now: DateTime<Utc>, seconds: i64) -> String {
    let expires = expiry(now, seconds).to_string();
    format!(
        "auth_key={expires}-0-0-{}",
        cdn_auth_signature(path, &expires, "0", "0")
    )
}

/// Returns the query of a presigned URL of object storage.
pub(crate) fn presigned_query(path: &str, now: DateTime<Utc>, seconds: i64) -> String {
    let expires = expiry(now, seconds).to_string();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("Expires", &expires)
        .append_pair("OSSAccessKeyId", ACCESS_KEY_ID)
        .append_pair("Signature", &presigned_signature(path, &expires));
    query.finish()
}

/// Returns whether a path requires a signed URL. Images that an index for players names do not: players resolve their
/// names against the index, without a signature.
pub(crate) fn is_private(path: &str) -> bool {
    path.strip_prefix("/objects/")
        .and_then(|rest| rest.strip_prefix(PRIVATE_BUCKET))
        .is_some_and(|rest| rest.starts_with('/') && !rest.contains("/snapshots/webvtt/"))
}

/// Checks the query of a URL. If a signature is required it has to be present; if one is present it has to be valid.
pub(crate) fn check(path: &str, query: &str, now: DateTime<Utc>) -> Result<(), SignedUrlError> {
    let param = |wanted: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
    };
    let (expires, expected, signature) = if let Some(key) = param("auth_key") {
        let parts: Vec<&str> = key.splitn(4, '-').collect();
        let [expires, random, user, signature] = parts[..] else {
            return Err(SignedUrlError::BadSignature);
        };
        let expected = cdn_auth_signature(path, expires, random, user);
        (expires.to_owned(), expected, signature.to_owned())
    } else if let Some(signature) = param("Signature") {
        if param("OSSAccessKeyId").as_deref() != Some(ACCESS_KEY_ID) {
            return Err(SignedUrlError::BadSignature);
        }
        let expires = param("Expires").unwrap_or_default();
        let expected = presigned_signature(path, &expires);
        (expires, expected, signature)
    } else if is_private(path) {
        return Err(SignedUrlError::Unsigned);
    } else {
        return Ok(());
    };
    if Secret::from(expected) != Secret::from(signature) {
        return Err(SignedUrlError::BadSignature);
    }
    match expires.parse::<i64>() {
        Ok(expires) if now.timestamp() <= expires => Ok(()),
        _ => Err(SignedUrlError::Expired),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_good_as_it_is_and_until_it_expires() {
        let at = |seconds: i64| DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap();
        for (path, query) in [
            (
                "/objects/outin-emulator/v/截 图.jpg",
                cdn_auth_query("/objects/outin-emulator/v/截 图.jpg", at(0), 60),
            ),
            (
                "/objects/b/截 图.jpg",
                presigned_query("/objects/b/截 图.jpg", at(0), 60),
            ),
        ] {
            assert_eq!(check(path, &query, at(60)), Ok(()));
            assert_eq!(check(path, &query, at(61)), Err(SignedUrlError::Expired));
            assert_eq!(
                check(&format!("{path}x"), &query, at(0)),
                Err(SignedUrlError::BadSignature)
            );
            let later = query.replace("1700000060", "1700000061");
            assert_eq!(check(path, &later, at(0)), Err(SignedUrlError::BadSignature));
        }
        assert_eq!(check("/objects/b/k", "", at(0)), Ok(()));
        assert_eq!(
            check("/objects/outin-emulator/k", "", at(0)),
            Err(SignedUrlError::Unsigned)
        );
        assert_eq!(check("/objects/outin-emulator-2/k", "", at(0)), Ok(()));
        assert_eq!(
            check("/objects/b/k", "auth_key=1-2", at(0)),
            Err(SignedUrlError::BadSignature)
        );
    }
}
