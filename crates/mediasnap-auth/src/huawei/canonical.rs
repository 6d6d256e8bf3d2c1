//! Canonical request and string to sign of Huawei Cloud's signatures.

use super::headers::content_header;
use crate::buffer::{SigningBuffer, Span, Text};
use crate::encode::{self, Pair};
use crate::hash::Hash;
use crate::headers::Headers;

/// Parts of a canonical request.
pub(crate) struct HuaweiCanonicalRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// Decoded parameters in any order.
    pub(crate) query: Vec<Pair<'a>>,
    /// Headers that are signed.
    pub(crate) headers: &'a Headers<'a>,
    pub(crate) body: &'a [u8],
    pub(crate) hash: Hash,
}

impl HuaweiCanonicalRequest<'_> {
    /// Writes the canonical request and returns the range of its query.
    pub(crate) fn write(mut self, buffer: &mut SigningBuffer) -> Span {
        let start = buffer.len();
        encode::push_uppercase(buffer.as_mut_vec(), self.method);
        buffer.push_byte(b'\n');
        encode::canonical_path(buffer.as_mut_vec(), self.path);
        if !buffer.as_mut_vec().ends_with(b"/") {
            buffer.push_byte(b'/');
        }
        buffer.push_byte(b'\n');
        let query_start = buffer.len();
        self.query.sort_unstable();
        encode::percent_pairs(buffer.as_mut_vec(), &self.query);
        let query = buffer.span_from(query_start);
        buffer.push_byte(b'\n');
        self.headers.write_all(buffer);
        let content = self.headers.borrowed(content_header(self.hash)).map(str::trim);
        match content {
            Some(content) if !content.is_empty() && !self.body.is_empty() => buffer.push_str(content),
            _ => encode::push_hex(buffer.as_mut_vec(), &self.hash.digest(self.body)),
        }
        buffer.end_canonical_request(start);
        query
    }
}

/// Writes the string to sign after a canonical request: algorithm, date, for some schemes the scope, and the digest of the
/// canonical request.
pub(crate) fn write_string_to_sign(
    buffer: &mut SigningBuffer,
    algorithm: &str,
    date: Text<'_>,
    scope: Option<&str>,
    hash: Hash,
) {
    let start = buffer.len();
    buffer.push_str(algorithm);
    buffer.push_byte(b'\n');
    buffer.push_text(date);
    buffer.push_byte(b'\n');
    if let Some(scope) = scope {
        buffer.push_str(scope);
        buffer.push_byte(b'\n');
    }
    buffer.end_with_digest(start, hash);
}
