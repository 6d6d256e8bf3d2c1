//! The other side: checks a received request the way the services do.
//!
//! [`verify`] recomputes the signature over exactly the headers the request says are signed, compares it in constant
//! time and checks key, clock, scope, body digest and token. What it accepts is what the official SDKs send, whichever
//! headers they choose to sign. It keeps no state: refusing a nonce that was used before is up to the caller, who
//! finds it in [`Verified::nonce`].
//!
//! ```
//! use mediasnap_auth::verify::{KeyStore, ReceivedRequest, VerifyError, ClockTolerance, verify};
//! use mediasnap_auth::{AccessKey, Algorithm, SigningContext, Query, SignableRequest, Vendor, sign};
//!
//! struct OneKey(AccessKey);
//! impl KeyStore for OneKey {
//!     fn access_key(&self, _: Vendor, id: &str) -> Option<AccessKey> {
//!         (id == self.0.id).then(|| self.0.clone())
//!     }
//! }
//!
//! let key = AccessKey::new("an-id", "a-secret");
//! let time = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
//! let body = br#"{"SdkAppId":1,"TaskID":"t"}"#;
//! let request = SignableRequest {
//!     method: "POST",
//!     scheme: "https",
//!     host: "tiw.tencentcloudapi.com",
//!     path: "/",
//!     query: Query::default(),
//!     headers: &[],
//!     body,
//! };
//! let context = SigningContext::new("tiw", "2019-09-19", "DescribeSnapshotTask");
//! let credentials = key.clone().into();
//! let signed = sign(Algorithm::Tc3HmacSha256, &request, &context, &credentials, time, "")?;
//!
//! let headers: Vec<(&str, &str)> = signed.headers().collect();
//! let mut received = ReceivedRequest { method: "POST", path: "/", query: "", headers: &headers, body };
//! let verified = verify(&received, &OneKey(key.clone()), time, ClockTolerance::default()).unwrap();
//! assert_eq!(verified.key_id.as_deref(), Some("an-id"));
//!
//! received.body = b"{}";
//! let rejection = verify(&received, &OneKey(key), time, ClockTolerance::default()).unwrap_err();
//! assert!(matches!(rejection, VerifyError::BadSignature { .. }));
//! # Ok::<(), mediasnap_auth::SignError>(())
//! ```

mod alibaba;
mod huawei;
mod received;
mod tencent;
mod verify_error;

use std::time::Duration;

use chrono::{DateTime, Utc};

pub use received::ReceivedRequest;
pub use verify_error::VerifyError;

use crate::secret::constant_time_eq;
use crate::sheet::Sheet;
use crate::{AccessKey, Algorithm, Secret, Vendor, encode};
use received::Scheme;

/// The keys and tokens a server knows.
pub trait KeyStore {
    /// The key pair with this id; with its session token if it is a temporary one.
    fn access_key(&self, vendor: Vendor, id: &str) -> Option<AccessKey>;

    /// Whether a token that stands in place of a signature is a valid one: a Huawei Cloud IAM token, an Alibaba Cloud
    /// bearer token. Compare it as a [`Secret`], which takes the same time wherever the texts differ.
    fn accepts_token(&self, vendor: Vendor, token: &Secret) -> bool {
        let _ = (vendor, token);
        false
    }

    /// Whether an action may be called without any proof of identity.
    fn allows_unsigned(&self, vendor: Vendor, action: &str) -> bool {
        let _ = (vendor, action);
        false
    }
}

/// How far the clock of a request may be off, in either direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClockTolerance {
    /// At Huawei Cloud: 15 minutes by default.
    pub huawei: Duration,
    /// At Tencent Cloud: 5 minutes by default.
    pub tencent: Duration,
    /// At Alibaba Cloud: 15 minutes by default.
    pub alibaba: Duration,
}

impl Default for ClockTolerance {
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        Self {
            huawei: minutes(15),
            tencent: minutes(5),
            alibaba: minutes(15),
        }
    }
}

/// The same tolerance for every vendor.
impl From<Duration> for ClockTolerance {
    fn from(tolerance: Duration) -> Self {
        Self {
            huawei: tolerance,
            tencent: tolerance,
            alibaba: tolerance,
        }
    }
}

/// What is known about a request that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Whose scheme it is.
    pub vendor: Vendor,
    /// The scheme.
    pub algorithm: Algorithm,
    /// The id of the key that signed, if one did.
    pub key_id: Option<String>,
    /// The nonce, in schemes that have one. A server that has seen it before should refuse the request.
    pub nonce: Option<String>,
    /// The names of the headers the signature covers, in lower case.
    pub signed_headers: Vec<String>,
}

