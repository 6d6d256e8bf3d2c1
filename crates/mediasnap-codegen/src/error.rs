//! The error of lowering and generation.

use std::fmt;

/// A spec that cannot be lowered or generated: file, place, rule, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The path of the spec, as the caller passed it.
    pub file: String,
    /// The place in the spec: an operation id, a schema name or a path.
    pub place: String,
    /// The name of the violated rule, one of [`RULES`](crate::RULES) or of the generator's.
    pub rule: &'static str,
    /// The problem, and what to write instead.
    pub message: String,
}

impl Error {
    pub(crate) fn new(place: impl Into<String>, rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            file: String::new(),
            place: place.into(),
            rule,
            message: message.into(),
        }
    }

    pub(crate) fn in_file(mut self, file: &str) -> Self {
        self.file = file.to_owned();
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}: rule `{}`: {}",
            self.file, self.place, self.rule, self.message
        )
    }
}

impl std::error::Error for Error {}
