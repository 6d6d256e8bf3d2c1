//! Ids in the formats of the vendors: random, or derived from a seed.

use std::sync::atomic::{AtomicU64, Ordering};

/// A source of ids.
#[derive(Debug)]
pub(crate) struct Ids {
    state: AtomicU64,
}

impl Ids {
    /// Creates a source of ids that are derived from `seed`. Default: random.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        let start = seed.unwrap_or_else(|| getrandom::u64().unwrap_or_else(|_| from_process()));
        Self {
            state: AtomicU64::new(start),
        }
    }

    /// Returns 64 bits (`SplitMix64`).
    pub(crate) fn bits(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut bits = self.state.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Returns 32 hexadecimal digits.
    pub(crate) fn hex(&self) -> String {
        format!("{:016x}{:016x}", self.bits(), self.bits())
    }

    /// Returns a UUID in lower case.
    pub(crate) fn uuid(&self) -> String {
        let (high, low) = (self.bits(), self.bits());
        let (node, clock) = (low & 0xffff_ffff_ffff, (low >> 48) & 0x3fff | 0x8000);
        format!(
            "{:08x}-{:04x}-{:04x}-{clock:04x}-{node:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0x0fff | 0x4000,
        )
    }
}

/// Returns a number that differs between processes, if the random source of the system fails.
fn from_process() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new()
        .build_hasher()
        .finish()
}
