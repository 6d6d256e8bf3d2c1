//! The documented rate limits: so many calls of an operation in a second, for each key.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use mediasnap_core::operation::{Operation, RateLimit};

/// The calls that each key has left.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    buckets: Mutex<HashMap<(&'static str, String), Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Limits {
    /// Takes one call; or says how long to wait for the next.
    pub(crate) fn take(
        &self,
        product: &str,
        operation: &'static Operation,
        key: Option<&str>,
    ) -> Result<(), Duration> {
        let Some(RateLimit { per_second }) = operation.rate_limit else {
            return Ok(());
        };
        let (most, now) = (f64::from(per_second.max(1)), Instant::now());
        let owner = format!("{product}/{}", key.unwrap_or_default());
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets
            .entry((operation.id, owner))
            .or_insert(Bucket { left: most, at: now });
        let refill = now.saturating_duration_since(bucket.at).as_secs_f64() * most;
        bucket.left = (bucket.left + refill).min(most);
        bucket.at = now;
        if bucket.left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - bucket.left) / most));
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
