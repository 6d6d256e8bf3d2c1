//! Times and lengths: ours on one side, the spellings of the vendors on the other.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use mediasnap_core::Error;

use super::errors::{invalid, unsupported};

/// Whole seconds, for what a product counts in seconds.
pub(crate) fn seconds(time: Duration, what: &str) -> Result<i64, Error> {
    if time.subsec_nanos() != 0 {
        return Err(unsupported(format!("{what} takes whole seconds")));
    }
    i64::try_from(time.as_secs()).map_err(|_| invalid(format!("{what} is too long")))
}

/// Whole milliseconds, for what a product counts in milliseconds.
pub(crate) fn milliseconds(time: Duration, what: &str) -> Result<i64, Error> {
    if !time.subsec_nanos().is_multiple_of(1_000_000) {
        return Err(unsupported(format!("{what} takes whole milliseconds")));
    }
    i64::try_from(time.as_millis()).map_err(|_| invalid(format!("{what} is too long")))
}

/// A duration in seconds; `None` for negative numbers.
pub(crate) fn from_seconds(seconds: i64) -> Option<Duration> {
    u64::try_from(seconds).ok().map(Duration::from_secs)
}

/// A time as 14 digits `yyyyMMddHHmmss` in UTC; other text is none.
pub(crate) fn from_digits(text: &str) -> Option<DateTime<Utc>> {
    let is_digits = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    let time = NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok()?;
    is_digits.then(|| time.and_utc())
}

/// 14 digits `yyyyMMddHHmmss` in UTC.
pub(crate) fn to_digits(time: DateTime<Utc>) -> String {
    time.format("%Y%m%d%H%M%S").to_string()
}

/// A time as RFC 3339; empty and impossible text is none.
pub(crate) fn from_rfc3339(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text.trim())
        .ok()
        .map(|time| time.with_timezone(&Utc))
}

/// RFC 3339 in UTC, to the second.
pub(crate) fn to_rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A time in seconds since 1970; 0 and less is none.
pub(crate) fn from_epoch(seconds: i64) -> Option<DateTime<Utc>> {
    (seconds > 0)
        .then(|| DateTime::from_timestamp(seconds, 0))
        .flatten()
}

/// A time in milliseconds since 1970; 0 and less is none.
pub(crate) fn from_epoch_milliseconds(milliseconds: i64) -> Option<DateTime<Utc>> {
    (milliseconds > 0)
        .then(|| DateTime::from_timestamp_millis(milliseconds))
        .flatten()
}

/// A time in whichever of the spellings above, or `yyyy-MM-dd HH:mm:ss` in UTC.
pub(crate) fn from_any(text: &str) -> Option<DateTime<Utc>> {
    let plain = || NaiveDateTime::parse_from_str(text.trim(), "%Y-%m-%d %H:%M:%S").ok();
    from_digits(text)
        .or_else(|| from_rfc3339(text))
        .or_else(|| plain().map(|time| time.and_utc()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ErrorKind;

    #[test]
    fn seconds_are_whole_or_refused() {
        assert_eq!(seconds(Duration::from_secs(90), "x").unwrap(), 90);
        let error = seconds(Duration::from_millis(1500), "the interval").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(milliseconds(Duration::from_millis(1500), "x").unwrap(), 1500);
        assert!(milliseconds(Duration::from_micros(1), "x").is_err());
        assert!(seconds(Duration::MAX, "x").is_err());
        assert_eq!(from_seconds(-1), None);
    }

    #[test]
    fn every_spelling_of_a_time_is_the_same_time() {
        let time = from_epoch(1_605_701_613).unwrap();
        assert_eq!(to_digits(time), "20201118121333");
        assert_eq!(from_digits("20201118121333"), Some(time));
        assert_eq!(to_rfc3339(time), "2020-11-18T12:13:33Z");
        assert_eq!(from_rfc3339("2020-11-18T12:13:33Z"), Some(time));
        assert_eq!(from_rfc3339("2020-11-18T20:13:33+08:00"), Some(time));
        assert_eq!(from_epoch_milliseconds(1_605_701_613_000), Some(time));
        assert_eq!(from_any("2020-11-18 12:13:33"), Some(time));
        assert_eq!(from_any("20201118121333"), Some(time));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "0",
            "2020-13-40T08:05:59:57Z",
            "202011181213330",
            "2020111812133x",
        ] {
            assert_eq!(from_any(text), None, "{text}");
        }
        assert_eq!(from_epoch(0), None);
        assert_eq!(from_epoch_milliseconds(0), None);
    }
}
