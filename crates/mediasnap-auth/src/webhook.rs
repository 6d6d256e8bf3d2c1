//! Notifications that the services send to a URL of the caller's: signing them, and checking that they are genuine.
//!
//! No official SDK checks notifications. What the signatures cover is little: those of Alibaba Cloud and Tencent Cloud
//! cover neither the body nor the path. Take a genuine notification as a hint, and ask the service for the job.
//!
//! ```
//! use std::time::Duration;
//!
//! use mediasnap_auth::Secret;
//! use mediasnap_auth::webhook::Notification;
//!
//! // The URL as it was configured; the timestamp and the signature stand in headers.
//! let notification = Notification::AlibabaVod { url: "https://www.example.com/your/callback" };
//! let (timestamp, signature) = ("1519375990", "c72b60894140fa98920f1279219b7ed4");
//!
//! let keys = [Secret::from("test123")];
//! let now = chrono::DateTime::from_timestamp(1_519_375_999, 0).unwrap();
//! notification.verify(&keys, timestamp, signature, now, Duration::from_secs(300)).unwrap();
//! assert!(notification.verify(&keys, "1519375991", signature, now, Duration::from_secs(300)).is_err());
//! ```

use std::time::Duration;

use chrono::{DateTime, Utc};
use md5::{Digest as _, Md5};

use crate::hash::Hash;
use crate::secret::constant_time_eq;
use crate::{Secret, encode};

/// A notification: whose it is, and what its signature covers beside the key and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notification<'a> {
    /// Alibaba Cloud VOD: headers `X-VOD-TIMESTAMP` and `X-VOD-SIGNATURE`.
    AlibabaVod {
        /// The URL as it was configured, letter for letter.
        url: &'a str,
    },
    /// Alibaba Cloud ICE: headers `X-ICE-TIMESTAMP` and `X-ICE-SIGNATURE`.
    AlibabaIce {
        /// The URL as it was configured, letter for letter.
        url: &'a str,
    },
    /// Alibaba Cloud Live: headers `ALI-LIVE-TIMESTAMP` and `ALI-LIVE-SIGNATURE`.
    AlibabaLive {
        /// The domain that the notification is about.
        domain: &'a str,
    },
    /// Tencent Cloud TIW: members `ExpireTime` and `Sign` of the body.
    TencentTiw,
    /// Tencent Cloud Live: members `t` and `sign` of the body.
    TencentLive,
    /// Tencent Cloud MPS: members `Timestamp` and `Sign` of the body.
    TencentMps,
    /// Huawei Cloud VOD: headers `auth_timestamp` and `auth_sign`.
    HuaweiVod {
        /// The text in the member `message` of the body.
        message: &'a str,
    },
    /// Huawei Cloud Live, a stream that begins or ends: members `auth_timestamp` and `auth_sign` of the body.
    HuaweiLive {
        /// The member `event`.
        event: &'a str,
        /// The member `domain`.
        domain: &'a str,
        /// The member `app`.
        app: &'a str,
        /// The member `stream`.
        stream: &'a str,
    },
}

/// Why a notification is not taken for genuine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// There is no key, or an empty one, which anybody can sign with.
    #[error("there is no key to check the notification with")]
    NoKey,
    /// The time is not a number of seconds since 1970.
    #[error("the time of the notification is malformed")]
    MalformedTime,
    /// The notification is too old, or from the future.
    #[error("the notification has expired")]
    Expired,
    /// The signature is not one that any of the keys makes.
    #[error("the signature of the notification is wrong")]
    BadSignature,
}

