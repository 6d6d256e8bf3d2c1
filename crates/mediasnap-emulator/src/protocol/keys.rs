//! Access keys and tokens, denied operations, and nonces that were used.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use mediasnap_auth::verify::KeyStore;
use mediasnap_auth::{AccessKey, Secret, Vendor};

/// Access keys and tokens that the emulator accepts.
#[derive(Default)]
pub(crate) struct Keys {
    by_id: HashMap<String, AccessKey>,
    /// Tokens that replace a signature.
    tokens: Vec<Secret>,
    /// Operations that a key may not call; `*` stands for all.
    denied: HashMap<String, HashSet<String>>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("ids", &self.by_id.keys())
            .finish_non_exhaustive()
    }
}

impl Keys {
    pub(crate) fn add(&mut self, key: AccessKey) {
        self.by_id.insert(key.id.clone(), key);
    }

    pub(crate) fn add_token(&mut self, token: Secret) {
        self.tokens.push(token);
    }

    pub(crate) fn deny(&mut self, id: &str, operation: &str) {
        self.denied
            .entry(id.to_owned())
            .or_default()
            .insert(operation.to_owned());
    }

    /// Returns whether no key was added yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Returns whether the key may call the operation.
    pub(crate) fn permits(&self, id: Option<&str>, operation: &str) -> bool {
        let denied = id.and_then(|id| self.denied.get(id));
        denied.is_none_or(|denied| !denied.contains(operation) && !denied.contains("*"))
    }
}

impl KeyStore for Keys {
    fn access_key(&self, _vendor: Vendor, id: &str) -> Option<AccessKey> {
        self.by_id.get(id).cloned()
    }

    fn accepts_token(&self, _vendor: Vendor, token: &Secret) -> bool {
        // All tokens are compared, so that the duration does not depend on the token.
        self.tokens.iter().filter(|known| *known == token).count() > 0
    }
}

/// Length of a time slice of nonces, in seconds.
const SLICE: i64 = 60;
/// Number of slices. A request may be this far off in either direction, so a nonce is kept for twice as long.
const SLICES: i64 = 2 * 15 * 60 / SLICE + 1;
/// Maximum number of nonces; the oldest are dropped first.
const MAX_ENTRIES: usize = 4_000_000;

/// Hashes of the nonces of the last half hour.
#[derive(Debug, Default)]
pub(crate) struct Nonces {
    hasher: RandomState,
    slices: Mutex<VecDeque<(i64, HashSet<u64>)>>,
}

impl Nonces {
    /// Remembers a nonce with everything that it has to be unique for. Returns `false` if it was used before.
    pub(crate) fn insert(&self, nonce: impl Hash, now: DateTime<Utc>) -> bool {
        let (mark, slice) = (self.hasher.hash_one(nonce), now.timestamp() / SLICE);
        let mut slices = self.slices.lock().unwrap_or_else(PoisonError::into_inner);
        slices.retain(|(at, _)| (slice - at).abs() < SLICES);
        if slices.iter().any(|(_, used)| used.contains(&mark)) {
            return false;
        }
        while slices.iter().map(|(_, used)| used.len()).sum::<usize>() >= MAX_ENTRIES {
            slices.pop_front();
        }
        match slices.iter_mut().find(|(at, _)| *at == slice) {
            Some((_, used)) => used.insert(mark),
            None => {
                slices.push_back((slice, HashSet::from([mark])));
                true
            }
        }
    }

    pub(crate) fn clear(&self) {
        self.slices.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_counts_once_within_its_window() {
        let nonces = Nonces::default();
        let at = |minute: i64| DateTime::from_timestamp(1_700_000_000 + 60 * minute, 0).unwrap();
        assert!(nonces.insert("one", at(0)));
        assert!(nonces.insert("two", at(1)));
        assert!(!nonces.insert("one", at(29)));
        assert!(nonces.insert("one", at(32)));
        let kept: usize = nonces
            .slices
            .lock()
            .unwrap()
            .iter()
            .map(|(_, used)| used.len())
            .sum();
        assert_eq!(kept, 1, "what is too old is forgotten");
    }
}
