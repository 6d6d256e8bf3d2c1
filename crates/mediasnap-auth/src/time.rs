//! Dates in the vendors' formats, written and read without a format interpreter.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeZone as _, Timelike as _, Utc};

use crate::SignError;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// What a pattern's letters stand for, and the number of digits.
const FIELDS: &[u8; 6] = b"YMDhms";

/// `20231114T221320Z`, the date of Huawei Cloud.
pub(crate) const COMPACT: &str = "YYYYMMDDThhmmssZ";
/// `2023-11-14T22:13:20Z`, the date of Alibaba Cloud.
pub(crate) const EXTENDED: &str = "YYYY-MM-DDThh:mm:ssZ";
/// `2023-11-14`, the date in the scope of Tencent Cloud.
pub(crate) const DATE: &str = "YYYY-MM-DD";

/// The last second of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

/// Checks that a time can be written in every format.
pub(crate) fn check(time: DateTime<Utc>) -> Result<(), SignError> {
    if (0..=LAST_SECOND).contains(&time.timestamp()) {
        Ok(())
    } else {
        Err(SignError::TimeOutOfRange)
    }
}

/// Writes a time by a pattern of `Y`, `M`, `D`, `h`, `m` and `s`; other characters stand for themselves.
pub(crate) fn format(time: DateTime<Utc>, pattern: &str) -> String {
    let time = time.naive_utc();
    let (date, clock) = (time.date(), time.time());
    let mut out = pattern.as_bytes().to_vec();
    let mut next = 0;
    // a field is a run of one letter, and its last digits are what counts
    while let Some(letter) = out.get(next).copied() {
        let (value, digits) = match letter {
            b'Y' => (date.year().unsigned_abs(), 4),
            b'M' => (date.month(), 2),
            b'D' => (date.day(), 2),
            b'h' => (clock.hour(), 2),
            b'm' => (clock.minute(), 2),
            b's' => (clock.second(), 2),
            _ => (0, 0),
        };
        write_digits(out.get_mut(next..next + digits).unwrap_or_default(), value);
        next += digits.max(1);
    }
    // a pattern is text, and only letters of it became digits
    String::from_utf8(out).unwrap_or_default()
}

fn write_digits(slots: &mut [u8], mut value: u32) {
    for slot in slots.iter_mut().rev() {
        *slot = b"0123456789"[value as usize % 10];
        value /= 10;
    }
}

/// Reads a time by a pattern; `None` unless every character fits.
pub(crate) fn parse(text: &str, pattern: &str) -> Option<DateTime<Utc>> {
    if text.len() != pattern.len() {
        return None;
    }
    let mut fields = [0_u32; 6];
    for (byte, slot) in text.bytes().zip(pattern.bytes()) {
        match FIELDS.iter().position(|letter| *letter == slot) {
            Some(index) if byte.is_ascii_digit() => {
                fields[index] = fields[index] * 10 + u32::from(byte - b'0');
            }
            None if byte == slot => {}
            _ => return None,
        }
    }
    let [year, month, day, hour, minute, second] = fields;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some(Utc.from_utc_datetime(&date.and_hms_opt(hour, minute, second)?))
}

/// `Tue, 14 Nov 2023 22:13:20 GMT`, the date of HTTP.
pub(crate) fn format_http(time: DateTime<Utc>) -> String {
    let day = DAYS[time.weekday().num_days_from_monday() as usize];
    let month = MONTHS[time.month0() as usize];
    format!(
        "{day}, {} {month} {} GMT",
        format(time, "DD"),
        format(time, "YYYY hh:mm:ss")
    )
}

/// Reads a date of HTTP. The day of the week is redundant and not checked.
pub(crate) fn parse_http(text: &str) -> Option<DateTime<Utc>> {
    let (day, rest) = text.strip_suffix(" GMT")?.split_once(", ")?;
    DAYS.contains(&day).then_some(())?;
    let month = rest.get(3..6)?;
    let number = MONTHS.iter().position(|name| *name == month)? + 1;
    let numeric = format!("{}{number:02}{}", rest.get(..3)?, rest.get(6..)?);
    parse(&numeric, "DD MM YYYY hh:mm:ss")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_written_and_read() {
        let time = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert_eq!(format(time, COMPACT), "20231114T221320Z");
        assert_eq!(format(time, EXTENDED), "2023-11-14T22:13:20Z");
        assert_eq!(format(time, DATE), "2023-11-14");
        assert_eq!(format_http(time), "Tue, 14 Nov 2023 22:13:20 GMT");
        assert_eq!(parse("20231114T221320Z", COMPACT), Some(time));
        assert_eq!(parse("2023-11-14T22:13:20Z", EXTENDED), Some(time));
        assert_eq!(parse_http("Tue, 14 Nov 2023 22:13:20 GMT"), Some(time));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "20231314T221320Z",
            "20231114T2213200",
            "20231114t221320Z",
            "2023111 T221320Z",
        ] {
            assert_eq!(parse(text, COMPACT), None, "{text}");
        }
        for text in [
            "",
            "Tue, 14 Nov",
            "14 Nov 2023 22:13:20 GMT",
            "Tue, 14 Foo 2023 22:13:20 GMT",
        ] {
            assert_eq!(parse_http(text), None, "{text}");
        }
    }
}
