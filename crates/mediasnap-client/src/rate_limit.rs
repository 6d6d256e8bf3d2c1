//! Keeping to the vendors' rate limits, so that a burst of calls waits here instead of being throttled there.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use mediasnap_core::operation::{Operation, Product};
use mediasnap_core::{Error, ErrorKind};
use tokio::time::Instant;

/// The window in which requests are counted: a second, and what the network may squeeze it by on the way.
const WINDOW: Duration = Duration::from_millis(1010);

/// Rate limits: those that the specs document, changed where the vendor has granted others.
///
/// Requests are counted for each account, product, operation, region and endpoint. All clients of a process with
/// [`documented`](Self::documented) limits, which is the default, count together, because the vendor counts them together; other
/// limits count together with their clones. Whoever has to wait is served in the order of arrival; a wait counts towards the
/// call's time limit and never outlasts it.
#[derive(Clone, Default)]
pub struct RateLimits {
    documented: bool,
    overrides: Arc<HashMap<(String, String), u32>>,
    gates: Arc<Gates>,
}

/// The counts, by what they are counted for.
type Gates = Mutex<HashMap<Key, Arc<Gate>>>;

/// The counts of this process.
static SHARED: LazyLock<Arc<Gates>> = LazyLock::new(Arc::default);

/// How many counts are kept before idle ones are dropped.
const MANY: usize = 100;

/// Key of one rate limit: calls with the same key share it.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    product: &'static str,
    operation: &'static str,
    /// Region and endpoint.
    place: String,
    account: String,
}

impl RateLimits {
    /// The limits that the specs document, counted together by all clients of the process.
    pub fn documented() -> Self {
        Self {
            documented: true,
            gates: SHARED.clone(),
            ..Self::default()
        }
    }

    /// No limits.
    pub fn none() -> Self {
        Self::default()
    }

    /// Allows `per_second` requests of one operation of one product; 0 means any
    /// number.
    #[must_use]
    pub fn with_limit(mut self, product: &str, operation: &str, per_second: u32) -> Self {
        Arc::make_mut(&mut self.overrides).insert((product.to_owned(), operation.to_owned()), per_second);
        self
    }

    /// How many requests a second are allowed; `None` for any number.
    fn limit(&self, product: &Product, operation: &Operation) -> Option<usize> {
        let set = (!self.overrides.is_empty())
            .then(|| {
                self.overrides
                    .get(&(product.key.to_owned(), operation.id.to_owned()))
            })
            .flatten();
        let documented = operation
            .rate_limit
            .filter(|_| self.documented)
            .map(|limit| limit.per_second);
        let limit = set.copied().or(documented).filter(|limit| *limit > 0)?;
        usize::try_from(limit).ok()
    }

    /// Waits until a request may go out.
    ///
    /// # Errors
    /// `Throttled` when that would not be before `deadline`; nothing was sent then.
    pub(crate) async fn acquire(
        &self,
        product: &'static Product,
        operation: &Operation,
        region: Option<&str>,
        endpoint: &str,
        account: &str,
        deadline: Instant,
    ) -> Result<(), Error> {
        let Some(limit) = self.limit(product, operation) else {
            return Ok(());
        };
        let key = Key {
            product: product.key,
            operation: operation.id,
            place: format!("{} {endpoint}", region.unwrap_or_default()),
            account: account.to_owned(),
        };
        let gate = {
            let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
            // Temporary keys come and go: what nobody counts with any more is forgotten.
            if gates.len() >= MANY && !gates.contains_key(&key) {
                gates.retain(|_, gate| Arc::strong_count(gate) > 1 || !gate.is_idle());
            }
            gates.entry(key).or_default().clone()
        };
        if gate.acquire(limit, deadline).await {
            return Ok(());
        }
        let message = format!("the limit of {limit} requests a second leaves no room within the time limit");
        Err(Error::new(ErrorKind::Throttled, message))
    }
}

impl fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimits")
            .field("documented", &self.documented)
            .field("overrides", &self.overrides)
            .finish_non_exhaustive()
    }
}

