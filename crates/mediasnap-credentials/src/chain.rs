//! Several places in order, and the order that each vendor's SDKs have.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use mediasnap_core::operation::Vendor;
use mediasnap_core::{Error, ErrorKind};

use crate::cache::Cached;
use crate::environment::required;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials, WhyFuture};
use crate::surroundings::Surroundings;
use crate::why::{Tried, Why};
use crate::{alibaba, huawei, tencent};

/// No place has answered yet.
const NONE: usize = usize::MAX;

/// Providers in order: the first that has credentials answers, and is asked first from then on.
pub struct Chain {
    vendor: Vendor,
    providers: Vec<Box<dyn ProvideCredentials>>,
    answered: AtomicUsize,
    /// The only profile that is looked at.
    profile: Option<String>,
}

impl Chain {
    /// Providers of one vendor's credentials, in order.
    pub fn new(vendor: Vendor, providers: Vec<Box<dyn ProvideCredentials>>) -> Self {
        Self {
            vendor,
            providers,
            answered: AtomicUsize::new(NONE),
            profile: None,
        }
    }

    /// The places that the SDKs of `vendor` look at, in their order; of [`Surroundings::with_profile`] its files alone.
    pub fn vendors(vendor: Vendor, surroundings: &Surroundings) -> Self {
        let providers = match (vendor, &surroundings.profile) {
            (Vendor::Huawei, None) => huawei::chain(surroundings),
            (Vendor::Tencent, None) => tencent::chain(surroundings),
            (Vendor::Alibaba, None) => alibaba::chain(surroundings),
            (Vendor::Huawei, Some(_)) => huawei::profiles(surroundings),
            (Vendor::Tencent, Some(_)) => tencent::profiles(surroundings),
            (Vendor::Alibaba, Some(_)) => alibaba::profiles(surroundings),
        };
        Self {
            profile: surroundings.profile.clone(),
            ..Self::new(vendor, providers)
        }
    }

    async fn search(&self) -> (Vec<Tried>, Result<Identity, Error>) {
        let mut tried = Vec::with_capacity(self.providers.len());
        let mut later = false;
        for (index, provider) in self.providers.iter().enumerate() {
            let result = provider.identity().await;
            tried.push(Tried::of(provider.name(), &result));
            match result {
                Ok(identity) => {
                    self.answered.store(index, Ordering::Relaxed);
                    tried.extend(
                        self.providers[index + 1..]
                            .iter()
                            .map(|rest| Tried::not_asked(rest.name())),
                    );
                    return (tried, Ok(identity));
                }
                Err(error) => later |= error.kind() == ErrorKind::Unavailable,
            }
        }
        let error = self.failure(&tried, later);
        (tried, Err(error))
    }

    /// One line that says what to set, and what each place lacks.
    fn failure(&self, tried: &[Tried], later: bool) -> Error {
        let [id, secret] = required(self.vendor);
        let mut message = match &self.profile {
            None => format!("no credentials: set {id} and {secret}"),
            Some(profile) => format!("no credentials in the profile `{profile}`"),
        };
        for tried in tried {
            let place = tried.to_string();
            // What the head of the message says already is not said again.
            let place = place
                .replace("no credentials: ", "")
                .replace(&format!("; set {id} and {secret}"), "");
            message = format!("{message}; {place}");
        }
        // A token service that is down may come back; everything else stays as it is.
        Error::new(
            if later {
                ErrorKind::Unavailable
            } else {
                ErrorKind::Config
            },
            message,
        )
    }

    async fn get(&self) -> Result<Identity, Error> {
        // The place that answered before is asked alone; the others only when it has nothing any more.
        if let Some(provider) = self.providers.get(self.answered.load(Ordering::Relaxed)) {
            match provider.identity().await {
                Ok(identity) => return Ok(identity),
                Err(error) if error.kind() == ErrorKind::Unavailable => return Err(error),
                Err(_) => {}
            }
        }
        self.search().await.1
    }
}

impl ProvideCredentials for Chain {
    fn name(&self) -> &'static str {
        match self.vendor {
            Vendor::Huawei => "Huawei's default chain",
            Vendor::Tencent => "Tencent's default chain",
            Vendor::Alibaba => "Alibaba's default chain",
        }
    }

    fn identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.get())
    }

    fn refused(&self, identity: &Identity) {
        for provider in &self.providers {
            provider.refused(identity);
        }
    }

    fn why(&self) -> WhyFuture<'_> {
        Box::pin(async move { Why::new(self.search().await.0) })
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.providers.iter().map(|provider| provider.name()).collect();
        f.debug_struct("Chain")
            .field("vendor", &self.vendor)
            .field("providers", &names)
            .finish_non_exhaustive()
    }
}

/// The places that the SDKs of `vendor` look at, in their order, with the answer kept and renewed in time.
pub fn default_chain(vendor: Vendor, surroundings: &Surroundings) -> Cached<Chain> {
    Cached::new(vendor, Chain::vendors(vendor, surroundings)).with_shared_clock(surroundings.clock.clone())
}
