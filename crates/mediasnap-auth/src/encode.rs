//! The encodings of canonical forms: percent, form, hexadecimal, base64.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::bytes::{ByteSet, Escapes, LOWER_HEX};

/// A query or form parameter, decoded. Bytes, because a query on the wire need not be UTF-8.
pub(crate) type Pair<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// The characters every vendor leaves alone: letters, digits, `-`, `_`, `.` and `~`.
const UNRESERVED: ByteSet = ByteSet::alphanumeric_and(b"-_.~");
/// The same and the slash.
const PATH: ByteSet = ByteSet::alphanumeric_and(b"-_.~/");
static PERCENT: Escapes = Escapes::all_but(&UNRESERVED);
static PERCENT_PATH: Escapes = Escapes::all_but(&PATH);
static FORM: Escapes = Escapes::all_but(&UNRESERVED).with_plus();

/// Appends `bytes` percent-encoded: only the unreserved characters stay.
pub(crate) fn percent(out: &mut Vec<u8>, bytes: &[u8]) {
    PERCENT.write(out, bytes);
}

/// Appends a path in the one spelling that it has in canonical form, however it is escaped.
pub(crate) fn normal_path(out: &mut Vec<u8>, path: &str) {
    if PATH.holds_all(path.as_bytes()) {
        out.extend_from_slice(path.as_bytes());
    } else {
        PERCENT_PATH.write(out, &percent_decode(path));
    }
}

/// Appends `bytes` form-encoded: like [`percent`], but a space becomes `+`.
fn form(out: &mut Vec<u8>, bytes: &[u8]) {
    FORM.write(out, bytes);
}

/// Appends `key=value&key=value`, both sides percent-encoded.
pub(crate) fn percent_pairs(out: &mut Vec<u8>, pairs: &[Pair<'_>]) {
    join(out, pairs, percent, percent);
}

/// Appends `key=value&key=value`, both sides form-encoded.
pub(crate) fn form_pairs(out: &mut Vec<u8>, pairs: &[Pair<'_>]) {
    join(out, pairs, form, form);
}

/// Appends `key=value&key=value` with an encoding for each side.
pub(crate) fn join(
    out: &mut Vec<u8>,
    pairs: &[Pair<'_>],
    key: impl Fn(&mut Vec<u8>, &[u8]),
    value: impl Fn(&mut Vec<u8>, &[u8]),
) {
    for (index, pair) in pairs.iter().enumerate() {
        if index > 0 {
            out.push(b'&');
        }
        key(out, &pair.0);
        out.push(b'=');
        value(out, &pair.1);
    }
}

/// Bytes that were written as text.
pub(crate) fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
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

/// The lower-case hexadecimal digits of a digest, on the stack.
pub(crate) fn hex(digest: &[u8; 32]) -> [u8; 64] {
    let mut out = [0; 64];
    for (pair, byte) in out.chunks_exact_mut(2).zip(digest) {
        pair.copy_from_slice(&LOWER_HEX[usize::from(*byte)]);
    }
    out
}

/// The lower-case hexadecimal digits of a digest as a text of their own.
pub(crate) fn digest_text(digest: &[u8; 32]) -> String {
    into_text(hex(digest).to_vec())
}

/// Lower-case hexadecimal digits as a text of their own.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    into_text(
        bytes
            .iter()
            .flat_map(|byte| LOWER_HEX[usize::from(*byte)])
            .collect(),
    )
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

/// Base64 with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        let mut out = Vec::new();
        percent(&mut out, "a b+c*d~e/!'()é".as_bytes());
        assert_eq!(into_text(out), "a%20b%2Bc%2Ad~e%2F%21%27%28%29%C3%A9");
        let mut out = Vec::new();
        form(&mut out, b"a b+c*d~e");
        assert_eq!(into_text(out), "a+b%2Bc%2Ad~e");
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
        assert_eq!(hex(&digest).as_slice(), to_hex(&digest).as_bytes());
    }
}
