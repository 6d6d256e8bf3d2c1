//! Durations in error messages.

use std::time::Duration;

/// Writes a duration in seconds.
pub(super) fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}
