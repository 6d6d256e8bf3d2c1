//! Signatures of notifications: two headers.

use mediasnap_auth::Secret;
use mediasnap_auth::webhook::Notification as Webhook;

use crate::notifications::{Notification, SignedNotification};

/// Name of the signature scheme.
pub(super) const SCHEME: &str = "AlibabaIce";

/// Signs a notification.
pub(super) fn sign(notification: &Notification, key: &Secret, now: i64) -> SignedNotification {
    let signature = Webhook::AlibabaIce {
        url: &notification.url,
    }
    .sign(key, now);
    SignedNotification {
        url: notification.url.clone(),
        headers: vec![
            ("X-ICE-TIMESTAMP", now.to_string()),
            ("X-ICE-SIGNATURE", signature),
        ],
        body: notification.body.to_string(),
    }
}
