//! Times of arguments: within a source, and of the calendar.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::deadline;

/// Parses a time within a source: zero, a duration, or `[HH:]MM:SS` with or without a fraction.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    if ["0", "0s", "0ms"].contains(&text) {
        return Ok(Duration::ZERO);
    }
    if !text.contains(':') {
        return deadline::parse(text);
    }
    clock(text).ok_or_else(|| "must be a time such as 65s, 1500ms, 00:01:05 or 01:05.5".to_owned())
}

/// Parses `[HH:]MM:SS[.fraction]`.
fn clock(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let nanoseconds: u32 = Some(fraction)
        .filter(is_number)
        .filter(|fraction| fraction.len() <= 9)
        .and_then(|fraction| format!("{fraction:0<9}").parse().ok())?;
    let parts: Vec<&str> = whole.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [hours, minutes, seconds] => (*hours, *minutes, *seconds),
        [minutes, seconds] => ("0", *minutes, *seconds),
        _ => return None,
    };
    let number = |part: &str, limit: u64| -> Option<u64> {
        let number = Some(part).filter(is_number)?.parse().ok()?;
        (number < limit).then_some(number)
    };
    // Minutes may exceed an hour where no hours are given.
    let minutes_limit = if parts.len() == 3 { 60 } else { 60_000 };
    let (hours, minutes) = (number(hours, 1000)?, number(minutes, minutes_limit)?);
    let seconds = number(seconds, 60)?;
    Some(Duration::new(hours * 3600 + minutes * 60 + seconds, nanoseconds))
}

/// Parses a date and time with an offset.
pub(super) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let form =
        "must be a date and time with an offset, such as 2026-01-31T00:00:00Z or 2026-01-31T08:00:00+08:00";
    text.parse().map_err(|_| form.to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{instant, time};

    #[test]
    fn times_within_a_source() {
        for (text, milliseconds) in [
            ("0", 0),
            ("0s", 0),
            ("1500ms", 1500),
            ("2m", 120_000),
            ("00:00:00", 0),
            ("00:01:05", 65_000),
            ("1:05", 65_000),
            ("90:00", 5_400_000),
            ("00:01:05.5", 65_500),
            ("01:05.250", 65_250),
            ("100:00:00", 360_000_000),
        ] {
            assert_eq!(time(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        for text in [
            "",
            ":",
            "1:",
            ":05",
            "00:60:00",
            "00:00:60",
            "1:2:3:4",
            "-1:05",
            "+1:05",
            "01:05.",
            "01:0x",
            "1:05s",
            "01:05.0123456789",
        ] {
            assert!(time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn instants_have_an_offset() {
        let midnight = instant("2026-01-31T00:00:00Z").unwrap();
        assert_eq!(instant("2026-01-31T08:00:00+08:00"), Ok(midnight));
        for text in ["2026-01-31", "2026-01-31T00:00:00", "now", ""] {
            assert!(
                instant(text).unwrap_err().contains("2026-01-31T00:00:00Z"),
                "{text}"
            );
        }
    }
}
