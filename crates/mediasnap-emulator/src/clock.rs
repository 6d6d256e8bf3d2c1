//! The emulator's clock, which can be set, moved and stopped, and the vendors' ways of writing time.

use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// The first and the last second that the clock shows, so that years have four digits.
pub(crate) const SPAN: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// The time that the emulator lives in.
#[derive(Debug)]
pub(crate) struct Clock {
    state: RwLock<ClockState>,
}

#[derive(Debug, Clone, Copy)]
struct ClockState {
    /// What the clock showed at `since`.
    shown: DateTime<Utc>,
    since: Instant,
    running: bool,
    /// Whether the clock follows that of the machine.
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
    /// A clock that starts at `start`, or shows the machine's time without it.
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

    /// The time now.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).now()
    }

    /// Sets the clock, and says whether it goes on running.
    pub(crate) fn set(&self, now: DateTime<Utc>, running: bool) {
        let state = ClockState {
            shown: now,
            since: Instant::now(),
            running,
            system: false,
        };
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Whether the clock goes on by itself.
    pub(crate) fn is_running(&self) -> bool {
        self.state.read().unwrap_or_else(PoisonError::into_inner).running
    }

    /// Moves the clock by `delta`; a stopped clock stays stopped.
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

/// `2023-11-14T22:13:20Z`.
pub(crate) fn rfc3339(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2023-11-14T22:13:20Z`, or no time.
pub(crate) fn parse_rfc3339(text: &str) -> Option<DateTime<Utc>> {
    parse(text, "%Y-%m-%dT%H:%M:%SZ", 20)
}

/// `20231114221320`.
pub(crate) fn digits(time: DateTime<Utc>) -> String {
    time.format("%Y%m%d%H%M%S").to_string()
}

/// `20231114221320`, or no time.
pub(crate) fn parse_digits(text: &str) -> Option<DateTime<Utc>> {
    parse(text, "%Y%m%d%H%M%S", 14)
}

/// Years have four digits, so that there is always a time before and after.
fn parse(text: &str, format: &str, length: usize) -> Option<DateTime<Utc>> {
    let time = NaiveDateTime::parse_from_str(text, format).ok()?;
    (text.len() == length).then(|| time.and_utc())
}
