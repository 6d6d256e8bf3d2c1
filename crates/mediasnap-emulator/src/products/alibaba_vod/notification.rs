//! Signatures of notifications: two headers.

use mediasnap_auth::Secret;
use mediasnap_auth::webhook::Notification as Webhook;

use crate::notifications::{Notification, SignedNotification};

/// Name of the signature scheme.
pub(super) const SCHEME: &str = "AlibabaVod";

/// Signs a notification.
pub(super) fn sign(notification: &Notification, key: &Secret, now: i64) -> SignedNotification {
    let signature = Webhook::AlibabaVod {
        url: &notification.url,
    }
    .sign(key, now);
    SignedNotification {
        url: notification.url.clone(),
        headers: vec![
            ("X-VOD-TIMESTAMP", now.to_string()),
            ("X-VOD-SIGNATURE", signature),
        ],
        body: notification.body.to_string(),
    }
}
