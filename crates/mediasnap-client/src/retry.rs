//! When a request is sent again, and after how long.

use std::time::Duration;

use mediasnap_core::{Error, ErrorKind};

/// How often a call is tried, and with which delays.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The most requests that one call sends; 1 never sends again.
    pub max_attempts: u32,
    /// The delay that the first retry is spread over; each further one doubles it.
    pub base_delay: Duration,
    /// The longest delay; where the vendor asks for a longer one, the error is returned.
    pub max_delay: Duration,
    /// Whether a create is sent again when it is unknown whether the vendor took it.
    pub non_idempotent_retries: bool,
}

impl RetryPolicy {
    /// One request, whatever happens.
    pub fn none() -> Self {
        Self {
            max_attempts: 1,
            ..Self::standard()
        }
    }

    /// Three requests, 200 ms base delay, 20 s at the most, creates never twice.
    pub fn standard() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(20),
            non_idempotent_retries: false,
        }
    }

    /// Sets the most requests that one call sends, at least one.
    #[must_use]
    pub fn with_max_attempts(mut self, max_attempts: u32) -> Self {
        self.max_attempts = max_attempts.max(1);
        self
    }

    /// Allows creates to be sent again when it is unknown whether the vendor took them: a job may then exist twice.
    #[must_use]
    pub fn with_non_idempotent_retries(mut self, non_idempotent_retries: bool) -> Self {
        self.non_idempotent_retries = non_idempotent_retries;
        self
    }

    /// Whether `error`, got at attempt number `attempt`, is worth another request.
    pub(crate) fn allows(&self, error: &Error, attempt: u32, idempotent: bool) -> bool {
        // A refused key is not tried again, whatever the code: vendors lock keys after a few refusals.
        if attempt >= self.max_attempts || matches!(error.status(), Some(401 | 403)) {
            return false;
        }
        // A request before the time that the vendor asks for is sent in vain.
        if error.retry_after().is_some_and(|delay| delay > self.max_delay) {
            return false;
        }
        match error.kind() {
            // Rejected before any work was done, or never sent.
            ErrorKind::Throttled | ErrorKind::Connect => error.is_retryable(),
            _ => error.is_retryable() && (idempotent || self.non_idempotent_retries),
        }
    }

    /// The delay before the next attempt: what the vendor asks for, or full jitter over a doubling range.
    pub(crate) fn delay(&self, error: &Error, attempt: u32, jitter: f64) -> Duration {
        if let Some(asked) = error.retry_after() {
            return asked;
        }
        let doubled = self
            .base_delay
            .saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1).min(16)));
        doubled.min(self.max_delay).mul_f64(jitter.clamp(0.0, 1.0))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::standard()
    }
}
