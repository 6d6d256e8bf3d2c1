//! Renewal ahead of the end, one request for all, and what happens when a renewal fails.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use mediasnap_auth::AccessKey;
use mediasnap_core::operation::Vendor;
use mediasnap_core::{Error, ErrorKind};
use mediasnap_credentials::{CachedProvider, Identity, IdentityFuture, ProvideCredentials};
use tokio::sync::Semaphore;

use crate::support::{Hands, id};

/// A source that counts, waits at a gate and fails on demand. Keys are named after the count.
#[derive(Clone)]
struct Source(Arc<Parts>);

struct Parts {
    asked: AtomicUsize,
    gate: Semaphore,
    lifetime: Mutex<Option<TimeDelta>>,
    failing: Mutex<bool>,
    hands: Hands,
}

impl Source {
    fn new(hands: &Hands, lifetime: Option<TimeDelta>) -> Self {
        Self(Arc::new(Parts {
            asked: AtomicUsize::new(0),
            gate: Semaphore::new(1_000_000),
            lifetime: Mutex::new(lifetime),
            failing: Mutex::new(false),
            hands: hands.clone(),
        }))
    }

    fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    fn fail(&self, failing: bool) {
        *self.0.failing.lock().unwrap() = failing;
    }
}

impl ProvideCredentials for Source {
    fn name(&self) -> &'static str {
        "source"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        use mediasnap_core::clock::Clock as _;
        Box::pin(async move {
            let number = self.0.asked.fetch_add(1, Ordering::SeqCst) + 1;
            self.0.gate.acquire().await.unwrap().forget();
            if *self.0.failing.lock().unwrap() {
                return Err(Error::new(ErrorKind::Unavailable, format!("failure {number}")));
            }
            let mut identity = Identity::from(AccessKey::new(format!("key{number}"), "s"));
            identity.expires_at = self
                .0
                .lifetime
                .lock()
                .unwrap()
                .map(|lifetime| self.0.hands.now() + lifetime);
            Ok(identity)
        })
    }
}

fn cached(vendor: Vendor, lifetime: Option<TimeDelta>) -> (Hands, Source, CachedProvider<Source>) {
    let hands = Hands::default();
    let source = Source::new(&hands, lifetime);
    let cached = CachedProvider::new(vendor, source.clone()).with_clock(hands.clone());
    (hands, source, cached)
}

#[tokio::test]
async fn each_vendors_margin_ahead_of_the_end() {
    for (vendor, minutes) in [(Vendor::Huawei, 40), (Vendor::Tencent, 5), (Vendor::Alibaba, 15)] {
        let (hands, _, cached) = cached(vendor, Some(TimeDelta::hours(12)));
        assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key1");
        hands.advance(TimeDelta::hours(12) - TimeDelta::minutes(minutes) - TimeDelta::seconds(1));
        assert_eq!(
            id(&cached.resolve_identity().await.unwrap()),
            "key1",
            "{vendor:?}"
        );
        hands.advance(TimeDelta::seconds(1));
        assert_eq!(
            id(&cached.resolve_identity().await.unwrap()),
            "key2",
            "{vendor:?}"
        );
    }
}

#[tokio::test]
async fn a_short_life_is_used_for_two_thirds() {
    let (hands, _, cached) = cached(Vendor::Huawei, Some(TimeDelta::minutes(15)));
    cached.resolve_identity().await.unwrap();
    hands.advance(TimeDelta::seconds(599));
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key1");
    hands.advance(TimeDelta::seconds(1));
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key2");
}

#[tokio::test]
async fn a_key_without_end_is_read_again_now_and_then() {
    let (hands, source, cached) = cached(Vendor::Tencent, None);
    for _ in 0..10 {
        assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key1");
    }
    hands.advance(TimeDelta::minutes(5));
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key2");
    source.fail(true);
    hands.advance(TimeDelta::days(30));
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key2");
}

#[tokio::test]
async fn a_hundred_callers_without_credentials_make_one_request() {
    let (_, source, cached) = cached(Vendor::Alibaba, Some(TimeDelta::hours(1)));
    let cached = Arc::new(cached);
    source.0.gate.forget_permits(1_000_000);
    let callers: Vec<_> = (0..100)
        .map(|_| {
            let cached = cached.clone();
            tokio::spawn(async move { id(&cached.resolve_identity().await.unwrap()) })
        })
        .collect();
    tokio::task::yield_now().await;
    source.0.gate.add_permits(1_000_000);
    for caller in callers {
        assert_eq!(caller.await.unwrap(), "key1");
    }
    assert_eq!(source.asked(), 1);
}

