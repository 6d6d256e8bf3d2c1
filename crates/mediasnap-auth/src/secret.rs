//! Text that is never printed.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// What every [`Secret`] prints instead of itself.
const REDACTED: &str = "[redacted]";

/// A secret: a signing key, a session token, a bearer token.
///
/// `Debug` and `Display` print `[redacted]` and nothing else, the memory is zeroed on drop, and two secrets are
/// compared in constant time. There is no way to serialise one by accident: [`Secret::expose`] is the only exit.
///
/// ```
/// use mediasnap_auth::Secret;
///
/// let secret = Secret::from("correct horse");
/// assert_eq!(format!("{secret} {secret:?}"), "[redacted] [redacted]");
/// assert_eq!(secret.expose(), "correct horse");
/// ```
///
/// Clones share one copy of the text.
#[derive(Clone)]
pub struct Secret(Arc<Inner>);

struct Inner {
    text: Zeroizing<String>,
    /// The key that was derived last: a scope holds for a day, and every request of the day needs it.
    derived: Mutex<Option<Derived>>,
}

/// A signing key that is derived from the text for a scope.
struct Derived {
    scope: String,
    key: Zeroizing<[u8; 32]>,
}

impl Derived {
    /// Whether the scope is made of these pieces.
    fn is_for(&self, scope: &[&str]) -> bool {
        let rest = scope.iter().try_fold(self.scope.as_str(), |rest, piece| {
            rest.strip_prefix(piece)?.strip_prefix('\n')
        });
        rest.is_some_and(str::is_empty)
    }
}

impl Secret {
    /// The text itself. Keep it out of anything that is stored, printed or logged.
    pub fn expose(&self) -> &str {
        &self.0.text
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.text.is_empty()
    }

    /// The key for a scope: the one that was derived last if it was for the same scope, else the one that `derive` makes
    /// of the text.
    pub(crate) fn derived(
        &self,
        scope: &[&str],
        derive: impl FnOnce(&str) -> Zeroizing<[u8; 32]>,
    ) -> Zeroizing<[u8; 32]> {
        let mut last = self.0.derived.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(derived) = last.as_ref().filter(|derived| derived.is_for(scope)) {
            return derived.key.clone();
        }
        let key = derive(self.expose());
        *last = Some(Derived {
            scope: scope.iter().flat_map(|piece| [piece, "\n"]).collect(),
            key: key.clone(),
        });
        key
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Arc::new(Inner {
            text: Zeroizing::new(text),
            derived: Mutex::new(None),
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

/// Compares two texts without telling by its duration where they differ (their lengths are not hidden).
pub(crate) fn constant_time_eq(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_derived_once_for_a_scope() {
        let secret = Secret::from("text");
        let derive = |scope: &[&str], value: u8| secret.derived(scope, |_| Zeroizing::new([value; 32]))[0];
        assert_eq!(derive(&["2023-11-14", "tiw"], 1), 1);
        assert_eq!(derive(&["2023-11-14", "tiw"], 2), 1);
        assert_eq!(derive(&["2023-11-15", "tiw"], 3), 3);
        assert_eq!(derive(&["2023-11-15", "ti", "w"], 4), 4);
        assert_eq!(derive(&["2023-11-15", "tiw"], 5), 5);
        assert_eq!(
            secret
                .clone()
                .derived(&["2023-11-15", "tiw"], |_| Zeroizing::new([6; 32]))[0],
            5
        );
        assert_eq!(derive(&[], 7), 7);
    }
}
