//! How images are downloaded: limits and retries.

use std::time::Duration;

use mediasnap_client::{DownloadLimits, RetryPolicy};
use mediasnap_core::Error;

/// How an image is downloaded. [`Client::download_options`](crate::Client::download_options) returns those of a client.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct DownloadOptions {
    /// When an image is requested again. Default: the policy of the client.
    pub retry: RetryPolicy,
    /// Maximum duration of the download of one image, retries included. Default: 10 min.
    pub timeout: Duration,
    /// Maximum time without data. Default: 60 s.
    pub idle_timeout: Duration,
    /// Maximum size of an image in bytes. Default: 256 MiB.
    pub max_size: u64,
    /// Whether a redirect may lead from a public address to a loopback, link-local or private one. Default: no.
    pub private_redirects: bool,
    /// Whether a file with other content is replaced; a symbolic link is replaced itself. Default: yes.
    pub replace: bool,
}

impl DownloadOptions {
    /// Returns the defaults, with `retry` as the retry policy.
    pub fn new(retry: RetryPolicy) -> Self {
        Self {
            retry,
            timeout: Duration::from_secs(600),
            idle_timeout: Duration::from_secs(60),
            max_size: 256 * 1024 * 1024,
            private_redirects: false,
            replace: true,
        }
    }

    pub(super) fn limits(&self) -> DownloadLimits {
        DownloadLimits {
            idle: self.idle_timeout,
            max_size: self.max_size,
            private_redirects: self.private_redirects,
        }
    }

    /// Returns the delay before the next request after attempt number `attempt` failed with `error`; `None` to give up. `jitter` is
    /// between 0 and 1.
    pub(super) fn delay(&self, error: &Error, attempt: u32, jitter: f64) -> Option<Duration> {
        let retry = &self.retry;
        if attempt >= retry.max_attempts || !error.is_retryable() {
            return None;
        }
        let doubled = retry
            .base_delay
            .saturating_mul(1 << attempt.saturating_sub(1).min(16));
        match error.retry_after() {
            // A longer wait is left to the caller, who sees it in the error.
            Some(wanted) => (wanted <= retry.max_delay).then_some(wanted),
            None => Some(doubled.min(retry.max_delay).mul_f64(jitter)),
        }
    }
}

impl Default for DownloadOptions {
    fn default() -> Self {
        Self::new(RetryPolicy::standard())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use mediasnap_core::{Error, ErrorKind};

    use super::DownloadOptions;

    #[test]
    fn what_is_requested_again() {
        let options = DownloadOptions::default();
        let again = |kind, status: Option<u16>| {
            let error = Error::new(kind, "x");
            let error = status.map_or(error.clone(), |status| error.with_status(status));
            options.delay(&error, 1, 0.5).is_some()
        };
        for kind in [
            ErrorKind::Unavailable,
            ErrorKind::Throttled,
            ErrorKind::Connect,
            ErrorKind::Transport,
            ErrorKind::Timeout,
        ] {
            assert!(again(kind, None), "{kind:?}");
        }
        assert!(!again(ErrorKind::PermissionDenied, Some(403)));
        assert!(!again(ErrorKind::NotFound, Some(404)));
        assert!(!again(ErrorKind::UnexpectedResponse, None));
        let busy = |seconds| {
            let wait = Some(Duration::from_secs(seconds));
            let error = Error::new(ErrorKind::Unavailable, "x").with_retry_after(wait);
            options.delay(&error, 1, 0.5)
        };
        assert_eq!(busy(2), Some(Duration::from_secs(2)));
        assert_eq!(busy(600), None);
        let error = Error::new(ErrorKind::Unavailable, "x");
        assert_eq!(options.delay(&error, 1, 0.5), Some(Duration::from_millis(100)));
        assert_eq!(options.delay(&error, 2, 0.5), Some(Duration::from_millis(200)));
        assert_eq!(options.delay(&error, 3, 0.5), None);
    }
}
