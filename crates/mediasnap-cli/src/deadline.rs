//! The time limit of a command.

use std::future::Future;
use std::time::{Duration, Instant};

use crate::error::{CliError, ExitStatus};

/// The moment at which a command is aborted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    started: Instant,
    limit: Duration,
}

impl Deadline {
    /// Starts the clock.
    pub(crate) fn start(limit: Duration) -> Self {
        Self {
            started: Instant::now(),
            limit,
        }
    }

    /// Returns the timeout for a call: a little more than the remaining time, so that the deadline ends it first.
    pub(crate) fn remaining(self) -> Duration {
        self.left() + Duration::from_millis(10)
    }

    /// Returns the timeout for a wait or a create: a little less than the remaining time, so that it can still report the last
    /// state of the job, or whether the request was sent.
    pub(crate) fn remaining_for_wait(self) -> Duration {
        let left = self.left();
        left.saturating_sub(Duration::from_millis(50).min(left / 10))
    }

    /// Runs `work`, and aborts it at the deadline with an error about `what`.
    pub(crate) async fn run<T>(
        self,
        what: &str,
        work: impl Future<Output = Result<T, CliError>>,
    ) -> Result<T, CliError> {
        match tokio::time::timeout(self.left(), work).await {
            Ok(result) => result,
            Err(_) => Err(self.error(what)),
        }
    }

    /// Returns the error for `what` that took too long.
    pub(crate) fn error(self, what: &str) -> CliError {
        CliError::new(ExitStatus::Timeout, format!("timed out: {}", self.exceeded(what)))
    }

    /// Whether nothing more can be sent.
    pub(crate) fn is_over(self) -> bool {
        self.left() < Duration::from_millis(100)
    }

    /// Returns the message for `what` that took too long.
    pub(crate) fn exceeded(self, what: &str) -> String {
        format!("{what}: not finished within {} s", self.limit.as_secs_f64())
    }

    fn left(self) -> Duration {
        self.limit.saturating_sub(self.started.elapsed())
    }
}

/// Parses `500ms`, `2s`, `1.5s`, `5m` or `1h`.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let invalid = || "must be a number with a unit: 500ms, 2s, 5m or 1h".to_owned();
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .ok_or_else(invalid)?;
    let (number, unit) = text.split_at(digits);
    let number: f64 = number.parse().map_err(|_| invalid())?;
    let seconds = match unit {
        "ms" => number / 1000.0,
        "s" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        _ => return Err(invalid()),
    };
    if seconds < 0.001 {
        return Err("must be at least 1ms".to_owned());
    }
    if seconds > 30.0 * 24.0 * 3600.0 {
        return Err("must be at most 30 days".to_owned());
    }
    Ok(Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        assert_eq!(parse("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(parse("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(parse("5m"), Ok(Duration::from_secs(300)));
        assert_eq!(parse("1h"), Ok(Duration::from_secs(3600)));
    }

    #[test]
    fn invalid_durations() {
        for text in [
            "",
            "2",
            "s",
            "-2s",
            "2 s",
            "2d",
            "0s",
            "1.2.3s",
            "99999999h",
            "nans",
            "infs",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
