//! Secrets: strings that are never printed.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::hash::Mac;

/// Output of `Debug` and `Display`.
const REDACTED: &str = "[redacted]";

/// Secret: a signing key, security token or bearer token.
///
/// `Debug` and `Display` print `[redacted]`, the memory is zeroed on drop, and secrets are compared in constant time. A
/// secret cannot be serialized; [`Secret::expose`] is the only way to read it.
///
/// ```
/// use mediasnap_auth::Secret;
///
/// let secret = Secret::from("correct horse");
/// assert_eq!(format!("{secret} {secret:?}"), "[redacted] [redacted]");
/// assert_eq!(secret.expose(), "correct horse");
/// ```
///
/// Clones share one copy of the string.
#[derive(Clone)]
pub struct Secret(Arc<Inner>);

struct Inner {
    text: Zeroizing<String>,
    /// Key that signed last. A scope is used for at least a day, so its key is rarely derived again.
    last: Mutex<Option<ScopedKey>>,
}

/// Key derived from the secret for a scope.
struct ScopedKey {
    scope: String,
    mac: Mac,
}

impl ScopedKey {
    /// Returns whether the scope consists of these parts.
    fn has_scope(&self, scope: &[&str]) -> bool {
        let rest = scope.iter().try_fold(self.scope.as_str(), |rest, part| {
            rest.strip_prefix(part)?.strip_prefix('\n')
        });
        rest.is_some_and(str::is_empty)
    }
}

impl Drop for ScopedKey {
    fn drop(&mut self) {
        self.mac.forget();
    }
}

impl Secret {
    /// Returns the secret itself. It must not be stored, printed or logged.
    pub fn expose(&self) -> &str {
        &self.0.text
    }

    /// Returns whether the secret is empty.
    pub fn is_empty(&self) -> bool {
        self.0.text.is_empty()
    }

    /// Returns the key for a scope, whose first part is the name of the scheme: the cached one if it has the same scope,
    /// otherwise the one that `derive` derives from the secret.
    pub(crate) fn mac(&self, scope: &[&str], derive: impl FnOnce(&str) -> Mac) -> Mac {
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keyed) = last.as_ref().filter(|keyed| keyed.has_scope(scope)) {
            return keyed.mac.clone();
        }
        let mac = derive(self.expose());
        *last = Some(ScopedKey {
            scope: scope.iter().flat_map(|part| [part, "\n"]).collect(),
            mac: mac.clone(),
        });
        mac
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Arc::new(Inner {
            text: Zeroizing::new(text),
            last: Mutex::new(None),
        }))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.expose(), other.expose())
    }
}

impl Eq for Secret {}

/// Compares two strings in constant time. Their lengths are not hidden.
pub(crate) fn constant_time_eq(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::Hash;

    #[test]
    fn a_key_is_derived_once_for_a_scope() {
        let secret = Secret::from("text");
        let made_of = |key: u8| Mac::new(Hash::Sha256, &[key]).of(&[b"data"])[..].to_vec();
        let signs = |secret: &Secret, scope: &[&str], key: u8| {
            let mac = secret.mac(scope, |text| {
                assert_eq!(text, "text");
                Mac::new(Hash::Sha256, &[key])
            });
            mac.of(&[b"data"])[..].to_vec()
        };
        assert_eq!(signs(&secret, &["2023-11-14", "tiw"], 1), made_of(1));
        assert_eq!(signs(&secret, &["2023-11-14", "tiw"], 2), made_of(1));
        assert_eq!(signs(&secret, &["2023-11-15", "tiw"], 3), made_of(3));
        assert_eq!(signs(&secret, &["2023-11-15", "ti", "w"], 4), made_of(4));
        assert_eq!(signs(&secret, &["2023-11-15", "tiw"], 5), made_of(5));
        assert_eq!(signs(&secret.clone(), &["2023-11-15", "tiw"], 6), made_of(5));
        assert_eq!(signs(&secret, &[], 7), made_of(7));
    }
}
