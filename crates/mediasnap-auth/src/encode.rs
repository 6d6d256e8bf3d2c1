//! The encodings of canonical forms: percent, form, hexadecimal, base64.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A query or form parameter, decoded. Bytes, because a query on the wire need not be UTF-8.
pub(crate) type Pair<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

const UPPER_HEX: &[u8; 16] = b"0123456789ABCDEF";
const LOWER_HEX: &[u8; 16] = b"0123456789abcdef";

/// The characters every vendor leaves alone: letters, digits, `-`, `_`, `.` and `~`.
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

fn push_hex_digits(out: &mut String, byte: u8, digits: &[u8; 16]) {
    out.push(char::from(digits[usize::from(byte >> 4)]));
    out.push(char::from(digits[usize::from(byte & 15)]));
}

/// Appends the ASCII characters that are `kept` as they are, and every other byte as `%` and two upper-case digits.
fn escape(out: &mut String, bytes: &[u8], kept: impl Fn(u8) -> bool) {
    for &byte in bytes {
        if kept(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            push_hex_digits(out, byte, UPPER_HEX);
        }
    }
}

/// Appends `bytes` percent-encoded: only the unreserved characters stay.
pub(crate) fn percent(out: &mut String, bytes: &[u8]) {
    escape(out, bytes, is_unreserved);
}

/// Appends a path percent-encoded, its slashes kept.
pub(crate) fn percent_path(out: &mut String, bytes: &[u8]) {
    escape(out, bytes, |byte| is_unreserved(byte) || byte == b'/');
}

/// Appends `bytes` form-encoded: like [`percent`], but a space becomes `+`.
fn form(out: &mut String, bytes: &[u8]) {
    for (index, piece) in bytes.split(|byte| *byte == b' ').enumerate() {
        if index > 0 {
            out.push('+');
        }
        percent(out, piece);
    }
}

/// Appends `key=value&key=value`, both sides percent-encoded.
pub(crate) fn percent_pairs(out: &mut String, pairs: &[Pair<'_>]) {
    join(out, pairs, percent, percent);
}

/// Appends `key=value&key=value`, both sides form-encoded.
pub(crate) fn form_pairs(out: &mut String, pairs: &[Pair<'_>]) {
    join(out, pairs, form, form);
}

/// Appends `key=value&key=value` with an encoding for each side.
pub(crate) fn join(
    out: &mut String,
    pairs: &[Pair<'_>],
    key: impl Fn(&mut String, &[u8]),
    value: impl Fn(&mut String, &[u8]),
) {
    for (index, pair) in pairs.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        key(out, &pair.0);
        out.push('=');
        value(out, &pair.1);
    }
}

/// Decodes percent escapes. What is no valid escape stays as it is, as in `100%`.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, [u8]> {
    if text.contains('%') {
        Cow::Owned(unescape(text, false))
    } else {
        Cow::Borrowed(text.as_bytes())
    }
}

/// Decodes percent escapes, and `+` as a space.
pub(crate) fn form_decode(text: &str) -> Cow<'_, [u8]> {
    if text.contains(['%', '+']) {
        Cow::Owned(unescape(text, true))
    } else {
        Cow::Borrowed(text.as_bytes())
    }
}

fn unescape(text: &str, plus_is_space: bool) -> Vec<u8> {
    let mut rest = text.as_bytes();
    let mut out = Vec::with_capacity(rest.len());
    while let [first, tail @ ..] = rest {
        if let [b'%', high, low, after @ ..] = rest
            && let (Some(high), Some(low)) = (hex_value(*high), hex_value(*low))
        {
            out.push(high << 4 | low);
            rest = after;
        } else {
            out.push(if plus_is_space && *first == b'+' {
                b' '
            } else {
                *first
            });
            rest = tail;
        }
    }
    out
}

const fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Splits a query or form text into decoded parameters, in order; empty pieces (`&&`) are dropped.
pub(crate) fn parse_pairs(text: &str) -> Vec<Pair<'_>> {
    text.split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let (key, value) = piece.split_once('=').unwrap_or((piece, ""));
            (form_decode(key), form_decode(value))
        })
        .collect()
}

/// Appends lower-case hexadecimal digits.
pub(crate) fn hex(out: &mut String, bytes: &[u8]) {
    for &byte in bytes {
        push_hex_digits(out, byte, LOWER_HEX);
    }
}

/// Lower-case hexadecimal digits as a text of their own.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    hex(&mut out, bytes);
    out
}

/// The bytes that hexadecimal digits stand for.
#[cfg(feature = "ecdsa-sm2")]
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks_exact(2);
    if !digits.remainder().is_empty() {
        return None;
    }
    digits
        .map(|pair| Some(hex_value(pair[0])? << 4 | hex_value(pair[1])?))
        .collect()
}

/// The 64 lower-case hexadecimal digits of a digest, on the stack.
pub(crate) fn hex_array(digest: &[u8; 32]) -> [u8; 64] {
    let mut out = [0; 64];
    for (pair, byte) in out.chunks_exact_mut(2).zip(digest) {
        pair.copy_from_slice(&[
            LOWER_HEX[usize::from(byte >> 4)],
            LOWER_HEX[usize::from(byte & 15)],
        ]);
    }
    out
}

/// Base64 with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        let mut out = String::new();
        percent(&mut out, "a b+c*d~e/!'()é".as_bytes());
        assert_eq!(out, "a%20b%2Bc%2Ad~e%2F%21%27%28%29%C3%A9");
        out.clear();
        form(&mut out, b"a b+c*d~e");
        assert_eq!(out, "a+b%2Bc%2Ad~e");
    }

    #[test]
    fn invalid_escapes_stay() {
        assert_eq!(&*percent_decode("100%"), b"100%");
        assert_eq!(&*percent_decode("%zz%4"), b"%zz%4");
        assert_eq!(&*percent_decode("%E6%88%aa+"), "截+".as_bytes());
        assert_eq!(&*form_decode("%E6%88%aa+"), "截 ".as_bytes());
    }

    #[test]
    fn pairs_are_split_once() {
        let pairs = parse_pairs("a=1=2&&b&=c");
        let texts: Vec<(&[u8], &[u8])> = pairs.iter().map(|(k, v)| (&**k, &**v)).collect();
        assert_eq!(texts, [(&b"a"[..], &b"1=2"[..]), (b"b", b""), (b"", b"c")]);
    }

    #[test]
    fn digests_in_hexadecimal() {
        let digest: [u8; 32] = std::array::from_fn(|index| u8::try_from(index * 8).unwrap());
        assert_eq!(hex_array(&digest).as_slice(), to_hex(&digest).as_bytes());
    }
}
