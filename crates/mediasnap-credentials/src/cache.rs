//! Credentials kept between calls: renewed ahead of their end, by one caller for all.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use mediasnap_core::Error;
use mediasnap_core::clock::{Clock, SharedClock, SystemClock};
use mediasnap_core::operation::Vendor;
use tracing::Instrument as _;

use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials, ReportFuture};
use crate::single_flight::{Permit, SingleFlight};

/// How long credentials without an end are used before their source is read again.
const RECHECK: TimeDelta = TimeDelta::minutes(5);
/// How long after a failed renewal the next one is tried.
const PATIENCE: TimeDelta = TimeDelta::seconds(10);
/// How long a renewal ahead of the end may hold up the caller that began it.
const SHORTLY: std::time::Duration = std::time::Duration::from_secs(1);
/// How long credentials are kept that had ended already when they came.
const GRACE: TimeDelta = TimeDelta::seconds(1);

/// A provider that caches credentials and refreshes them before they expire. Concurrent callers share one refresh.
///
/// Temporary credentials are renewed ahead of their end: 40 minutes (Huawei), 5 minutes (Tencent) or 15 minutes (Alibaba)
/// before it, or when a third of their life is left, if that is later. One caller renews, the others go on with what is
/// still valid; when nothing is, they wait for that one, and take over its failure too. A failed renewal is no error as long
/// as the credentials last; one that takes longer than a second goes on in the background, also when its caller gives up.
pub struct CachedProvider<P> {
    provider: Arc<P>,
    margin: TimeDelta,
    clock: SharedClock,
    entry: Arc<RwLock<Option<Entry>>>,
    flight: SingleFlight,
}

struct Entry {
    identity: Arc<Identity>,
    renew_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
}

/// State of the cached identity.
enum Stock {
    Fresh(Arc<Identity>),
    Aging(Arc<Identity>),
    Nothing,
}

impl<P: ProvideCredentials + 'static> CachedProvider<P> {
    /// Caches the credentials of `provider` with the refresh margin of `vendor`.
    pub fn new(vendor: Vendor, provider: P) -> Self {
        Self {
            provider: Arc::new(provider),
            margin: TimeDelta::minutes(margin_minutes(vendor)),
            clock: Arc::new(SystemClock),
            entry: Arc::default(),
            flight: SingleFlight::default(),
        }
    }

    /// Returns a handle that shares this cache, for a task of its own.
    fn share(&self) -> Self {
        Self {
            provider: self.provider.clone(),
            margin: self.margin,
            clock: self.clock.clone(),
            entry: self.entry.clone(),
            flight: self.flight.clone(),
        }
    }

    /// Takes the time from `clock`.
    #[must_use]
    pub fn with_clock(self, clock: impl Clock + 'static) -> Self {
        self.with_shared_clock(Arc::new(clock))
    }

    pub(crate) fn with_shared_clock(mut self, clock: SharedClock) -> Self {
        self.clock = clock;
        self
    }

    fn stock(&self) -> Stock {
        let entry = self.entry.read().unwrap_or_else(PoisonError::into_inner);
        let Some(entry) = &*entry else {
            return Stock::Nothing;
        };
        let now = self.clock.now();
        if now < entry.renew_at {
            Stock::Fresh(entry.identity.clone())
        } else if entry.ends_at.is_none_or(|end| now < end) {
            Stock::Aging(entry.identity.clone())
        } else {
            Stock::Nothing
        }
    }

    fn keep(&self, identity: &Identity) {
        let now = self.clock.now();
        let (renew_at, ends_at) = match identity.expires_at {
            None => (now + RECHECK, None),
            Some(end) if end <= now => (now, Some(now + GRACE)),
            Some(end) => (end - self.margin.min((end - now) / 3), Some(end)),
        };
        let entry = Entry {
            identity: Arc::new(identity.clone()),
            renew_at,
            ends_at,
        };
        *self.entry.write().unwrap_or_else(PoisonError::into_inner) = Some(entry);
    }

    async fn renew(&self, permit: Permit) -> Result<Identity, Error> {
        let result = self.provider.resolve_identity().await;
        match &result {
            Ok(identity) => {
                self.keep(identity);
                tracing::debug!(
                    provider = self.provider.name(),
                    origin = identity.source.as_deref(),
                    "credentials"
                );
            }
            Err(error) => {
                if let Some(entry) = &mut *self.entry.write().unwrap_or_else(PoisonError::into_inner) {
                    entry.renew_at = self.clock.now() + PATIENCE;
                }
                tracing::warn!(provider = self.provider.name(), kind = ?error.kind(), "no new credentials");
            }
        }
        permit.complete(&result);
        result
    }

    async fn get(&self) -> Result<Arc<Identity>, Error> {
        match self.stock() {
            Stock::Fresh(identity) => return Ok(identity),
            Stock::Aging(identity) => {
                let Some(permit) = self.flight.try_acquire() else {
                    return Ok(identity);
                };
                // Somebody may have renewed between the look and the boarding.
                if let Stock::Fresh(identity) = self.stock() {
                    return Ok(identity);
                }
                let this = self.share();
                let renewal = async move { this.renew(permit).await }.in_current_span();
                let result = tokio::time::timeout(SHORTLY, tokio::spawn(renewal)).await;
                match (result, self.stock()) {
                    (Ok(Ok(Ok(identity))), _) => return Ok(Arc::new(identity)),
                    (_, Stock::Fresh(identity) | Stock::Aging(identity)) => return Ok(identity),
                    (Ok(Ok(Err(error))), Stock::Nothing) => return Err(error),
                    // Under way still, and it is time that it came.
                    (_, Stock::Nothing) => {}
                }
            }
            Stock::Nothing => {}
        }
        let permit = self.flight.acquire().await?;
        match self.stock() {
            Stock::Fresh(identity) | Stock::Aging(identity) => Ok(identity),
            Stock::Nothing => self.renew(permit).await.map(Arc::new),
        }
    }
}

impl<P: ProvideCredentials + 'static> ProvideCredentials for CachedProvider<P> {
    fn name(&self) -> &'static str {
        self.provider.name()
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(async { self.get().await.map(|identity| (*identity).clone()) })
    }

    fn cached_identity(&self) -> Option<Arc<Identity>> {
        match self.stock() {
            Stock::Fresh(identity) => Some(identity),
            Stock::Aging(_) | Stock::Nothing => None,
        }
    }

    fn invalidate(&self, identity: &Identity) {
        let mut entry = self.entry.write().unwrap_or_else(PoisonError::into_inner);
        // Another caller may have renewed already: only what was refused goes.
        if entry
            .as_ref()
            .is_some_and(|entry| entry.identity.credentials == identity.credentials)
        {
            *entry = None;
            self.provider.invalidate(identity);
        }
    }

    fn report(&self) -> ReportFuture<'_> {
        self.provider.report()
    }
}

impl<P: ProvideCredentials> fmt::Debug for CachedProvider<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedProvider")
            .field("provider", &self.provider.name())
            .finish_non_exhaustive()
    }
}

/// Returns how many minutes before their end temporary credentials are refreshed, as in the vendor's own SDKs.
fn margin_minutes(vendor: Vendor) -> i64 {
    match vendor {
        Vendor::Huawei => 40,
        Vendor::Tencent => 5,
        Vendor::Alibaba => 15,
    }
}
