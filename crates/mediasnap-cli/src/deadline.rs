//! How long a command may take.

use std::future::Future;
use std::time::{Duration, Instant};

use crate::failure::{Exit, Failure};

/// The time a call gets when none is given.
const DEFAULT: Duration = Duration::from_secs(120);

/// The moment at which a command gives up, whatever it is doing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    started: Instant,
    limit: Duration,
}

impl Deadline {
    /// Starts the clock.
    pub(crate) fn start(limit: Option<Duration>) -> Self {
        Self {
            started: Instant::now(),
            limit: limit.unwrap_or(DEFAULT),
        }
    }

    /// What is left for a call, and a little, so that the deadline itself ends what takes too long.
    pub(crate) fn left(self) -> Duration {
        self.limit.saturating_sub(self.started.elapsed()) + Duration::from_millis(10)
    }

    /// What is left for waiting, and a little less, so that a wait that takes too long can still tell how the job was last seen.
    pub(crate) fn for_waits(self) -> Duration {
        let left = self.limit.saturating_sub(self.started.elapsed());
        left.saturating_sub(Duration::from_millis(50).min(left / 10))
    }

    /// Runs `work` until the deadline; `what` says in the error what was not done.
    pub(crate) async fn bound<T>(
        self,
        what: &str,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let left = self.limit.saturating_sub(self.started.elapsed());
        match tokio::time::timeout(left, work).await {
            Ok(result) => result,
            Err(_) => Err(Failure::new(
                Exit::Timeout,
                format!("timed out: {}", self.passed(what)),
            )),
        }
    }

    /// Says that `what` took too long.
    pub(crate) fn passed(self, what: &str) -> String {
        format!("{what}: not done within {} s", self.limit.as_secs_f64())
    }
}

/// Reads `500ms`, `2s`, `1.5s`, `5m` or `1h`.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || "give a number and a unit: 500ms, 2s, 5m or 1h".to_owned();
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .ok_or_else(wrong)?;
    let (number, unit) = text.split_at(digits);
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "ms" => number / 1000.0,
        "s" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        _ => return Err(wrong()),
    };
    if seconds < 0.001 {
        return Err("it must be 1ms at least".to_owned());
    }
    if seconds > 30.0 * 24.0 * 3600.0 {
        return Err("it must be 30 days at most".to_owned());
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
    fn refuses_what_is_no_duration() {
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
