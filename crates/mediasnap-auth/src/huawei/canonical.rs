//! The canonical request, common to all of Huawei Cloud's signatures.

use std::ops::Range;

use crate::encode::{self, Pair};
use crate::hash::Hash;
use crate::headers::Headers;
use crate::texts;

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

/// A canonical request, and where in it lies what is needed again.
pub(crate) struct Canonical {
    pub(crate) text: Vec<u8>,
    pub(crate) query: Range<usize>,
    pub(crate) signed_headers: Range<usize>,
}

/// Renders the canonical request.
pub(crate) fn render(mut parts: Parts<'_>, hash: Hash) -> Canonical {
    let query_length: usize = parts
        .query
        .iter()
        .map(|(key, value)| key.len() + value.len() + 2)
        .sum();
    let fixed = parts.method.len() + parts.path.len() + parts.headers.rendered_len() + 72;
    let mut text = Vec::with_capacity(fixed + 3 * query_length + texts::ROOM);

    text.extend_from_slice(parts.method.as_bytes());
    text.make_ascii_uppercase();
    text.push(b'\n');
    encode::normal_path(&mut text, parts.path);
    if !text.ends_with(b"/") {
        text.push(b'/');
    }
    text.push(b'\n');
    let query_start = text.len();
    parts.query.sort_unstable();
    encode::percent_pairs(&mut text, &parts.query);
    let query = query_start..text.len();
    text.push(b'\n');
    parts.headers.canonical(&mut text);
    text.push(b'\n');
    let names_start = text.len();
    parts.headers.names(&mut text);
    let signed_headers = names_start..text.len();
    text.push(b'\n');
    match parts.content.map(str::trim) {
        Some(content) if !content.is_empty() && !parts.body.is_empty() => {
            text.extend_from_slice(content.as_bytes());
        }
        _ => text.extend_from_slice(&encode::hex(&hash.digest(parts.body))),
    }
    Canonical {
        text,
        query,
        signed_headers,
    }
}
