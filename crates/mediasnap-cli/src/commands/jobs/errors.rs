//! The errors of several jobs or images, reported as one.

use crate::error::CliError;

/// The errors of several things. Equal errors are reported once.
#[derive(Default)]
pub(super) struct Errors(Vec<(CliError, Vec<String>)>);

impl Errors {
    /// Adds an error, with the name of what failed unless the error names it itself.
    pub(super) fn add(&mut self, error: CliError, name: Option<String>) {
        match self
            .0
            .iter_mut()
            .find(|(known, _)| known.message() == error.message())
        {
            Some((_, names)) => names.extend(name),
            None => self.0.push((error, name.into_iter().collect())),
        }
    }

    /// Whether there is no error.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns all errors as one, with the exit status of the first. `noun` is what the names stand for.
    pub(super) fn into_result(self, noun: &str) -> Result<(), CliError> {
        let errors = self.0.into_iter().map(|(error, names)| match names.as_slice() {
            [] => error,
            [name] => error.context(&format!("{noun} {name}")),
            names => error.context(&format!("{noun}s {}", names.join(", "))),
        });
        errors.reduce(|all, error| all.and(&error)).map_or(Ok(()), Err)
    }
}
