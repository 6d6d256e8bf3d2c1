//! Dates in the vendors' formats: formatting and parsing.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeZone as _, Timelike as _, Utc};

use crate::bytes::Short;
use crate::error::SignError;

const DAYS: [&[u8; 3]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// Letters of a pattern: year, month, day, hour, minute and second.
const FIELDS: &[u8; 6] = b"YMDhms";

/// `20231114T221320Z`, the date format of Huawei Cloud.
pub(crate) const COMPACT: &str = "YYYYMMDDThhmmssZ";
/// `2023-11-14T22:13:20Z`, the date format of Alibaba Cloud.
pub(crate) const EXTENDED: &str = "YYYY-MM-DDThh:mm:ssZ";

/// Last second of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

/// Rejects a time that some format cannot represent.
pub(crate) fn validate(time: DateTime<Utc>) -> Result<(), SignError> {
    if (0..=LAST_SECOND).contains(&time.timestamp()) {
        Ok(())
    } else {
        Err(SignError::TimeOutOfRange)
    }
}

/// Returns the digits of a time: four for the year, two each for month, day, hour, minute and second.
fn digits(time: DateTime<Utc>) -> [u8; 14] {
    let time = time.naive_utc();
    let (date, clock) = (time.date(), time.time());
    let year = date.year().unsigned_abs();
    let ([y1, y2], [y3, y4]) = (two(year / 100), two(year % 100));
    let ([o1, o2], [d1, d2]) = (two(date.month()), two(date.day()));
    let ([h1, h2], [m1, m2], [s1, s2]) = (two(clock.hour()), two(clock.minute()), two(clock.second()));
    [y1, y2, y3, y4, o1, o2, d1, d2, h1, h2, m1, m2, s1, s2]
}

/// Returns the last two decimal digits of a number.
fn two(number: u32) -> [u8; 2] {
    const DIGITS: &[u8; 10] = b"0123456789";
    [
        DIGITS[(number / 10 % 10) as usize],
        DIGITS[(number % 10) as usize],
    ]
}

/// Formats a time as [`COMPACT`].
pub(crate) fn compact(time: DateTime<Utc>) -> [u8; 16] {
    let [y1, y2, y3, y4, o1, o2, d1, d2, h1, h2, m1, m2, s1, s2] = digits(time);
    [y1, y2, y3, y4, o1, o2, d1, d2, b'T', h1, h2, m1, m2, s1, s2, b'Z']
}

/// Formats a time as [`EXTENDED`].
pub(crate) fn extended(time: DateTime<Utc>) -> [u8; 20] {
    let [y1, y2, y3, y4, o1, o2, d1, d2, h1, h2, m1, m2, s1, s2] = digits(time);
    [
        y1, y2, y3, y4, b'-', o1, o2, b'-', d1, d2, b'T', h1, h2, b':', m1, m2, b':', s1, s2, b'Z',
    ]
}

/// Formats the day of a time as `2023-11-14`, as in the scope of Tencent Cloud.
pub(crate) fn date(time: DateTime<Utc>) -> [u8; 10] {
    let [y1, y2, y3, y4, o1, o2, d1, d2, ..] = digits(time);
    [y1, y2, y3, y4, b'-', o1, o2, b'-', d1, d2]
}

/// Formats a time as the number of seconds since 1970.
pub(crate) fn seconds(time: DateTime<Utc>) -> Short<20> {
    Short::written(|bytes| {
        let mut rest = time.timestamp().unsigned_abs();
        let mut length = 0;
        while length == 0 || rest > 0 {
            bytes[length] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
            length += 1;
            rest /= 10;
        }
        bytes[..length].reverse();
        length
    })
}

/// Parses a time by a pattern of `Y`, `M`, `D`, `h`, `m` and `s`; other characters match themselves. `None` unless every
/// character matches.
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

/// Formats a time as an HTTP date, `Tue, 14 Nov 2023 22:13:20 GMT`.
pub(crate) fn http(time: DateTime<Utc>) -> [u8; 29] {
    let [y1, y2, y3, y4, _, _, d1, d2, h1, h2, m1, m2, s1, s2] = digits(time);
    let [w1, w2, w3] = *DAYS[time.weekday().num_days_from_monday() as usize];
    let [n1, n2, n3] = *MONTHS[time.month0() as usize];
    [
        w1, w2, w3, b',', b' ', d1, d2, b' ', n1, n2, n3, b' ', y1, y2, y3, y4, b' ', h1, h2, b':', m1, m2,
        b':', s1, s2, b' ', b'G', b'M', b'T',
    ]
}

/// Parses an HTTP date. The day of the week is redundant and not compared with the date.
pub(crate) fn parse_http(text: &str) -> Option<DateTime<Utc>> {
    let (day, rest) = text.strip_suffix(" GMT")?.split_once(", ")?;
    DAYS.iter().find(|name| name[..] == *day.as_bytes())?;
    let month = rest.get(3..6)?.as_bytes();
    let number = MONTHS.iter().position(|name| name[..] == *month)? + 1;
    let numeric = format!("{}{number:02}{}", rest.get(..3)?, rest.get(6..)?);
    parse(&numeric, "DD MM YYYY hh:mm:ss")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_formatted_and_parsed() {
        let time = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        assert_eq!(&compact(time), b"20231114T221320Z");
        assert_eq!(&extended(time), b"2023-11-14T22:13:20Z");
        assert_eq!(&date(time), b"2023-11-14");
        assert_eq!(&http(time), b"Tue, 14 Nov 2023 22:13:20 GMT");
        assert_eq!(parse("20231114T221320Z", COMPACT), Some(time));
        assert_eq!(parse("2023-11-14T22:13:20Z", EXTENDED), Some(time));
        assert_eq!(parse_http("Tue, 14 Nov 2023 22:13:20 GMT"), Some(time));
    }

    #[test]
    fn seconds_are_written_in_full() {
        for seconds in [0, 9, 10, 1_700_000_000, LAST_SECOND] {
            let time = DateTime::from_timestamp(seconds, 0).unwrap();
            assert_eq!(super::seconds(time).as_str(), seconds.to_string());
        }
    }

    #[test]
    fn invalid_dates_are_rejected() {
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
