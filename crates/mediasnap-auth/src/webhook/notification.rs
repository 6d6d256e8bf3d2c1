//! Signed fields of a notification, its signature and the check of both.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::secret::{Secret, constant_time_eq};
use crate::{alibaba, huawei, tencent};

/// Kind of a notification, with the fields that its signature covers in addition to the key and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notification<'a> {
    /// Alibaba Cloud VOD: headers `X-VOD-TIMESTAMP` and `X-VOD-SIGNATURE`.
    AlibabaVod {
        /// URL exactly as configured.
        url: &'a str,
    },
    /// Alibaba Cloud ICE: headers `X-ICE-TIMESTAMP` and `X-ICE-SIGNATURE`.
    AlibabaIce {
        /// URL exactly as configured.
        url: &'a str,
    },
    /// Alibaba Cloud Live: headers `ALI-LIVE-TIMESTAMP` and `ALI-LIVE-SIGNATURE`.
    AlibabaLive {
        /// Domain of the stream.
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
        /// Member `message` of the body, a string.
        message: &'a str,
    },
    /// Huawei Cloud Live, start or end of a stream: members `auth_timestamp` and `auth_sign` of the body.
    HuaweiLive {
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
    /// Returns the signature. `time` is in seconds since 1970: the time of sending or, for Tencent Cloud TIW and Live, of
    /// expiry.
    pub fn sign(&self, key: &Secret, time: i64) -> String {
        let (key, time) = (key.expose(), &*time.to_string());
        match *self {
            Self::AlibabaVod { url: subject }
            | Self::AlibabaIce { url: subject }
            | Self::AlibabaLive { domain: subject } => alibaba::webhook::signature(subject, time, key),
            Self::TencentTiw | Self::TencentLive => tencent::webhook::signature_until(time, key),
            Self::TencentMps => tencent::webhook::mps_signature(time, key),
            Self::HuaweiVod { message } => huawei::webhook::vod_signature(message, time, key),
            Self::HuaweiLive {
                event,
                domain,
                app,
                stream,
            } => huawei::webhook::live_signature([event, domain, app, stream], time, key),
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
            Self::TencentTiw | Self::TencentLive => seconds < now.timestamp(),
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

        // Tencent Cloud sends the time of expiry
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