/// One count: when the last requests went out. The lock is a queue, and whoever stands first in it waits for the window;
/// a caller that gives up leaves the queue and nothing behind.
#[derive(Default)]
struct Gate {
    sent: tokio::sync::Mutex<VecDeque<Instant>>,
}

impl Gate {
    /// Whether nothing that it has on record matters any more.
    fn is_idle(&self) -> bool {
        self.sent
            .try_lock()
            .is_ok_and(|sent| sent.back().is_none_or(|last| last.elapsed() > WINDOW))
    }

    /// Waits for a place among `limit` requests in any window; `false` when there is none before `deadline`.
    async fn acquire(&self, limit: usize, deadline: Instant) -> bool {
        let wait = async {
            let mut sent = self.sent.lock().await;
            // Only the last `limit` requests matter; a limit that was lowered has more of them on record.
            while sent.len() > limit {
                sent.pop_front();
            }
            if let Some(oldest) = sent.front().filter(|_| sent.len() == limit) {
                let free = *oldest + WINDOW;
                if free >= deadline {
                    return false;
                }
                tokio::time::sleep_until(free).await;
                sent.pop_front();
            }
            sent.push_back(Instant::now());
            true
        };
        tokio::time::timeout_at(deadline, wait).await.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 30;

    fn far() -> Instant {
        Instant::now() + Duration::from_secs(100_000)
    }

    async fn thousands(gate: &Arc<Gate>, calls: usize) -> Vec<Instant> {
        let tasks: Vec<_> = (0..calls)
            .map(|_| {
                let gate = gate.clone();
                tokio::spawn(async move {
                    assert!(gate.acquire(LIMIT, far()).await);
                    Instant::now()
                })
            })
            .collect();
        let mut times = Vec::with_capacity(calls);
        for task in tasks {
            times.push(task.await.unwrap());
        }
        times.sort_unstable();
        times
    }

    #[tokio::test(start_paused = true)]
    async fn ten_thousand_calls_at_the_limit() {
        let gate = Arc::new(Gate::default());
        let begun = Instant::now();
        let times = thousands(&gate, 10_000).await;
        for window in times.windows(LIMIT + 1) {
            assert!(
                window[LIMIT] - window[0] > Duration::from_secs(1),
                "never over the limit"
            );
        }
        let rate = 10_000.0 / begun.elapsed().as_secs_f64();
        assert!(rate >= 0.98 * 30.0, "{rate} a second");
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_takes_nothing_from_the_others() {
        let gate = Arc::new(Gate::default());
        thousands(&gate, LIMIT).await;
        let waiting: Vec<_> = (0..1000)
            .map(|_| {
                let gate = gate.clone();
                tokio::spawn(async move { gate.acquire(LIMIT, far()).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(500)).await;
        for task in &waiting {
            task.abort();
        }
        let begun = Instant::now();
        assert!(gate.acquire(LIMIT, far()).await);
        assert!(
            begun.elapsed() < Duration::from_millis(600),
            "{:?}",
            begun.elapsed()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_never_outlasts_the_deadline() {
        let gate = Arc::new(Gate::default());
        thousands(&gate, LIMIT).await;
        let begun = Instant::now();
        assert!(!gate.acquire(LIMIT, begun + Duration::from_millis(300)).await);
        assert_eq!(
            begun.elapsed(),
            Duration::ZERO,
            "what cannot succeed fails at once"
        );
        // The one behind another waits no longer than its own deadline either.
        let first = tokio::spawn({
            let gate = gate.clone();
            async move { gate.acquire(LIMIT, far()).await }
        });
        tokio::task::yield_now().await;
        assert!(!gate.acquire(LIMIT, begun + Duration::from_millis(300)).await);
        assert_eq!(begun.elapsed(), Duration::from_millis(300));
        assert!(first.await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn a_lowered_limit_counts_what_was_sent_before() {
        let gate = Gate::default();
        for _ in 0..10 {
            assert!(gate.acquire(10, far()).await);
        }
        let begun = Instant::now();
        assert!(gate.acquire(2, far()).await);
        assert_eq!(begun.elapsed(), WINDOW);
    }
}
