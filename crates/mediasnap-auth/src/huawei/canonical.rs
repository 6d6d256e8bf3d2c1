//! The canonical request, common to all of Huawei Cloud's signatures.

use crate::encode::{self, Pair};
use crate::hash::Hash;
use crate::headers::Headers;
use crate::sheet::{Sheet, Span};

/// What the canonical request is made of.
pub(crate) struct Parts<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// Decoded parameters in any order.
    pub(crate) query: Vec<Pair<'a>>,
    /// The headers that are signed.
    pub(crate) headers: &'a Headers<'a>,
    /// The value of the content header, if there is one.
    pub(crate) content: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

/// Writes the canonical request, and says where the query is in it.
pub(crate) fn write(sheet: &mut Sheet, mut parts: Parts<'_>, hash: Hash) -> Span {
    let start = sheet.len();
    encode::upper(sheet.out(), parts.method);
    sheet.mark(b'\n');
    encode::normal_path(sheet.out(), parts.path);
    if !sheet.out().ends_with(b"/") {
        sheet.mark(b'/');
    }
    sheet.mark(b'\n');
    let query_start = sheet.len();
    parts.query.sort_unstable();
    encode::percent_pairs(sheet.out(), &parts.query);
    let query = sheet.since(query_start);
    sheet.mark(b'\n');
    parts.headers.write_all(sheet);
    match parts.content.map(str::trim) {
        Some(content) if !content.is_empty() && !parts.body.is_empty() => sheet.push(content),
        _ => encode::push_hex(sheet.out(), &hash.digest(parts.body)),
    }
    sheet.end_canonical_request(start);
    query
}
