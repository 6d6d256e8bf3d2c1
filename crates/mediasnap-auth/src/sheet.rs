//! What a signer writes, one piece after the other in one allocation, and where in it each piece lies.

use std::borrow::Cow;

use crate::encode;
use crate::hash::Hash;

/// Where a piece of a sheet begins and ends.
#[derive(Clone, Copy, Default)]
pub(crate) struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// How long the piece is.
    pub(crate) fn len(self) -> usize {
        self.end - self.start
    }
}

/// A text that was given to the signer, or that it has written itself.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Given(&'a str),
    Written(Span),
}

impl Default for Value<'_> {
    fn default() -> Self {
        Self::Given("")
    }
}

/// The sheet. The texts that lead to a signature are among its pieces.
#[derive(Clone, Default)]
pub(crate) struct Sheet {
    bytes: Vec<u8>,
    canonical_request: Span,
    string_to_sign: Span,
    signature: Span,
}

impl Sheet {
    /// An empty sheet with room for `bytes` before it has to grow.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
            ..Self::default()
        }
    }

    /// How much is written.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// What is written from `start` on.
    pub(crate) fn since(&self, start: usize) -> Span {
        let end = self.bytes.len();
        Span { start, end }
    }

    /// Where the next pieces go, for what writes more than a text.
    pub(crate) fn out(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Writes a text. Texts that the compiler knows cost no call each when they are written one by one.
    #[inline]
    pub(crate) fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Writes one character.
    #[inline]
    pub(crate) fn mark(&mut self, mark: u8) {
        self.bytes.push(mark);
    }

    /// Turns what is written from `start` on into lower case.
    pub(crate) fn make_lowercase(&mut self, start: usize) {
        self.bytes[start..].make_ascii_lowercase();
    }

    /// Writes a text, or a piece of the sheet once more.
    pub(crate) fn push_value(&mut self, value: Value<'_>) {
        match value {
            Value::Given(text) => self.push(text),
            Value::Written(span) => self.bytes.extend_from_within(span.start..span.end),
        }
    }

    /// Writes a text and says where.
    pub(crate) fn write(&mut self, text: &[u8]) -> Span {
        let start = self.len();
        self.bytes.extend_from_slice(text);
        self.since(start)
    }

    /// A text as a value: it is written if it is not borrowed.
    pub(crate) fn keep<'a>(&mut self, text: Cow<'a, str>) -> Value<'a> {
        match text {
            Cow::Borrowed(text) => Value::Given(text),
            Cow::Owned(text) => Value::Written(self.write(text.as_bytes())),
        }
    }

    /// Marks what is written from `start` on as the canonical request.
    pub(crate) fn end_canonical_request(&mut self, start: usize) {
        self.canonical_request = self.since(start);
    }

    /// Marks what is written from `start` on as the string to sign.
    pub(crate) fn end_string_to_sign(&mut self, start: usize) {
        self.string_to_sign = self.since(start);
    }

    /// Writes the digest of the canonical request, in hexadecimal, and marks what is written from `start` on as the string
    /// to sign.
    pub(crate) fn end_with_digest(&mut self, start: usize, hash: Hash) {
        let digest = hash.digest(self.canonical_request());
        encode::push_hex(&mut self.bytes, &digest);
        self.end_string_to_sign(start);
    }

    /// Writes the signature in hexadecimal.
    pub(crate) fn push_signature(&mut self, signature: &[u8]) {
        let start = self.len();
        encode::push_hex(&mut self.bytes, signature);
        self.signature = self.since(start);
    }

    /// Writes the signature, which is text.
    pub(crate) fn push_signature_text(&mut self, signature: &str) {
        self.signature = self.write(signature.as_bytes());
    }

    /// A piece of what is written.
    pub(crate) fn at(&self, span: Span) -> &[u8] {
        self.bytes.get(span.start..span.end).unwrap_or_default()
    }

    /// A piece of what is written, as text: what is written here is UTF-8.
    pub(crate) fn text(&self, span: Span) -> &str {
        std::str::from_utf8(self.at(span)).unwrap_or_default()
    }

    /// What a value stands for.
    pub(crate) fn value<'b>(&'b self, value: Value<'b>) -> &'b str {
        match value {
            Value::Given(text) => text,
            Value::Written(span) => self.text(span),
        }
    }

    /// The canonical request; empty in schemes without one.
    pub(crate) fn canonical_request(&self) -> &[u8] {
        self.at(self.canonical_request)
    }

    /// The string to sign; empty in schemes without one.
    pub(crate) fn string_to_sign(&self) -> &[u8] {
        self.at(self.string_to_sign)
    }

    /// The canonical request, the string to sign and the signature as texts, as far as the scheme has them.
    pub(crate) fn texts(&self) -> [Option<&str>; 3] {
        [self.canonical_request, self.string_to_sign, self.signature]
            .map(|span| Some(self.text(span)).filter(|text| !text.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_found_again() {
        let mut sheet = Sheet::with_room(0);
        let date = Value::Written(sheet.write(b"20231114"));
        let start = sheet.len();
        sheet.push("GET");
        sheet.mark(b'\n');
        sheet.push_value(date);
        sheet.push_value(Value::Given("!"));
        sheet.end_canonical_request(start);
        assert_eq!(sheet.value(date), "20231114");
        assert_eq!(sheet.texts(), [Some("GET\n20231114!"), None, None]);
        let start = sheet.len();
        sheet.push("A ");
        sheet.end_with_digest(start, Hash::Sha256);
        sheet.push_signature(&[0xab, 0x01]);
        let [_, to_sign, signature] = sheet.texts();
        assert_eq!(to_sign.unwrap().len(), 66);
        assert_eq!(signature, Some("ab01"));
    }
}
