//! Signatures of notifications from Tencent Cloud.

use crate::hash::md5_hex;

/// Signs a notification of TIW or Live, which says until when it is valid.
pub(crate) fn signature_until(expires: &str, key: &str) -> String {
    md5_hex(&[key, expires])
}

/// Signs a notification of MPS, which says when it was sent.
pub(crate) fn mps_signature(time: &str, key: &str) -> String {
    md5_hex(&[time, key])
}
