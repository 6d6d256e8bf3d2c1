//! Several places in order, and the order that each vendor's SDKs have.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use mediasnap_core::operation::Vendor;
use mediasnap_core::{Error, ErrorKind};

use crate::cache::CachedProvider;
use crate::config::ProviderConfig;
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials, ReportFuture};
use crate::providers::required_variables;
use crate::report::{CredentialsReport, ProviderReport};
use crate::{alibaba, huawei, tencent};

/// No provider has loaded credentials yet.
const NONE: usize = usize::MAX;

/// Providers in order: the first that has credentials is used, and is tried first from then on.
pub struct ProviderChain {
    vendor: Vendor,
    providers: Vec<Box<dyn ProvideCredentials>>,
    answered: AtomicUsize,
    /// The only profile that is read.
    profile: Option<String>,
}

impl ProviderChain {
    /// Providers of one vendor's credentials, in order.
    pub fn new(vendor: Vendor, providers: Vec<Box<dyn ProvideCredentials>>) -> Self {
        Self {
            vendor,
            providers,
            answered: AtomicUsize::new(NONE),
            profile: None,
        }
    }

    /// The places that the SDKs of `vendor` look at, in their order; of [`ProviderConfig::with_profile`] its files alone.
    pub fn for_vendor(vendor: Vendor, config: &ProviderConfig) -> Self {
        let providers = match (vendor, &config.profile) {
            (Vendor::Huawei, None) => huawei::chain(config),
            (Vendor::Tencent, None) => tencent::chain(config),
            (Vendor::Alibaba, None) => alibaba::chain(config),
            (Vendor::Huawei, Some(_)) => huawei::profiles(config),
            (Vendor::Tencent, Some(_)) => tencent::profiles(config),
            (Vendor::Alibaba, Some(_)) => alibaba::profiles(config),
        };
        Self {
            profile: config.profile.clone(),
            ..Self::new(vendor, providers)
        }
    }

    async fn search(&self) -> (Vec<ProviderReport>, Result<Identity, Error>) {
        let mut tried = Vec::with_capacity(self.providers.len());
        let mut temporary: Option<Error> = None;
        for (index, provider) in self.providers.iter().enumerate() {
            let result = provider.resolve_identity().await;
            tried.push(ProviderReport::of(provider.name(), &result));
            match result {
                Ok(identity) => {
                    self.answered.store(index, Ordering::Relaxed);
                    tried.extend(
                        self.providers[index + 1..]
                            .iter()
                            .map(|rest| ProviderReport::skipped(rest.name())),
                    );
                    return (tried, Ok(identity));
                }
                Err(error) if is_temporary(&error) => temporary = temporary.or(Some(error)),
                Err(_) => {}
            }
        }
        let error = self.failure(&tried, temporary.as_ref());
        (tried, Err(error))
    }

    /// One line that says what to set, and what each place lacks.
    fn failure(&self, tried: &[ProviderReport], temporary: Option<&Error>) -> Error {
        let [id, secret] = required_variables(self.vendor);
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
        match temporary {
            Some(cause) => Error::new(cause.kind(), message).with_advice_of(cause),
            None => Error::new(ErrorKind::Config, message),
        }
    }

    async fn get(&self) -> Result<Identity, Error> {
        // The place that answered before is asked alone; the others only when it has nothing any more.
        if let Some(provider) = self.providers.get(self.answered.load(Ordering::Relaxed)) {
            match provider.resolve_identity().await {
                Ok(identity) => return Ok(identity),
                Err(error) if is_temporary(&error) => return Err(error),
                Err(_) => {}
            }
        }
        self.search().await.1
    }
}

/// Whether the source of the credentials may have some later.
fn is_temporary(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Connect)
}

impl ProvideCredentials for ProviderChain {
    fn name(&self) -> &'static str {
        match self.vendor {
            Vendor::Huawei => "Huawei's default chain",
            Vendor::Tencent => "Tencent's default chain",
            Vendor::Alibaba => "Alibaba's default chain",
        }
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.get())
    }

    fn invalidate(&self, identity: &Identity) {
        for provider in &self.providers {
            provider.invalidate(identity);
        }
    }

    fn report(&self) -> ReportFuture<'_> {
        Box::pin(async move { CredentialsReport::new(self.search().await.0) })
    }
}

impl fmt::Debug for ProviderChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.providers.iter().map(|provider| provider.name()).collect();
        f.debug_struct("ProviderChain")
            .field("vendor", &self.vendor)
            .field("providers", &names)
            .finish_non_exhaustive()
    }
}

/// The default chain of the SDKs of `vendor`, in their order, cached and refreshed before expiry.
pub fn default_chain(vendor: Vendor, config: &ProviderConfig) -> CachedProvider<ProviderChain> {
    CachedProvider::new(vendor, ProviderChain::for_vendor(vendor, config))
        .with_shared_clock(config.clock.clone())
}
