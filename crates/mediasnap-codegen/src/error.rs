//! The one error of lowering and generation: which file, which operation or schema, which rule, and what to do.

use std::fmt;

/// Why a spec could not be lowered or generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The file that holds the spec, as the caller named it.
    pub file: String,
    /// The place in the spec: an operation id, a schema name or a path.
    pub place: String,
    /// The name of the rule that the spec breaks.
    pub rule: &'static str,
    /// What is wrong and what the rule asks for.
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
