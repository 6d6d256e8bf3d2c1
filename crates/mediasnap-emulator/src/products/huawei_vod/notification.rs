//! Signatures of notifications: two headers, over the message in the body.

use mediasnap_auth::Secret;
use mediasnap_auth::webhook::Notification as Webhook;
use serde_json::json;

use crate::notifications::{Notification, SignedNotification};

/// Name of the signature scheme.
pub(super) const SCHEME: &str = "HuaweiVod";

/// Signs a notification.
pub(super) fn sign(notification: &Notification, key: &Secret, now: i64) -> SignedNotification {
    let message = notification.body.to_string();
    let signature = Webhook::HuaweiMessage { message: &message }.sign(key, now);
    SignedNotification {
        url: notification.url.clone(),
        headers: vec![("auth_timestamp", now.to_string()), ("auth_sign", signature)],
        body: json!({ "message": message }).to_string(),
    }
}
