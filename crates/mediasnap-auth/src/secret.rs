//! Text that is never printed.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::hash::Mac;

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
    /// What has signed last: a scope holds for a day or for ever, and its key need not be made for every request.
    last: Mutex<Option<Keyed>>,
}

/// What signs with a key made of the text for a scope.
struct Keyed {
    scope: String,
    mac: Mac,
}

impl Keyed {
    /// Whether the scope is made of these pieces.
    fn is_for(&self, scope: &[&str]) -> bool {
        let rest = scope.iter().try_fold(self.scope.as_str(), |rest, piece| {
            rest.strip_prefix(piece)?.strip_prefix('\n')
        });
        rest.is_some_and(str::is_empty)
    }
}

impl Drop for Keyed {
    fn drop(&mut self) {
        self.mac.forget();
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

    /// What signs in a scope, which begins with the name of the scheme: the one that was used last if it was for the same
    /// scope, else the one that `make` makes of the text.
    pub(crate) fn mac(&self, scope: &[&str], make: impl FnOnce(&str) -> Mac) -> Mac {
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keyed) = last.as_ref().filter(|keyed| keyed.is_for(scope)) {
            return keyed.mac.clone();
        }
        let mac = make(self.expose());
        *last = Some(Keyed {
            scope: scope.iter().flat_map(|piece| [piece, "\n"]).collect(),
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

/// Compares two texts without telling by its duration where they differ (their lengths are not hidden).
pub(crate) fn constant_time_eq(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::Hash;

    #[test]
    fn a_key_is_made_once_for_a_scope() {
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
