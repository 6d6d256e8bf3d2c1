//! Time and randomness as values, so that a test can hold them still.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// Where a client takes the time, nonces and jitter from.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;

    /// A nonce that no other request has: 32 hexadecimal digits from the system's random source by default.
    fn nonce(&self) -> String {
        use std::fmt::Write as _;
        let mut bytes = [0; 16];
        if getrandom::fill(&mut bytes).is_err() {
            bytes = (u128::from(fallback()) << 64 | u128::from(fallback())).to_ne_bytes();
        }
        let mut nonce = String::with_capacity(32);
        // Writing to a text cannot fail.
        let _ = write!(nonce, "{:032x}", u128::from_ne_bytes(bytes));
        nonce
    }

    /// A number between 0 and 1 that spreads the delays of retries.
    fn jitter(&self) -> f64 {
        // 53 random bits: every value is exact.
        #[allow(clippy::cast_precision_loss)]
        let fraction = (random() >> 11) as f64 / (1_u64 << 53) as f64;
        fraction
    }
}

/// The clock and the random source of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still, with a fixed nonce: the same request is signed the same way every time.
#[derive(Debug, Clone)]
pub struct FixedClock {
    /// The time that it shows.
    pub time: DateTime<Utc>,
    /// The nonce of every request.
    pub nonce: String,
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.time
    }

    fn nonce(&self) -> String {
        self.nonce.clone()
    }

    fn jitter(&self) -> f64 {
        1.0
    }
}

/// A clock that several parts of a client share.
pub type SharedClock = Arc<dyn Clock>;

fn random() -> u64 {
    getrandom::u64().unwrap_or_else(|_| fallback())
}

/// For where the system's random source fails: the address-space layout and the hash keys of the process still differ.
fn fallback() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new()
        .build_hasher()
        .finish()
}
