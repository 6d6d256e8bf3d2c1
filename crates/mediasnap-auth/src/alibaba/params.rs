//! Parameters of Alibaba Cloud's schemes.

use crate::algorithm::Algorithm;
use crate::buffer::{SigningBuffer, Text};
use crate::bytes;
use crate::encode::{self, Pair};
use crate::error::SignError;
use crate::request::Query;

/// Writes the query as it is sent: unmodified, or its parameters percent-encoded in their order.
pub(super) fn write_query<'a>(buffer: &mut SigningBuffer, query: Query<'a>, params: &[Pair<'_>]) -> Text<'a> {
    match query {
        Query::Raw(text) => Text::Borrowed(text),
        Query::Pairs(_) => {
            let start = buffer.len();
            encode::percent_pairs(buffer.as_mut_vec(), params);
            Text::Buffered(buffer.span_from(start))
        }
    }
}

/// Rejects parameters that these schemes cannot sign: one that occurs twice, names with separators, and bytes that are not
/// UTF-8. The parameters have to be sorted by name.
pub(super) fn validate<'a>(
    algorithm: Algorithm,
    sorted: impl Iterator<Item = &'a Pair<'a>> + Clone,
) -> Result<(), SignError> {
    let invalid = |problem| {
        Err(SignError::InvalidRequest {
            part: "query",
            problem,
        })
    };
    let separator = |byte: u8| byte.is_ascii_control() || byte == b'&' || byte == b'=';
    for (name, value) in sorted.clone() {
        if std::str::from_utf8(name).and(std::str::from_utf8(value)).is_err() {
            return invalid("is not UTF-8");
        }
        if bytes::any(name, separator) {
            return invalid("has a parameter with `&`, `=` or a control character in its name");
        }
    }
    if let Some(name) = first_duplicate(sorted) {
        return Err(SignError::DuplicateParameter { algorithm, name });
    }
    Ok(())
}

/// Returns the first name that occurs twice among parameters sorted by name.
pub(crate) fn first_duplicate<'a>(sorted: impl Iterator<Item = &'a Pair<'a>> + Clone) -> Option<String> {
    let mut neighbours = sorted.clone().zip(sorted.skip(1));
    let twice = neighbours.find(|(one, next)| one.0 == next.0);
    twice.map(|((name, _), _)| String::from_utf8_lossy(name).into_owned())
}
