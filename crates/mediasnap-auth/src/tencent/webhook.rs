//! Signatures of notifications from Tencent Cloud.

use crate::hash::md5_hex;

/// Signs a notification with a time of expiry.
pub(crate) fn expiring_signature(expires: &str, key: &str) -> String {
    md5_hex(&[key, expires])
}

/// Signs a notification with the time of sending.
pub(crate) fn timestamped_signature(time: &str, key: &str) -> String {
    md5_hex(&[time, key])
}
