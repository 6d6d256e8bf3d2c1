//! The emulator's clock, which can be set, moved and stopped, and the time formats of the vendors.

use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// First and last second that the clock shows. Years have four digits.
pub(crate) const SPAN: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// The clock of the emulator.
#[derive(Debug)]
pub(crate) struct Clock {
    state: RwLock<ClockState>,
}

#[derive(Debug, Clone, Copy)]
struct ClockState {
    /// Time that the clock showed at `since`.
    shown: DateTime<Utc>,
    since: Instant,
    running: bool,
    /// Whether the clock shows the time of the machine.
    system: bool,
}

impl ClockState {
    fn now(&self) -> DateTime<Utc> {
        match (self.system, self.running) {
            (true, _) => Utc::now(),
            (false, false) => self.shown,
            (false, true) => {
                let elapsed = TimeDelta::from_std(self.since.elapsed()).unwrap_or(TimeDelta::MAX);
                self.shown
                    .checked_add_signed(elapsed)
                    .unwrap_or(DateTime::<Utc>::MAX_UTC)
            }
        }
    }
}

impl Clock {
    /// Creates a clock that starts at `start`. Default: the time of the machine.
    pub(crate) fn new(start: Option<DateTime<Utc>>) -> Self {
        let state = ClockState {
            shown: start.unwrap_or_else(Utc::now),
            since: Instant::now(),
            running: true,
            system: start.is_none(),
        };
        Self {
            state: RwLock::new(state),
        }
    }

    /// Returns the current time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).now()
    }

    /// Sets the clock, and whether it continues to run.
    pub(crate) fn set(&self, now: DateTime<Utc>, running: bool) {
        let state = ClockState {
            shown: now,
            since: Instant::now(),
            running,
            system: false,
        };
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Returns whether the clock runs.
    pub(crate) fn is_running(&self) -> bool {
        self.state.read().unwrap_or_else(PoisonError::into_inner).running
    }

    /// Returns the time that the clock shows, unless that is the time of the machine.
    pub(crate) fn emulated(&self) -> Option<DateTime<Utc>> {
        let state = *self.state.read().unwrap_or_else(PoisonError::into_inner);
        (!state.system).then(|| state.now())
    }

    /// Moves the clock by `delta`. A stopped clock remains stopped.
    pub(crate) fn advance(&self, delta: TimeDelta) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let now = state.now();
        *state = ClockState {
            shown: now.checked_add_signed(delta).unwrap_or(now),
            since: Instant::now(),
            running: state.running,
            system: false,
        };
    }
}

/// Formats a time as `2023-11-14T22:13:20Z`.
pub(crate) fn rfc3339(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Parses `2023-11-14T22:13:20Z`.
pub(crate) fn parse_rfc3339(text: &str) -> Option<DateTime<Utc>> {
    parse(text, "%Y-%m-%dT%H:%M:%SZ", 20)
}

/// Formats a time as `20231114221320`.
pub(crate) fn digits(time: DateTime<Utc>) -> String {
    time.format("%Y%m%d%H%M%S").to_string()
}

/// Parses `20231114221320`.
pub(crate) fn parse_digits(text: &str) -> Option<DateTime<Utc>> {
    parse(text, "%Y%m%d%H%M%S", 14)
}

/// Parses a time of a fixed length, so that years have four digits and there is always a time before and after.
fn parse(text: &str, format: &str, length: usize) -> Option<DateTime<Utc>> {
    let time = NaiveDateTime::parse_from_str(text, format).ok()?;
    (text.len() == length).then(|| time.and_utc())
}
