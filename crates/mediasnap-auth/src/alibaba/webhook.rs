//! Signatures of notifications from Alibaba Cloud.

use crate::hash::md5_hex;

/// Signs a notification about a URL or a domain.
pub(crate) fn signature(subject: &str, time: &str, key: &str) -> String {
    md5_hex(&[subject, "|", time, "|", key])
}
