//! How often and how long a job is polled, and which errors do not end a wait. Retries are separate: they are inside each call.

use std::time::Duration;

use mediasnap_core::Error;

/// The longest deadline: a wait always ends.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// The shortest interval between two queries.
const SHORTEST: Duration = Duration::from_millis(10);

/// How a job is waited for.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct PollingPolicy {
    /// The time from the first query to the second.
    pub interval: Duration,
    /// By what the interval grows from query to query; 1 keeps it.
    pub growth: f64,
    /// The longest interval.
    pub max_interval: Duration,
    /// How long to wait altogether.
    pub timeout: Duration,
    /// How many consecutive failed queries are tolerated.
    pub max_consecutive_errors: u32,
    /// Which failed queries are tolerated at all.
    pub is_retryable: fn(&Error) -> bool,
}

impl PollingPolicy {
    /// First poll after 2 s, then with increasing intervals up to 15 s, for at most 30 min. Tolerates five consecutive transient errors.
    pub fn standard() -> Self {
        Self {
            interval: Duration::from_secs(2),
            growth: 1.5,
            max_interval: Duration::from_secs(15),
            timeout: Duration::from_secs(30 * 60),
            max_consecutive_errors: 5,
            is_retryable: Error::is_retryable,
        }
    }

    /// Every `interval`, for half an hour.
    pub fn every(interval: Duration) -> Self {
        Self {
            interval,
            growth: 1.0,
            max_interval: interval,
            ..Self::standard()
        }
    }

    /// Sets how long to wait altogether, a year at the most.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how many consecutive failed queries are tolerated.
    #[must_use]
    pub fn with_max_consecutive_errors(mut self, errors: u32) -> Self {
        self.max_consecutive_errors = errors;
        self
    }

    /// Sets which failed queries are tolerated at all.
    #[must_use]
    pub fn with_retryable(mut self, is_retryable: fn(&Error) -> bool) -> Self {
        self.is_retryable = is_retryable;
        self
    }

    pub(super) fn deadline(&self) -> Duration {
        self.timeout.min(LONGEST)
    }

    pub(super) fn first_interval(&self) -> Duration {
        self.interval.clamp(SHORTEST, LONGEST)
    }

    pub(super) fn next_interval(&self, interval: Duration) -> Duration {
        let most = self.max_interval.clamp(SHORTEST, LONGEST);
        let growth = if self.growth.is_finite() {
            self.growth.clamp(1.0, 100.0)
        } else {
            1.0
        };
        interval.mul_f64(growth).min(most.max(self.first_interval()))
    }
}

impl Default for PollingPolicy {
    fn default() -> Self {
        Self::standard()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::PollingPolicy;

    #[test]
    fn intervals_grow_up_to_the_longest() {
        let policy = PollingPolicy::standard();
        let mut interval = policy.first_interval();
        let mut seen = Vec::new();
        for _ in 0..8 {
            seen.push(interval.as_millis());
            interval = policy.next_interval(interval);
        }
        assert_eq!(seen, [2000, 3000, 4500, 6750, 10125, 15000, 15000, 15000]);
    }

    #[test]
    fn nonsense_is_bounded() {
        let mut policy = PollingPolicy::every(Duration::ZERO).with_timeout(Duration::MAX);
        policy.growth = f64::NAN;
        assert!(policy.first_interval() > Duration::ZERO);
        assert!(policy.next_interval(policy.first_interval()) > Duration::ZERO);
        assert!(policy.deadline() < Duration::MAX);
    }
}
