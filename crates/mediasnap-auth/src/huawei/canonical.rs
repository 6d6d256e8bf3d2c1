//! The canonical request, common to all of Huawei Cloud's signatures.

use std::ops::Range;

use crate::encode::{self, Pair};
use crate::hash::Hash;
use crate::headers::Headers;

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
    pub(crate) text: String,
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
    let length = parts.method.len() + parts.path.len() + query_length + parts.headers.rendered_len() + 72;
    // room for some escapes
    let mut text = String::with_capacity(length + query_length / 4);

    text.push_str(parts.method);
    text.make_ascii_uppercase();
    text.push('\n');
    encode::percent_path(&mut text, &encode::percent_decode(parts.path));
    if !text.ends_with('/') {
        text.push('/');
    }
    text.push('\n');
    let query_start = text.len();
    parts.query.sort_unstable();
    encode::percent_pairs(&mut text, &parts.query);
    let query = query_start..text.len();
    text.push('\n');
    parts.headers.canonical(&mut text);
    text.push('\n');
    let names_start = text.len();
    parts.headers.names(&mut text);
    let signed_headers = names_start..text.len();
    text.push('\n');
    match parts.content.map(str::trim) {
        Some(content) if !content.is_empty() && !parts.body.is_empty() => text.push_str(content),
        _ => encode::hex(&mut text, &hash.digest(parts.body)),
    }
    Canonical {
        text,
        query,
        signed_headers,
    }
}
