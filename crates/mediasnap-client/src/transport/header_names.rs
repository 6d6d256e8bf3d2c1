//! The names of headers as the HTTP library wants them, made once for each name that a signer sets.

use std::sync::{PoisonError, RwLock};

use http::header::HeaderName;

/// The names seen so far: a handful, as signers set the same headers every time.
#[derive(Default)]
pub(super) struct HeaderNameCache(RwLock<Vec<(&'static str, HeaderName)>>);

impl HeaderNameCache {
    /// Gives each header to `take`, with its name as the HTTP library wants it, whatever its case; `None` where no header can
    /// be called so.
    pub(super) fn each<'a, E>(
        &self,
        headers: impl Iterator<Item = (&'static str, &'a str)>,
        mut take: impl FnMut(&'static str, Option<HeaderName>, &'a str) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut new = Vec::new();
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        for (name, value) in headers {
            let made = match known.iter().find(|(own, _)| *own == name) {
                Some((_, made)) => Some(made.clone()),
                None => HeaderName::from_bytes(name.as_bytes())
                    .inspect(|made| new.push((name, made.clone())))
                    .ok(),
            };
            take(name, made, value)?;
        }
        drop(known);
        if !new.is_empty() {
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            new.retain(|(name, _)| !known.iter().any(|(own, _)| own == name));
            known.extend(new);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_once() {
        let names = HeaderNameCache::default();
        for _ in 0..2 {
            let mut made = Vec::new();
            let headers = [("X-Sdk-Date", "1"), ("x-acs-date", "2"), ("no name", "3")];
            let result: Result<(), ()> = names.each(headers.into_iter(), |_, name, value| {
                made.push((name, value));
                Ok(())
            });
            assert_eq!(result, Ok(()));
            let expected = [(Some("x-sdk-date"), "1"), (Some("x-acs-date"), "2"), (None, "3")];
            let made: Vec<_> = made
                .iter()
                .map(|(name, value)| (name.as_ref().map(HeaderName::as_str), *value))
                .collect();
            assert_eq!(made, expected);
        }
        assert_eq!(names.0.read().unwrap().len(), 2);
    }
}
