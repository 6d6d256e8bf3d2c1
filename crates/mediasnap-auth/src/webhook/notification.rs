//! Signed fields of a notification, its signature and the check of both.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::secret::{Secret, constant_time_eq};
use crate::{alibaba, huawei, tencent};

/// Notification, by the formula of its signature, with the fields that the signature covers in addition to key and time.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notification<'a> {
    /// Alibaba Cloud, to a configured URL. VOD sends the headers `X-VOD-TIMESTAMP` and `X-VOD-SIGNATURE`, ICE
    /// `X-ICE-TIMESTAMP` and `X-ICE-SIGNATURE`.
    AlibabaUrl {
        /// URL exactly as configured.
        url: &'a str,
    },
    /// Alibaba Cloud, about a domain. Live sends the headers `ALI-LIVE-TIMESTAMP` and `ALI-LIVE-SIGNATURE`.
    AlibabaDomain {
        /// Domain of the stream.
        domain: &'a str,
    },
    /// Tencent Cloud, with a time of expiry. TIW sends the members `ExpireTime` and `Sign` of the body, Live `t` and `sign`.
    TencentExpiring,
    /// Tencent Cloud, with the time of sending. MPS sends the members `Timestamp` and `Sign` of the body.
    TencentTimestamped,
    /// Huawei Cloud, with a message. VOD sends the headers `auth_timestamp` and `auth_sign`.
    HuaweiMessage {
        /// Member `message` of the body, a string.
        message: &'a str,
    },
    /// Huawei Cloud, about a stream. Live sends the members `auth_timestamp` and `auth_sign` of the body.
    HuaweiStream {
        /// Member `event`.
        event: &'a str,
        /// Member `domain`.
        domain: &'a str,
        /// Member `app`.
        app: &'a str,
        /// Member `stream`.
        stream: &'a str,
    },
}

impl fmt::Debug for Notification<'_> {
    /// Shows which formula it is: the address may hold a password, and the message is a body.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AlibabaUrl { .. } => "AlibabaUrl",
            Self::AlibabaDomain { .. } => "AlibabaDomain",
            Self::TencentExpiring => "TencentExpiring",
            Self::TencentTimestamped => "TencentTimestamped",
            Self::HuaweiMessage { .. } => "HuaweiMessage",
            Self::HuaweiStream { .. } => "HuaweiStream",
        })
    }
}

/// Reason why a notification is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// There is no key, or an empty one, with which anyone can sign.
    #[error("there is no key to check the notification with")]
    NoKey,
    /// The time is not a number of seconds since 1970.
    #[error("the time of the notification is malformed")]
    MalformedTime,
    /// The notification is too old, or from the future.
    #[error("the notification has expired")]
    Expired,
    /// The signature does not match any of the keys.
    #[error("the signature of the notification is wrong")]
    BadSignature,
}

impl Notification<'_> {
    /// Returns the signature. `time` is in seconds since 1970: the time of sending or, for
    /// [`Notification::TencentExpiring`], of expiry.
    pub fn sign(&self, key: &Secret, time: i64) -> String {
        let (key, time) = (key.expose(), &*time.to_string());
        match *self {
            Self::AlibabaUrl { url: subject } | Self::AlibabaDomain { domain: subject } => {
                alibaba::webhook::signature(subject, time, key)
            }
            Self::TencentExpiring => tencent::webhook::expiring_signature(time, key),
            Self::TencentTimestamped => tencent::webhook::timestamped_signature(time, key),
            Self::HuaweiMessage { message } => huawei::webhook::message_signature(message, time, key),
            Self::HuaweiStream {
                event,
                domain,
                app,
                stream,
            } => huawei::webhook::stream_signature([event, domain, app, stream], time, key),
        }
    }

    /// Checks time and signature as received. While a key is being replaced, pass both the old and the new one.
    ///
    /// A time of sending may differ from `now` by `tolerance` in either direction; a time of expiry has none.
    ///
    /// # Errors
    ///
    /// If the notification is not genuine, or has expired.
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
            Self::TencentExpiring => seconds < now.timestamp(),
            _ => seconds.abs_diff(now.timestamp()) > tolerance.as_secs(),
        };
        if expired {
            return Err(WebhookError::Expired);
        }
        // tries every key, whichever matches
        let matching = keys
            .iter()
            .filter(|key| constant_time_eq(&self.sign(key, seconds), signature))
            .count();
        if matching > 0 {
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
    fn notifications_that_are_not_genuine_are_rejected() {
        let (key, other) = (Secret::from("key"), Secret::from("other"));
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let tolerance = Duration::from_secs(300);
        let message = Notification::HuaweiMessage { message: "{}" };
        let signature = message.sign(&key, 1_700_000_000);
        let keys = [other.clone(), key.clone()];
        let check = |time: &str, keys: &[Secret]| message.verify(keys, time, &signature, now, tolerance);
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

        // Tencent Cloud sends the time of expiry
        let sent = |expires: i64| {
            let signature = Notification::TencentExpiring.sign(&key, expires);
            let keys = std::slice::from_ref(&key);
            Notification::TencentExpiring.verify(keys, &expires.to_string(), &signature, now, tolerance)
        };
        assert_eq!(sent(1_700_000_600), Ok(()));
        assert_eq!(sent(1_700_000_000), Ok(()));
        assert_eq!(sent(1_699_999_999), Err(WebhookError::Expired));
    }
}
