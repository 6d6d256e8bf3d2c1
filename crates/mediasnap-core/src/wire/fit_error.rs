//! The error of the tolerant deserializer.

use std::fmt;

use serde::de::{Error, Unexpected};

use super::misfit::Misfit;

/// Why a value does not fit; the place is filled in where it is known.
#[derive(Debug)]
pub(super) struct FitError {
    expected: String,
    place: Option<(String, &'static str)>,
    missing: Option<&'static str>,
}

impl FitError {
    fn of(expected: String) -> Self {
        Self {
            expected,
            place: None,
            missing: None,
        }
    }

    /// Fills in the place, unless an inner value did: the path of a missing field, or of the value itself.
    pub(super) fn at(
        mut self,
        member: impl FnOnce(&str) -> String,
        value: impl FnOnce() -> (String, &'static str),
    ) -> Self {
        if self.place.is_none() {
            self.place = Some(match self.missing {
                Some(name) => (member(name), "nothing"),
                None => value(),
            });
        }
        self
    }

    pub(super) fn misfit(self) -> Misfit {
        let (path, found) = self.place.unwrap_or_default();
        Misfit::new(path, self.expected, found)
    }
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for FitError {}

impl Error for FitError {
    /// The words of a parser may quote the response.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::of("a value of its type".to_owned())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::of(expected.to_string())
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::of(expected.to_string())
    }

    fn invalid_length(_: usize, expected: &dyn serde::de::Expected) -> Self {
        Self::of(expected.to_string())
    }

    fn missing_field(name: &'static str) -> Self {
        Self {
            missing: Some(name),
            ..Self::of("a value".to_owned())
        }
    }
}
