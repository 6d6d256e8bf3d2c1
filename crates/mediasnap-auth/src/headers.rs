//! The headers of a request together with those the signer sets: checked, sorted, rendered.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::request::is_token;
use crate::{Request, SignError};

/// A header the signer sets.
pub(crate) type SetHeader = (Cow<'static, str>, String);

/// Every header that will go out, once each, sorted by lower-case name.
pub(crate) struct Headers<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Headers<'a> {
    /// Merges what the request has with what the signer sets, which wins. Only the headers that `signed` picks by
    /// name are kept; all of them are checked.
    pub(crate) fn merge(
        request: &Request<'a>,
        set: &'a [SetHeader],
        signed: impl Fn(&str) -> bool,
    ) -> Result<Self, SignError> {
        let mut all = Vec::with_capacity(request.headers.len() + set.len());
        for &(name, value) in request.headers {
            check(name, value)?;
            all.push((name, value));
        }
        all.sort_by(|a, b| compare_names(a.0, b.0));
        if let Some(pair) = all
            .windows(2)
            .find(|pair| pair[0].0.eq_ignore_ascii_case(pair[1].0))
        {
            return Err(SignError::DuplicateHeader {
                name: pair[0].0.to_ascii_lowercase(),
            });
        }
        all.retain(|(name, _)| !set.iter().any(|(other, _)| name.eq_ignore_ascii_case(other)));
        for (name, value) in set {
            check(name, value)?;
            all.push((name, value));
        }
        all.retain(|(name, _)| signed(name));
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
    pub(crate) fn canonical(&self, out: &mut String) {
        self.canonical_where(out, |_| true);
    }

    /// The same for the headers whose lower-case name begins with `prefix`.
    pub(crate) fn canonical_prefixed(&self, out: &mut String, prefix: &str) {
        self.canonical_where(out, |name| {
            name.get(..prefix.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
        });
    }

    fn canonical_where(&self, out: &mut String, kept: impl Fn(&str) -> bool) {
        for (name, value) in self.0.iter().filter(|(name, _)| kept(name)) {
            push_lower(out, name);
            out.push(':');
            out.push_str(value.trim());
            out.push('\n');
        }
    }

    /// Appends the names in lower case, joined with semicolons.
    pub(crate) fn names(&self, out: &mut String) {
        for (index, (name, _)) in self.0.iter().enumerate() {
            if index > 0 {
                out.push(';');
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
pub(crate) fn check_all(request: &Request<'_>, set: &[SetHeader]) -> Result<(), SignError> {
    Headers::merge(request, set, |_| false).map(drop)
}

/// Adds a header unless the request has one of that name.
pub(crate) fn set_unless_present(
    request: &Request<'_>,
    set: &mut Vec<SetHeader>,
    name: &'static str,
    value: impl FnOnce() -> String,
) {
    if request.header(name).is_none() {
        set.push((Cow::Borrowed(name), value()));
    }
}

/// Adds a header.
pub(crate) fn set_header(set: &mut Vec<SetHeader>, name: &'static str, value: impl Into<String>) {
    set.push((Cow::Borrowed(name), value.into()));
}

fn check(name: &str, value: &str) -> Result<(), SignError> {
    if !is_token(name) {
        return Err(SignError::HeaderName {
            name: name.to_owned(),
        });
    }
    if value
        .chars()
        .any(|character| character.is_control() && character != '\t')
    {
        return Err(SignError::HeaderValue {
            name: name.to_owned(),
        });
    }
    Ok(())
}

fn compare_names(a: &str, b: &str) -> Ordering {
    a.bytes()
        .map(|byte| byte.to_ascii_lowercase())
        .cmp(b.bytes().map(|byte| byte.to_ascii_lowercase()))
}

fn push_lower(out: &mut String, name: &str) {
    let start = out.len();
    out.push_str(name);
    out[start..].make_ascii_lowercase();
}
