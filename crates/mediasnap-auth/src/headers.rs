//! Headers that a scheme sets, and their merge with those of the request: checked, sorted, rendered.

use std::cmp::Ordering;

use crate::buffer::{SigningBuffer, Span, Text};
use crate::encode::is_token;
use crate::error::SignError;
use crate::request::SignableRequest;

/// Header that the signer sets.
pub(crate) type SetHeader<'a> = (&'static str, Text<'a>);

/// Line in the list of headers that a scheme sets. `None` as its value leaves the header out.
#[derive(Clone, Copy)]
pub(crate) struct HeaderEntry<'a> {
    name: &'static str,
    value: Option<Text<'a>>,
    /// Whether a header of this name in the request is kept.
    keeps_existing: bool,
}

/// Sets a header, in place of one of this name in the request.
pub(crate) fn set<'a>(name: &'static str, value: impl Into<Text<'a>>) -> HeaderEntry<'a> {
    set_option(name, Some(value))
}

/// Sets a header if there is a value.
pub(crate) fn set_option<'a>(name: &'static str, value: Option<impl Into<Text<'a>>>) -> HeaderEntry<'a> {
    HeaderEntry {
        name,
        value: value.map(Into::into),
        keeps_existing: false,
    }
}

/// Sets a header unless the request has one of this name.
pub(crate) fn insert_if_absent<'a>(
    name: &'static str,
    value: Option<impl Into<Text<'a>>>,
) -> HeaderEntry<'a> {
    HeaderEntry {
        keeps_existing: true,
        ..set_option(name, value)
    }
}

/// Evaluates the list of headers that a scheme sets, and checks that they and those of the request can be sent. The order
/// of the list is kept; there is space for one header more.
pub(crate) fn collect<'a>(
    request: &SignableRequest<'_>,
    entries: &[HeaderEntry<'a>],
) -> Result<Vec<SetHeader<'a>>, SignError> {
    validate(request)?;
    let mut set = Vec::with_capacity(entries.len() + 1);
    for entry in entries {
        let Some(value) = entry.value else { continue };
        if entry.keeps_existing && request.header(entry.name).is_some() {
            continue;
        }
        // values that the signer writes itself need no check
        if let Text::Borrowed(text) = value {
            validate_value(entry.name, text)?;
        }
        set.push((entry.name, value));
    }
    Ok(set)
}

/// Headers of a canonical request, each once, sorted by lower-case name. The names are in a buffer already.
pub(crate) struct Headers<'a> {
    all: Vec<Header<'a>>,
    names: Span,
}

struct Header<'a> {
    name: &'a str,
    value: Text<'a>,
    /// The name in lower case.
    lower: Span,
}

impl<'a> Headers<'a> {
    /// Merges the headers of the request whose names `is_signed` accepts with `set`, which is sorted by lower-case name and
    /// takes precedence.
    pub(crate) fn merge(
        buffer: &mut SigningBuffer,
        request: &SignableRequest<'a>,
        set: &[SetHeader<'a>],
        is_signed: impl Fn(&str) -> bool,
    ) -> Self {
        debug_assert!(set.is_sorted_by(|a, b| compare_names(a.0, b.0).is_lt()));
        let mut all = Vec::with_capacity(request.headers.len() + set.len());
        let header = |name, value| Header {
            name,
            value,
            lower: Span::default(),
        };
        all.extend(set.iter().map(|(name, value)| header(*name, *value)));
        for &(name, value) in request.headers.iter().filter(|(name, _)| is_signed(name)) {
            if !set.iter().any(|(other, _)| name.eq_ignore_ascii_case(other)) {
                let place = all.partition_point(|other: &Header<'_>| compare_names(other.name, name).is_lt());
                all.insert(place, header(name, Text::Borrowed(value)));
            }
        }
        Self::with_names(buffer, all)
    }

    /// Takes exactly these headers, which are sorted and checked already.
    pub(crate) fn from_sorted(
        buffer: &mut SigningBuffer,
        headers: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let header = |(name, value)| Header {
            name,
            value: Text::Borrowed(value),
            lower: Span::default(),
        };
        Self::with_names(buffer, headers.map(header).collect())
    }

    /// Writes the names in lower case, joined with semicolons, from where everything else copies them.
    fn with_names(buffer: &mut SigningBuffer, mut all: Vec<Header<'a>>) -> Self {
        let start = buffer.len();
        for (index, header) in all.iter_mut().enumerate() {
            if index > 0 {
                buffer.push_byte(b';');
            }
            header.lower = buffer.append(header.name.as_bytes());
        }
        buffer.make_lowercase_from(start);
        let names = buffer.span_from(start);
        Self { all, names }
    }

    /// Names in lower case, joined with semicolons.
    pub(crate) fn names(&self) -> Text<'static> {
        Text::Buffered(self.names)
    }

    /// Value of a header, unless the signer wrote it itself.
    pub(crate) fn borrowed(&self, name: &str) -> Option<&'a str> {
        match self.get(name)? {
            Text::Borrowed(text) => Some(text),
            Text::Buffered(_) => None,
        }
    }

    /// Value of a header.
    pub(crate) fn get(&self, name: &str) -> Option<Text<'a>> {
        let mut named = self
            .all
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case(name));
        named.next().map(|header| header.value)
    }

    /// Writes the part of a canonical request that is about headers: one line per header, an empty line, and a line with
    /// their names.
    pub(crate) fn write_all(&self, buffer: &mut SigningBuffer) {
        self.write_lines(buffer, |_| true);
        buffer.push_byte(b'\n');
        buffer.push_text(self.names());
        buffer.push_byte(b'\n');
    }

    /// Writes the lines of the headers whose names begin with `prefix`, ignoring case.
    pub(crate) fn write_prefixed(&self, buffer: &mut SigningBuffer, prefix: &str) {
        self.write_lines(buffer, |name| {
            name.get(..prefix.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
        });
    }

    /// Writes `name:value` and a line feed for each header: the name in lower case, the value trimmed.
    fn write_lines(&self, buffer: &mut SigningBuffer, kept: impl Fn(&str) -> bool) {
        for header in self.all.iter().filter(|header| kept(header.name)) {
            buffer.push_text(Text::Buffered(header.lower));
            buffer.push_byte(b':');
            buffer.push_text(trimmed(header.value));
            buffer.push_byte(b'\n');
        }
    }
}

/// Rejects headers of the request that cannot be sent, and names that occur twice.
fn validate(request: &SignableRequest<'_>) -> Result<(), SignError> {
    for (index, &(name, value)) in request.headers.iter().enumerate() {
        if !is_token(name) {
            return Err(SignError::HeaderName {
                name: name.to_owned(),
            });
        }
        validate_value(name, value)?;
        let mut before = request.headers.iter().take(index);
        if before.any(|(other, _)| name.eq_ignore_ascii_case(other)) {
            return Err(SignError::DuplicateHeader {
                name: name.to_ascii_lowercase(),
            });
        }
    }
    Ok(())
}

/// Rejects control characters other than the tab.
fn validate_value(name: &str, value: &str) -> Result<(), SignError> {
    // nearly every value is visible ASCII, which is recognized without decoding it
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

/// Removes outer white space from a value, unless the signer wrote it itself.
pub(crate) fn trimmed(value: Text<'_>) -> Text<'_> {
    let Text::Borrowed(text) = value else {
        return value;
    };
    Text::Borrowed(match text.as_bytes() {
        [only] | [only, .., _] if !only.is_ascii_graphic() => text.trim(),
        [.., last] if !last.is_ascii_graphic() => text.trim(),
        _ => text,
    })
}
