//! The headers of a request together with those the signer sets: checked, sorted, rendered.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::request::is_token;
use crate::{Request, SignError};

/// A header the signer sets.
pub(crate) type SetHeader<'a> = (&'static str, Cow<'a, str>);

/// Every header that will go out, once each, sorted by lower-case name.
pub(crate) struct Headers<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Headers<'a> {
    /// Merges what the request has with what the signer sets, which wins. Only the headers that `signed` picks by
    /// name are kept; all of them are checked.
    pub(crate) fn merge(
        request: &Request<'a>,
        set: &'a [SetHeader<'_>],
        signed: impl Fn(&str) -> bool,
    ) -> Result<Self, SignError> {
        let mut all = Vec::with_capacity(request.headers.len() + set.len());
        for (index, &(name, value)) in request.headers.iter().enumerate() {
            check(name, value)?;
            if request.headers[..index]
                .iter()
                .any(|(other, _)| name.eq_ignore_ascii_case(other))
            {
                return Err(SignError::DuplicateHeader {
                    name: name.to_ascii_lowercase(),
                });
            }
            let replaced = || set.iter().any(|(other, _)| name.eq_ignore_ascii_case(other));
            if signed(name) && !replaced() {
                all.push((name, value));
            }
        }
        for (name, value) in set {
            check_value(name, value)?;
            if signed(name) {
                all.push((name, value));
            }
        }
        all.sort_by(|a, b| compare_names(a.0, b.0));
        Ok(Self(all))
    }

    /// Exactly these headers, which are sorted and checked already.
    pub(crate) fn listed(headers: Vec<(&'a str, &'a str)>) -> Self {
        Self(headers)
    }

    /// The value of a header that was kept.
    pub(crate) fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// Appends `name:value` and a line feed for each header: names in lower case, values without outer blanks.
    pub(crate) fn canonical(&self, out: &mut Vec<u8>) {
        self.canonical_where(out, |_| true);
    }

    /// The same for the headers whose lower-case name begins with `prefix`.
    pub(crate) fn canonical_prefixed(&self, out: &mut Vec<u8>, prefix: &str) {
        self.canonical_where(out, |name| {
            name.get(..prefix.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
        });
    }

    fn canonical_where(&self, out: &mut Vec<u8>, kept: impl Fn(&str) -> bool) {
        for (name, value) in self.0.iter().filter(|(name, _)| kept(name)) {
            push_lower(out, name);
            out.push(b':');
            out.extend_from_slice(trimmed(value).as_bytes());
            out.push(b'\n');
        }
    }

    /// Appends the names in lower case, joined with semicolons.
    pub(crate) fn names(&self, out: &mut Vec<u8>) {
        for (index, (name, _)) in self.0.iter().enumerate() {
            if index > 0 {
                out.push(b';');
            }
            push_lower(out, name);
        }
    }

    /// The length of both renderings together.
    pub(crate) fn rendered_len(&self) -> usize {
        self.0
            .iter()
            .map(|(name, value)| 2 * name.len() + value.len() + 3)
            .sum()
    }
}

/// Checks the headers of a scheme that signs none of them.
pub(crate) fn check_all(request: &Request<'_>, set: &[SetHeader<'_>]) -> Result<(), SignError> {
    Headers::merge(request, set, |_| false).map(drop)
}

/// Adds a header unless the request has one of that name.
pub(crate) fn set_unless_present<'a, V: Into<Cow<'a, str>>>(
    request: &Request<'_>,
    set: &mut Vec<SetHeader<'a>>,
    name: &'static str,
    value: impl FnOnce() -> V,
) {
    if request.header(name).is_none() {
        set_header(set, name, value());
    }
}

/// Adds a header.
pub(crate) fn set_header<'a>(
    set: &mut Vec<SetHeader<'a>>,
    name: &'static str,
    value: impl Into<Cow<'a, str>>,
) {
    set.push((name, value.into()));
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

/// A value without outer blanks, which hardly any has.
fn trimmed(value: &str) -> &str {
    match value.as_bytes() {
        [only] | [only, .., _] if !only.is_ascii_graphic() => value.trim(),
        [.., last] if !last.is_ascii_graphic() => value.trim(),
        _ => value,
    }
}

fn push_lower(out: &mut Vec<u8>, name: &str) {
    let start = out.len();
    out.extend_from_slice(name.as_bytes());
    out[start..].make_ascii_lowercase();
}