impl Notification<'_> {
    /// The signature. `time` is in seconds since 1970: when the notification is sent or, for Tencent Cloud TIW and Live,
    /// when it expires.
    pub fn sign(&self, key: &Secret, time: i64) -> String {
        let key = key.expose();
        let md5 = |parts: &[&str]| {
            let mut digest = Md5::new();
            for part in parts {
                digest.update(part);
            }
            encode::to_hex(&digest.finalize())
        };
        let hmac = |parts: &[&[u8]]| encode::to_hex(&Hash::Sha256.hmac(key.as_bytes(), parts));
        let time = time.to_string();
        match self {
            Self::AlibabaVod { url } | Self::AlibabaIce { url } => md5(&[url, "|", &time, "|", key]),
            Self::AlibabaLive { domain } => md5(&[domain, "|", &time, "|", key]),
            Self::TencentTiw | Self::TencentLive => md5(&[key, &time]),
            Self::TencentMps => md5(&[&time, key]),
            Self::HuaweiVod { message } => hmac(&[b"VOD_", time.as_bytes(), b"_", message.as_bytes()]),
            Self::HuaweiLive {
                event,
                domain,
                app,
                stream,
            } => hmac(&[
                event.as_bytes(),
                domain.as_bytes(),
                app.as_bytes(),
                stream.as_bytes(),
                time.as_bytes(),
            ]),
        }
    }

    /// Checks time and signature, as they came. Several keys are for the days in which one replaces the other.
    ///
    /// A notification that says when it was sent may be `tolerance` old, or as far in the future; one that says when it
    /// expires is good until then.
    ///
    /// # Errors
    ///
    /// When the notification is not genuine, or not any more.
    pub fn verify(
        &self,
        keys: &[Secret],
        time: &str,
        signature: &str,
        now: DateTime<Utc>,
        tolerance: Duration,
    ) -> Result<(), WebhookError> {
        if keys.is_empty() || keys.iter().any(Secret::is_empty) {
            return Err(WebhookError::NoKey);
        }
        let seconds: i64 = time.trim().parse().map_err(|_| WebhookError::MalformedTime)?;
        let expired = match self {
            Self::TencentTiw | Self::TencentLive => seconds < now.timestamp(),
            _ => seconds.abs_diff(now.timestamp()) > tolerance.as_secs(),
        };
        if expired {
            return Err(WebhookError::Expired);
        }
        // No short cut: every key is tried.
        let fitting = keys
            .iter()
            .filter(|key| constant_time_eq(&self.sign(key, seconds), signature))
            .count();
        if fitting > 0 {
            Ok(())
        } else {
            Err(WebhookError::BadSignature)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_genuine_is_refused() {
        let (key, other) = (Secret::from("key"), Secret::from("other"));
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let tolerance = Duration::from_secs(300);
        let vod = Notification::HuaweiVod { message: "{}" };
        let signature = vod.sign(&key, 1_700_000_000);
        let keys = [other.clone(), key.clone()];
        let check = |time: &str, keys: &[Secret]| vod.verify(keys, time, &signature, now, tolerance);
        assert_eq!(check("1700000000", &keys), Ok(()));
        assert_eq!(check("1700000001", &keys), Err(WebhookError::BadSignature));
        assert_eq!(check("1700000000", &[other]), Err(WebhookError::BadSignature));
        assert_eq!(check("1700000301", &keys), Err(WebhookError::Expired));
        assert_eq!(check("-9223372036854775808", &keys), Err(WebhookError::Expired));
        assert_eq!(check("soon", &keys), Err(WebhookError::MalformedTime));
        assert_eq!(check("1700000000", &[]), Err(WebhookError::NoKey));
        assert_eq!(
            check("1700000000", &[key.clone(), Secret::from("")]),
            Err(WebhookError::NoKey)
        );

        // Tencent Cloud says until when.
        let sent = |expires: i64| {
            let signature = Notification::TencentTiw.sign(&key, expires);
            let keys = std::slice::from_ref(&key);
            Notification::TencentTiw.verify(keys, &expires.to_string(), &signature, now, tolerance)
        };
        assert_eq!(sent(1_700_000_600), Ok(()));
        assert_eq!(sent(1_700_000_000), Ok(()));
        assert_eq!(sent(1_699_999_999), Err(WebhookError::Expired));
    }
}
