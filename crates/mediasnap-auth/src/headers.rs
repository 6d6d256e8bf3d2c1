//! The headers of a request together with those the signer sets: checked, sorted, rendered.

use std::cmp::Ordering;

use crate::request::is_token;
use crate::sheet::{Sheet, Span, Value};
use crate::{SignError, SignableRequest};

/// A header the signer sets.
pub(crate) type SetHeader<'a> = (&'static str, Value<'a>);

/// Every header that will go out, once each, sorted by lower-case name. The names are on a sheet already.
pub(crate) struct Headers<'a> {
    all: Vec<Header<'a>>,
    names: Span,
}

struct Header<'a> {
    name: &'a str,
    value: Value<'a>,
    /// Where the name is written in lower case.
    lower: Span,
}

impl<'a> Headers<'a> {
    /// Merges what the request has, as far as `signed` picks it by name, with what the signer sets, which wins and is in
    /// the order of its lower-case names. All of them are checked.
    pub(crate) fn merge(
        sheet: &mut Sheet,
        request: &SignableRequest<'a>,
        set: &[SetHeader<'a>],
        signed: impl Fn(&str) -> bool,
    ) -> Result<Self, SignError> {
        debug_assert!(set.is_sorted_by(|a, b| compare_names(a.0, b.0).is_lt()));
        check_all(request, set)?;
        let mut all = Vec::with_capacity(request.headers.len() + set.len());
        let header = |name, value| Header {
            name,
            value,
            lower: Span::default(),
        };
        all.extend(set.iter().map(|(name, value)| header(*name, *value)));
        for &(name, value) in request.headers.iter().filter(|(name, _)| signed(name)) {
            if !set.iter().any(|(other, _)| name.eq_ignore_ascii_case(other)) {
                let place = all.partition_point(|other: &Header<'_>| compare_names(other.name, name).is_lt());
                all.insert(place, header(name, Value::Given(value)));
            }
        }
        Ok(Self::named(sheet, all))
    }

    /// Exactly these headers, which are sorted and checked already.
    pub(crate) fn listed(sheet: &mut Sheet, headers: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let header = |(name, value)| Header {
            name,
            value: Value::Given(value),
            lower: Span::default(),
        };
        Self::named(sheet, headers.map(header).collect())
    }

    /// Writes the names in lower case, joined with semicolons. Everything else copies them from there.
    fn named(sheet: &mut Sheet, mut all: Vec<Header<'a>>) -> Self {
        let start = sheet.len();
        for (index, header) in all.iter_mut().enumerate() {
            if index > 0 {
                sheet.mark(b';');
            }
            header.lower = sheet.write(header.name.as_bytes());
        }
        sheet.make_lowercase(start);
        let names = sheet.since(start);
        Self { all, names }
    }

    /// The names in lower case, joined with semicolons.
    pub(crate) fn names(&self) -> Value<'static> {
        Value::Written(self.names)
    }

    /// The value of a header that was kept; the signer has not written it itself.
    pub(crate) fn given(&self, name: &str) -> Option<&'a str> {
        match self.get(name)? {
            Value::Given(text) => Some(text),
            Value::Written(_) => None,
        }
    }

    /// The value of a header that was kept.
    pub(crate) fn get(&self, name: &str) -> Option<Value<'a>> {
        let mut named = self
            .all
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case(name));
        named.next().map(|header| header.value)
    }

    /// Writes the part of a canonical request that is about headers: a line for each of them, an empty one, and one with
    /// their names.
    pub(crate) fn write_all(&self, sheet: &mut Sheet) {
        self.write_lines(sheet, |_| true);
        sheet.mark(b'\n');
        sheet.push_value(self.names());
        sheet.mark(b'\n');
    }

    /// Writes the lines of the headers whose lower-case name begins with `prefix`.
    pub(crate) fn write_prefixed(&self, sheet: &mut Sheet, prefix: &str) {
        self.write_lines(sheet, |name| {
            name.get(..prefix.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
        });
    }

    /// Writes `name:value` and a line feed for each header: the name in lower case, the value without outer blanks.
    fn write_lines(&self, sheet: &mut Sheet, kept: impl Fn(&str) -> bool) {
        for header in self.all.iter().filter(|header| kept(header.name)) {
            sheet.push_value(Value::Written(header.lower));
            sheet.mark(b':');
            sheet.push_value(trimmed(header.value));
            sheet.mark(b'\n');
        }
    }
}

