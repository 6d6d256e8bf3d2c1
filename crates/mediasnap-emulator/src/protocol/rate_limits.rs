//! Documented rate limits: calls of an operation per second and access key.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use mediasnap_core::operation::{Operation, RateLimit};

/// Calls that each access key has left.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter {
    buckets: Mutex<HashMap<(&'static str, String), Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl RateLimiter {
    /// Takes one call.
    ///
    /// # Errors
    /// Returns how long to wait for the next call.
    pub(crate) fn try_acquire(
        &self,
        product: &str,
        operation: &'static Operation,
        key: Option<&str>,
    ) -> Result<(), Duration> {
        let Some(RateLimit { per_second }) = operation.rate_limit else {
            return Ok(());
        };
        let (max, now) = (f64::from(per_second.max(1)), Instant::now());
        let owner = format!("{product}/{}", key.unwrap_or_default());
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets
            .entry((operation.id, owner))
            .or_insert(Bucket { left: max, at: now });
        let refill = now.saturating_duration_since(bucket.at).as_secs_f64() * max;
        bucket.left = (bucket.left + refill).min(max);
        bucket.at = now;
        if bucket.left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - bucket.left) / max));
        }
        bucket.left -= 1.0;
        Ok(())
    }

    pub(crate) fn clear(&self) {
        self.buckets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
