//! A field of a response that does not fit its type.

use std::fmt;

/// A field of a response that does not fit its type: it is left out of the typed value, and kept in the raw response.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Misfit {
    /// Where the field is: `task_array[1].output`. Empty for the response itself.
    pub path: String,
    /// The kind of value that its type takes: `an object`.
    pub expected: String,
    /// The kind of value that was received, without its content: `a string`.
    pub found: &'static str,
}

impl Misfit {
    /// Says that the field at `path` is `found` where `expected` is declared.
    pub fn new(path: impl Into<String>, expected: impl Into<String>, found: &'static str) -> Self {
        Self {
            path: path.into(),
            expected: expected.into(),
            found,
        }
    }

    /// Returns whether the misfit is at `path`, or within the value there.
    pub fn is_within(&self, path: &str) -> bool {
        let rest = self.path.strip_prefix(path);
        rest.is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with(['.', '[']))
    }

    /// Places the misfit of a part of a response below the path of that part.
    #[must_use]
    pub fn below(mut self, place: &str) -> Self {
        self.path = match (place, self.path.as_str()) {
            ("", _) => self.path,
            (_, "") => place.to_owned(),
            (_, path) if path.starts_with('[') => format!("{place}{path}"),
            (_, path) => format!("{place}.{path}"),
        };
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}