impl Verified {
    fn new(algorithm: Algorithm, key_id: Option<&str>) -> Self {
        Self {
            vendor: algorithm.vendor(),
            algorithm,
            key_id: key_id.map(str::to_owned),
            nonce: None,
            signed_headers: Vec::new(),
        }
    }
}

/// Checks a received request as of `now`.
///
/// # Errors
///
/// The first reason to refuse it, as a [`VerifyError`]. [`ReceivedRequest::vendor`] tells whose error format the sender expects.
pub fn verify(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
    now: DateTime<Utc>,
    tolerance: ClockTolerance,
) -> Result<Verified, VerifyError> {
    match received.scheme() {
        Scheme::Huawei => huawei::verify(
            received,
            keys,
            Clock {
                now,
                tolerance: tolerance.huawei,
            },
        ),
        Scheme::Tc3 => tencent::verify_tc3(
            received,
            keys,
            Clock {
                now,
                tolerance: tolerance.tencent,
            },
        ),
        Scheme::TencentV1 => tencent::verify_v1(
            received,
            keys,
            Clock {
                now,
                tolerance: tolerance.tencent,
            },
        ),
        Scheme::TencentUnsigned => tencent::verify_unsigned(received, keys),
        Scheme::Acs3 => alibaba::verify_acs3(
            received,
            keys,
            Clock {
                now,
                tolerance: tolerance.alibaba,
            },
        ),
        Scheme::Roa => alibaba::verify_roa(
            received,
            keys,
            Clock {
                now,
                tolerance: tolerance.alibaba,
            },
        ),
        Scheme::Rpc => alibaba::verify_rpc(
            received,
            keys,
            Clock {
                now,
                tolerance: tolerance.alibaba,
            },
        ),
        Scheme::Bearer => alibaba::verify_bearer(received, keys),
        Scheme::AlibabaUnsigned => alibaba::verify_unsigned(received, keys),
        Scheme::Unknown => Err(match received.authorization()? {
            Some(authorization) => authorization.unsupported(),
            None => VerifyError::Unsigned,
        }),
    }
}

/// The time of checking and how far a request may be off.
#[derive(Clone, Copy)]
struct Clock {
    now: DateTime<Utc>,
    tolerance: Duration,
}

impl Clock {
    fn check(self, signed: DateTime<Utc>) -> Result<(), VerifyError> {
        let difference = (self.now - signed).abs().to_std().unwrap_or(Duration::MAX);
        if difference > self.tolerance {
            Err(VerifyError::Expired {
                signed,
                now: self.now,
            })
        } else {
            Ok(())
        }
    }
}

/// The key with this id.
fn known(keys: &dyn KeyStore, vendor: Vendor, id: &str) -> Result<AccessKey, VerifyError> {
    keys.access_key(vendor, id)
        .ok_or_else(|| VerifyError::UnknownKey { id: id.to_owned() })
}

/// Compares the signature with the one expected for the string to sign.
fn check_signature(expected: &str, received: &str, sheet: &Sheet) -> Result<(), VerifyError> {
    if constant_time_eq(expected, received) {
        Ok(())
    } else {
        Err(bad_signature(sheet))
    }
}

/// The signature is not one of the string to sign.
fn bad_signature(sheet: &Sheet) -> VerifyError {
    let text = String::from_utf8_lossy(sheet.string_to_sign()).into_owned();
    VerifyError::BadSignature {
        string_to_sign: text.into(),
    }
}

/// Compares the signature with the hexadecimal digits of the one expected.
fn check_digits(expected: &[u8], received: &str, sheet: &Sheet) -> Result<(), VerifyError> {
    check_signature(&encode::to_hex(expected), received, sheet)
}

/// Compares the session token: a temporary key comes with its own, a permanent one with none.
fn check_token(key: &AccessKey, received: Option<&str>) -> Result<(), VerifyError> {
    let expected = key.security_token.as_ref().filter(|token| !token.is_empty());
    match (expected, received) {
        (None, None | Some("")) => Ok(()),
        (Some(_), None) => Err(VerifyError::MissingToken),
        (Some(expected), Some(received)) if *expected == Secret::from(received) => Ok(()),
        _ => Err(VerifyError::WrongToken),
    }
}
