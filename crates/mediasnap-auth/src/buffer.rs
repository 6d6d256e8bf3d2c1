//! Output buffer of a signer.

use std::borrow::Cow;

use crate::encode;
use crate::hash::Hash;

/// Range in a [`SigningBuffer`].
#[derive(Clone, Copy, Default)]
pub(crate) struct Span {
    start: usize,
    end: usize,
}

/// String that was passed to the signer, or that the signer wrote into its buffer.
#[derive(Clone, Copy)]
pub(crate) enum Text<'a> {
    Borrowed(&'a str),
    Buffered(Span),
}

impl Default for Text<'_> {
    fn default() -> Self {
        Self::Borrowed("")
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::Borrowed(text)
    }
}

impl From<Span> for Text<'_> {
    fn from(span: Span) -> Self {
        Self::Buffered(span)
    }
}

/// Output buffer of a signer. All strings of one signature are appended to one allocation; a [`Span`] is a range in it.
#[derive(Clone, Default)]
pub(crate) struct SigningBuffer {
    bytes: Vec<u8>,
    canonical_request: Span,
    string_to_sign: Span,
    signature: Span,
}

impl SigningBuffer {
    /// Creates an empty buffer that holds `capacity` bytes before it has to grow.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
            ..Self::default()
        }
    }

    /// Length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Range from `start` to the end.
    pub(crate) fn span_from(&self, start: usize) -> Span {
        let end = self.bytes.len();
        Span { start, end }
    }

    /// Underlying bytes, for encoders that append to them. Only UTF-8 may be appended.
    pub(crate) fn as_mut_vec(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Appends a string. Inlined, so that string literals cost no call each.
    #[inline]
    pub(crate) fn push_str(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Appends one ASCII character.
    #[inline]
    pub(crate) fn push_byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Appends a string, or a copy of a range of this buffer.
    pub(crate) fn push_text(&mut self, text: Text<'_>) {
        match text {
            Text::Borrowed(text) => self.push_str(text),
            Text::Buffered(span) => self.bytes.extend_from_within(span.start..span.end),
        }
    }

    /// Appends bytes and returns their range.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Span {
        let start = self.len();
        self.bytes.extend_from_slice(bytes);
        self.span_from(start)
    }

    /// Converts a string to [`Text`], appending it if it is not borrowed.
    pub(crate) fn intern<'a>(&mut self, text: Cow<'a, str>) -> Text<'a> {
        match text {
            Cow::Borrowed(text) => Text::Borrowed(text),
            Cow::Owned(text) => Text::Buffered(self.append(text.as_bytes())),
        }
    }

    /// Converts everything from `start` on to lower case.
    pub(crate) fn make_lowercase_from(&mut self, start: usize) {
        self.bytes[start..].make_ascii_lowercase();
    }

    /// Records everything from `start` on as the canonical request.
    pub(crate) fn end_canonical_request(&mut self, start: usize) {
        self.canonical_request = self.span_from(start);
    }

    /// Records everything from `start` on as the string to sign.
    pub(crate) fn end_string_to_sign(&mut self, start: usize) {
        self.string_to_sign = self.span_from(start);
    }

    /// Appends the digest of the canonical request in hexadecimal, and records everything from `start` on as the string
    /// to sign.
    pub(crate) fn end_with_digest(&mut self, start: usize, hash: Hash) {
        let digest = hash.digest(self.bytes(self.canonical_request));
        encode::push_hex(&mut self.bytes, &digest);
        self.end_string_to_sign(start);
    }

    /// Appends the signature in hexadecimal.
    pub(crate) fn push_hex_signature(&mut self, signature: &[u8]) {
        let start = self.len();
        encode::push_hex(&mut self.bytes, signature);
        self.signature = self.span_from(start);
    }

    /// Appends the signature, which is encoded already.
    pub(crate) fn push_signature(&mut self, signature: &str) {
        self.signature = self.append(signature.as_bytes());
    }

    /// Bytes in a range.
    pub(crate) fn bytes(&self, span: Span) -> &[u8] {
        self.bytes.get(span.start..span.end).unwrap_or_default()
    }

    /// String in a range: only UTF-8 is appended.
    pub(crate) fn str(&self, span: Span) -> &str {
        std::str::from_utf8(self.bytes(span)).unwrap_or_default()
    }

    /// String behind a [`Text`].
    pub(crate) fn resolve<'b>(&'b self, text: Text<'b>) -> &'b str {
        match text {
            Text::Borrowed(text) => text,
            Text::Buffered(span) => self.str(span),
        }
    }

    /// String to sign; empty in schemes without one.
    pub(crate) fn string_to_sign(&self) -> &[u8] {
        self.bytes(self.string_to_sign)
    }

    /// Canonical request, string to sign and signature, `None` for those that the scheme does not have.
    pub(crate) fn signature_parts(&self) -> [Option<&str>; 3] {
        [self.canonical_request, self.string_to_sign, self.signature]
            .map(|span| Some(self.str(span)).filter(|text| !text.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appended_strings_are_found_by_their_spans() {
        let mut buffer = SigningBuffer::with_capacity(0);
        let date = Text::Buffered(buffer.append(b"20231114"));
        let start = buffer.len();
        buffer.push_str("GET");
        buffer.push_byte(b'\n');
        buffer.push_text(date);
        buffer.push_text(Text::Borrowed("!"));
        buffer.end_canonical_request(start);
        assert_eq!(buffer.resolve(date), "20231114");
        assert_eq!(buffer.signature_parts(), [Some("GET\n20231114!"), None, None]);
        let start = buffer.len();
        buffer.push_str("A ");
        buffer.end_with_digest(start, Hash::Sha256);
        buffer.push_hex_signature(&[0xab, 0x01]);
        let [_, to_sign, signature] = buffer.signature_parts();
        assert_eq!(to_sign.unwrap().len(), 66);
        assert_eq!(signature, Some("ab01"));
    }
}