#[tokio::test]
async fn during_a_renewal_the_others_go_on_with_what_is_valid() {
    let (hands, source, cached) = cached(Vendor::Alibaba, Some(TimeDelta::hours(1)));
    let cached = Arc::new(cached);
    cached.resolve_identity().await.unwrap();
    hands.advance(TimeDelta::minutes(50));
    source.0.gate.forget_permits(1_000_000);
    let renewer = tokio::spawn({
        let cached = cached.clone();
        async move { id(&cached.resolve_identity().await.unwrap()) }
    });
    tokio::task::yield_now().await;
    for _ in 0..100 {
        assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key1");
    }
    source.0.gate.add_permits(1_000_000);
    assert_eq!(renewer.await.unwrap(), "key2");
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key2");
    assert_eq!(source.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_takes_long_holds_nobody_up() {
    use tokio::time::{Duration, Instant, timeout};
    let (hands, source, cached) = cached(Vendor::Alibaba, Some(TimeDelta::hours(1)));
    cached.resolve_identity().await.unwrap();
    hands.advance(TimeDelta::minutes(50));
    source.0.gate.forget_permits(1_000_000);
    // Not even one that gives up at once ends it.
    let impatient = timeout(Duration::from_millis(100), cached.resolve_identity()).await;
    assert!(impatient.is_err());
    let begun = Instant::now();
    for _ in 0..100 {
        assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key1");
    }
    assert_eq!(begun.elapsed(), Duration::ZERO);
    source.0.gate.add_permits(1_000_000);
    tokio::task::yield_now().await;
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key2");
    assert_eq!(source.asked(), 2);

    hands.advance(TimeDelta::minutes(50));
    source.0.gate.forget_permits(1_000_000);
    let begun = Instant::now();
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key2");
    assert_eq!(begun.elapsed().as_secs(), 1);
    // When the old key has ended the new one is waited for, and asked for no second time.
    hands.advance(TimeDelta::minutes(10));
    let late = tokio::spawn(async move { id(&cached.resolve_identity().await.unwrap()) });
    tokio::task::yield_now().await;
    source.0.gate.add_permits(1_000_000);
    assert_eq!(late.await.unwrap(), "key3");
    assert_eq!(source.asked(), 3);
}

#[tokio::test]
async fn who_waits_for_a_failing_request_takes_over_its_failure() {
    let (_, source, cached) = cached(Vendor::Alibaba, Some(TimeDelta::hours(1)));
    let cached = Arc::new(cached);
    source.fail(true);
    source.0.gate.forget_permits(1_000_000);
    let callers: Vec<_> = (0..100)
        .map(|_| {
            let cached = cached.clone();
            tokio::spawn(async move { cached.resolve_identity().await.unwrap_err().message().to_owned() })
        })
        .collect();
    tokio::task::yield_now().await;
    source.0.gate.add_permits(1_000_000);
    for caller in callers {
        assert_eq!(caller.await.unwrap(), "failure 1");
    }
    assert_eq!(source.asked(), 1);
    // Whoever comes later asks anew.
    source.fail(false);
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key2");
}

#[tokio::test]
async fn a_failed_renewal_is_no_error_while_the_key_lasts() {
    let (hands, source, cached) = cached(Vendor::Alibaba, Some(TimeDelta::hours(1)));
    cached.resolve_identity().await.unwrap();
    source.fail(true);
    hands.advance(TimeDelta::minutes(50));
    for _ in 0..50 {
        assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key1");
    }
    assert_eq!(source.asked(), 2, "a failed renewal is not repeated at each call");
    hands.advance(TimeDelta::seconds(10));
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key1");
    assert_eq!(source.asked(), 3);
    // Never beyond the end.
    hands.advance(TimeDelta::minutes(10));
    assert_eq!(
        cached.resolve_identity().await.unwrap_err().message(),
        "failure 4"
    );
}

#[tokio::test]
async fn a_cancelled_request_leaves_the_way_free() {
    let (_, source, cached) = cached(Vendor::Alibaba, Some(TimeDelta::hours(1)));
    let cached = Arc::new(cached);
    source.0.gate.forget_permits(1_000_000);
    let first = tokio::spawn({
        let cached = cached.clone();
        async move { cached.resolve_identity().await }
    });
    tokio::task::yield_now().await;
    let second = tokio::spawn({
        let cached = cached.clone();
        async move { id(&cached.resolve_identity().await.unwrap()) }
    });
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    source.0.gate.add_permits(1_000_000);
    assert_eq!(second.await.unwrap(), "key2");
}

#[tokio::test]
async fn a_key_that_has_ended_already_is_kept_for_a_second() {
    let (hands, source, cached) = cached(Vendor::Alibaba, Some(TimeDelta::minutes(-1)));
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key1");
    hands.advance(TimeDelta::seconds(2));
    source.fail(true);
    assert!(cached.resolve_identity().await.is_err());
}

#[tokio::test]
async fn only_what_was_refused_is_thrown_away() {
    let (_, source, cached) = cached(Vendor::Alibaba, Some(TimeDelta::hours(1)));
    let first = cached.resolve_identity().await.unwrap();
    cached.invalidate(&first);
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key2");
    cached.invalidate(&first);
    assert_eq!(id(&cached.resolve_identity().await.unwrap()), "key2");
    assert_eq!(source.asked(), 2);
}
