//! The names of headers as the HTTP library wants them, made once for each name that a signer sets.

use std::sync::{PoisonError, RwLock};

use ::http::header::{HeaderName, InvalidHeaderName};

/// The names seen so far: a handful, as signers set the same headers every time.
#[derive(Default)]
pub(super) struct Names(RwLock<Vec<(&'static str, HeaderName)>>);

impl Names {
    /// The name that `name` stands for, whatever its case.
    pub(super) fn of(&self, name: &'static str) -> Result<HeaderName, InvalidHeaderName> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, name)) = known.iter().find(|(own, _)| *own == name) {
            return Ok(name.clone());
        }
        drop(known);
        let made = HeaderName::from_bytes(name.as_bytes())?;
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !known.iter().any(|(own, _)| *own == name) {
            known.push((name, made.clone()));
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_once() {
        let names = Names::default();
        for _ in 0..2 {
            assert_eq!(names.of("X-Sdk-Date").unwrap(), "x-sdk-date");
            assert_eq!(names.of("x-acs-date").unwrap(), "x-acs-date");
            assert!(names.of("no name").is_err());
        }
        assert_eq!(names.0.read().unwrap().len(), 2);
    }
}
