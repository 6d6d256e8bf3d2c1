//! Signatures of notifications from Huawei Cloud.

use crate::encode;
use crate::hash::Hash;

/// Signs a notification with a message.
pub(crate) fn message_signature(message: &str, time: &str, key: &str) -> String {
    signature(&["VOD_", time, "_", message], key)
}

/// Signs a notification about a stream from its event, domain, app and stream.
pub(crate) fn stream_signature([event, domain, app, stream]: [&str; 4], time: &str, key: &str) -> String {
    signature(&[event, domain, app, stream, time], key)
}

fn signature(parts: &[&str], key: &str) -> String {
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    encode::to_hex(&Hash::Sha256.hmac(key.as_bytes(), &parts))
}
