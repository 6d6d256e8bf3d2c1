//! Encodings of canonical forms: percent, form, hexadecimal and base64.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::bytes::{ByteSet, Escapes, Short};

/// Decoded query or form parameter. Bytes, because a query on the wire need not be UTF-8.
pub(crate) type Pair<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// Characters that no vendor percent-encodes: letters, digits, `-`, `_`, `.` and `~`.
static UNRESERVED: ByteSet = ByteSet::alphanumeric_and(b"-_.~");
/// [`UNRESERVED`] and the slash.
static PATH: ByteSet = ByteSet::alphanumeric_and(b"-_.~/");
/// Characters of an HTTP token.
static TOKEN: ByteSet = ByteSet::alphanumeric_and(b"!#$%&'*+-.^_`|~");
static PERCENT: Escapes<4> = Escapes::all_but(&UNRESERVED);
static PERCENT_TWICE: Escapes<8> = Escapes::twice_all_but(&UNRESERVED);
static PERCENT_PATH: Escapes<4> = Escapes::all_but(&PATH);
static UNCHANGED: Escapes<4> = Escapes::none();
static FORM: Escapes<4> = Escapes::all_but(&UNRESERVED).with_plus();

/// Returns whether percent-encoding leaves every byte unchanged.
pub(crate) fn is_unreserved(bytes: &[u8]) -> bool {
    UNRESERVED.contains_all(bytes)
}

/// Returns whether `text` is an HTTP token, as methods and header names are.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && TOKEN.contains_all(text.as_bytes())
}

/// Appends a string in upper case.
pub(crate) fn push_uppercase(out: &mut Vec<u8>, text: &str) {
    out.extend(text.bytes().map(|byte| byte.to_ascii_uppercase()));
}

/// Appends `bytes` percent-encoded: only the unreserved characters stay.
pub(crate) fn percent(out: &mut Vec<u8>, bytes: &[u8]) {
    PERCENT.write(out, bytes);
}

/// Appends `bytes` percent-encoded twice.
pub(crate) fn percent_twice(out: &mut Vec<u8>, bytes: &[u8]) {
    PERCENT_TWICE.write(out, bytes);
}

/// Appends a path in its canonical encoding, whichever characters are escaped in `path`.
pub(crate) fn canonical_path(out: &mut Vec<u8>, path: &str) {
    if PATH.contains_all(path.as_bytes()) {
        out.extend_from_slice(path.as_bytes());
    } else {
        PERCENT_PATH.write(out, &percent_decode(path));
    }
}

/// Appends `bytes` form-encoded: like [`percent`], but a space becomes `+`.
pub(crate) fn form(out: &mut Vec<u8>, bytes: &[u8]) {
    FORM.write(out, bytes);
}

/// Appends `key=value&key=value`, both sides percent-encoded.
pub(crate) fn percent_pairs(out: &mut Vec<u8>, pairs: &[Pair<'_>]) {
    join(out, pairs, &PERCENT, &PERCENT);
}

/// Appends `key=value&key=value`, keys unchanged, values percent-encoded.
pub(crate) fn percent_values(out: &mut Vec<u8>, pairs: &[Pair<'_>]) {
    join(out, pairs, &UNCHANGED, &PERCENT);
}

/// Appends `key=value&key=value`, both sides form-encoded.
pub(crate) fn form_pairs(out: &mut Vec<u8>, pairs: &[Pair<'_>]) {
    join(out, pairs, &FORM, &FORM);
}

/// Appends `key=value&key=value` with an encoding for each side.
fn join(out: &mut Vec<u8>, pairs: &[Pair<'_>], keys: &Escapes<4>, values: &Escapes<4>) {
    let lengths = pairs.iter().map(|(key, value)| key.len() + value.len() + 2);
    let mut end = out.len();
    out.resize(end + Escapes::<4>::capacity_for(lengths.sum()), 0);
    for (index, (key, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out[end] = b'&';
            end += 1;
        }
        end = keys.write_at(out, end, key);
        out[end] = b'=';
        end = values.write_at(out, end + 1, value);
    }
    out.truncate(end);
}

/// Returns the maximum size of encoded parameters, from the lengths of their names and values.
pub(crate) fn size_hint(lengths: impl Iterator<Item = (usize, usize)>) -> usize {
    lengths.map(|(key, value)| 3 * (key + value) + 2).sum()
}

/// Converts parameters to strings. Bytes that are not UTF-8 are replaced.
pub(crate) fn string_pairs(pairs: &[Pair<'_>]) -> Vec<(String, String)> {
    let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    pairs
        .iter()
        .map(|(name, value)| (string(name), string(value)))
        .collect()
}

/// Converts bytes that were written as UTF-8 to a string.
pub(crate) fn into_string(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Decodes percent escapes. Invalid escapes stay unchanged, as in `100%`.
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

/// Splits a query or form into decoded parameters, in order. Empty pieces (`&&`) are dropped.
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
pub(crate) fn push_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    // arithmetic instead of a table, so that the compiler vectorizes it
    let digit = |four: u8| four + b'0' + if four > 9 { b'a' - b'9' - 1 } else { 0 };
    let start = out.len();
    out.resize(start + 2 * bytes.len(), 0);
    for (pair, byte) in out[start..].chunks_exact_mut(2).zip(bytes) {
        pair[0] = digit(byte >> 4);
        pair[1] = digit(byte & 15);
    }
}

/// Returns lower-case hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(2 * bytes.len());
    push_hex(&mut out, bytes);
    into_string(out)
}

/// Decodes hexadecimal digits; `None` if `text` is not hexadecimal.
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

/// Returns a message authentication code in base64 with padding.
pub(crate) fn base64(code: &[u8]) -> Short<44> {
    Short::written(|out| STANDARD.encode_slice(code, out).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        let mut out = Vec::new();
        percent(&mut out, "a b+c*d~e/!'()é".as_bytes());
        assert_eq!(into_string(out), "a%20b%2Bc%2Ad~e%2F%21%27%28%29%C3%A9");
        let mut out = Vec::new();
        form(&mut out, b"a b+c*d~e");
        assert_eq!(into_string(out), "a+b%2Bc%2Ad~e");
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
        let pairs: Vec<(&[u8], &[u8])> = pairs.iter().map(|(k, v)| (&**k, &**v)).collect();
        assert_eq!(pairs, [(&b"a"[..], &b"1=2"[..]), (b"b", b""), (b"", b"c")]);
    }

    #[test]
    fn every_byte_in_hexadecimal() {
        let every: Vec<u8> = (0..=u8::MAX).collect();
        let text = to_hex(&every);
        assert!(text.starts_with("000102") && text.ends_with("fdfeff"));
        let digit = |index: usize| u8::from_str_radix(&text[2 * index..2 * index + 2], 16).unwrap();
        assert!(every.iter().all(|byte| digit(usize::from(*byte)) == *byte));
    }
}
