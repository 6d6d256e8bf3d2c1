//! The text of a body that may be broken: a byte order mark, bytes that are not UTF-8, lone surrogates.

use std::borrow::Cow;

use serde_json::value::RawValue;

/// A byte order mark in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns `body` without a byte order mark.
pub fn without_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

/// Returns the text of `body`: bytes that are no UTF-8 become U+FFFD, and so does a lone surrogate that an escape names.
///
/// Legacy charsets of two bytes have ASCII characters as their second byte, `\` among them. They are taken for a part of the
/// character where the text is no JSON otherwise.
pub fn json_text(body: &[u8]) -> Cow<'_, str> {
    let body = without_byte_order_mark(body);
    let text = match (body, utf16(body)) {
        (_, Some(text)) => Cow::Owned(text),
        (body, None) => String::from_utf8_lossy(body),
    };
    let double = match &text {
        Cow::Owned(text) if !is_json(text) => Some(double_bytes(body)).filter(|text| is_json(text)),
        _ => None,
    };
    match double.map_or(text, Cow::Owned) {
        Cow::Borrowed(text) => without_lone_surrogates(text),
        Cow::Owned(text) => match without_lone_surrogates(&text) {
            Cow::Owned(text) => Cow::Owned(text),
            Cow::Borrowed(_) => Cow::Owned(text),
        },
    }
}

/// Whether `text` is one JSON value.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_ok()
}

/// The text of a body that begins with a byte order mark of UTF-16.
fn utf16(body: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match body {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let (pairs, _) = body[2..].as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Reads everything beyond ASCII as characters of two bytes.
fn double_bytes(body: &[u8]) -> String {
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((&first, others)) = rest.split_first() {
        rest = others;
        if first.is_ascii() {
            text.push(char::from(first));
            continue;
        }
        text.push(char::REPLACEMENT_CHARACTER);
        if let Some((0x40..=0xfe, others)) = others.split_first() {
            rest = others;
        }
    }
    text
}

/// Replaces escapes of lone surrogates by that of U+FFFD, which is as long: offsets stay the same.
pub fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut lone = Vec::new();
    let mut at = 0;
    while let Some(found) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| *byte == b'\\'))
    {
        at += found;
        match surrogate(bytes, at) {
            Some(0xd800..=0xdbff) if matches!(surrogate(bytes, at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(_) => {
                lone.push(at);
                at += 6;
            }
            None => at += 2,
        }
    }
    if lone.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut clean = text.to_owned();
    for at in lone {
        clean.replace_range(at..at + 6, "\\ufffd");
    }
    Cow::Owned(clean)
}

/// The surrogate that the escape at `at` names.
fn surrogate(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits)
        .ok()
        .filter(|digits| !digits.starts_with('+'))?;
    let unit = u16::from_str_radix(digits, 16).ok()?;
    (0xd800..=0xdfff).contains(&unit).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::{json_text, without_lone_surrogates};

    #[test]
    fn what_cannot_be_read_becomes_a_replacement() {
        for (body, text) in [
            (&b"\xef\xbb\xbf{}"[..], "{}"),
            (b"\"a\xffb\"", "\"a\u{fffd}b\""),
            (b"\"\xd6\xd0\"", "\"\u{fffd}\u{fffd}\""),
            // The second byte of the character is a backslash.
            (b"[\"\xba\\\"]", "[\"\u{fffd}\"]"),
            (b"\xff\xfe{\0}\0", "{}"),
            (br#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (
                br#""\ud83d \\ud83d \udc00\ud83d\ud83d\ude00""#,
                r#""\ufffd \\ud83d \ufffd\ufffd\ud83d\ude00""#,
            ),
            (br#""\ud8"#, r#""\ud8"#),
        ] {
            assert_eq!(json_text(body), text, "{body:?}");
        }
    }

    #[test]
    fn offsets_stay() {
        let text = "\"視\\udfff頻\"";
        assert_eq!(without_lone_surrogates(text).len(), text.len());
    }
}
