//! Limits of connections and requests.

use std::time::Duration;

/// Maximum size of a request body, which is that of Tencent Cloud.
pub(super) const MAX_BODY: usize = 10 * 1024 * 1024;
/// Maximum size of a request body that any number of requests may send at the same time.
pub(super) const SMALL_BODY: usize = 32 * 1024;
/// Maximum number of larger bodies that are held in memory. Other requests with larger bodies wait.
pub(super) const LARGE_BODIES: usize = 2;
/// Maximum size of the head of a request.
pub(super) const MAX_HEAD: usize = 128 * 1024;

/// Limits that can be configured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Maximum time to send the head of a request, and its body.
    pub(crate) request_timeout: Duration,
    /// Maximum number of open connections.
    pub(crate) connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_timeout: Duration::from_secs(20),
            connections: 512,
        }
    }
}
