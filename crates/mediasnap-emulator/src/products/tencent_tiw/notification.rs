//! Signatures of notifications: two fields of the body.

use mediasnap_auth::Secret;
use mediasnap_auth::webhook::Notification as Webhook;
use serde_json::json;

use crate::notifications::{Notification, SignedNotification};

/// Name of the signature scheme.
pub(super) const SCHEME: &str = "TencentTiw";
/// Validity of a signature, in seconds.
const VALIDITY: i64 = 600;

/// Signs a notification.
pub(super) fn sign(notification: &Notification, key: &Secret, now: i64) -> SignedNotification {
    let (expires, mut body) = (now + VALIDITY, notification.body.clone());
    body["ExpireTime"] = json!(expires);
    body["Sign"] = json!(Webhook::TencentExpiring.sign(key, expires));
    SignedNotification {
        url: notification.url.clone(),
        headers: Vec::new(),
        body: body.to_string(),
    }
}