/// The most that the headers of a request take when they are written once with their values, and their names twice more.
pub(crate) fn room(request: &SignableRequest<'_>, set: &[SetHeader<'_>]) -> usize {
    let given = request
        .headers
        .iter()
        .map(|(name, value)| 3 * name.len() + value.len() + 4);
    let set = set.iter().map(|(name, value)| match value {
        Value::Given(text) => 3 * name.len() + text.len() + 4,
        Value::Written(span) => 3 * name.len() + span.len() + 4,
    });
    given.sum::<usize>() + set.sum::<usize>()
}

/// Refuses headers that cannot be sent, and one that the request has twice.
pub(crate) fn check_all(request: &SignableRequest<'_>, set: &[SetHeader<'_>]) -> Result<(), SignError> {
    for (index, &(name, value)) in request.headers.iter().enumerate() {
        check(name, value)?;
        let mut before = request.headers.iter().take(index);
        if before.any(|(other, _)| name.eq_ignore_ascii_case(other)) {
            return Err(SignError::DuplicateHeader {
                name: name.to_ascii_lowercase(),
            });
        }
    }
    for (name, value) in set {
        // what the signer writes itself can be sent
        if let Value::Given(text) = value {
            check_value(name, text)?;
        }
    }
    Ok(())
}

/// Adds a header unless the request has one of that name.
pub(crate) fn set_unless_present<'a>(
    request: &SignableRequest<'_>,
    set: &mut Vec<SetHeader<'a>>,
    name: &'static str,
    value: &'a str,
) {
    if request.header(name).is_none() {
        set_header(set, name, value);
    }
}

/// Adds a header.
pub(crate) fn set_header<'a>(set: &mut Vec<SetHeader<'a>>, name: &'static str, value: &'a str) {
    set.push((name, Value::Given(value)));
}

/// Adds a header that the signer has written.
pub(crate) fn set_written(set: &mut Vec<SetHeader<'_>>, name: &'static str, value: Span) {
    set.push((name, Value::Written(value)));
}

fn check(name: &str, value: &str) -> Result<(), SignError> {
    if !is_token(name) {
        return Err(SignError::HeaderName {
            name: name.to_owned(),
        });
    }
    check_value(name, value)
}

fn check_value(name: &str, value: &str) -> Result<(), SignError> {
    // nearly every value is visible ASCII, which is seen without decoding it
    let plain = |byte: u8| (b' '..0x7f).contains(&byte);
    let control = |character: char| character.is_control() && character != '\t';
    if !value.bytes().fold(true, |all, byte| all & plain(byte)) && value.chars().any(control) {
        return Err(SignError::HeaderValue {
            name: name.to_owned(),
        });
    }
    Ok(())
}

fn compare_names(a: &str, b: &str) -> Ordering {
    let lower = |byte: &u8| byte.to_ascii_lowercase();
    for (a, b) in a.as_bytes().iter().zip(b.as_bytes()) {
        if a != b && lower(a) != lower(b) {
            return lower(a).cmp(&lower(b));
        }
    }
    a.len().cmp(&b.len())
}

/// A value without outer blanks, which hardly any has, and none that the signer has written.
pub(crate) fn trimmed(value: Value<'_>) -> Value<'_> {
    let Value::Given(text) = value else {
        return value;
    };
    Value::Given(match text.as_bytes() {
        [only] | [only, .., _] if !only.is_ascii_graphic() => text.trim(),
        [.., last] if !last.is_ascii_graphic() => text.trim(),
        _ => text,
    })
}
