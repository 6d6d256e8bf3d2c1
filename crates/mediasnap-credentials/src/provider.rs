//! A source of credentials.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use mediasnap_core::Error;

use crate::identity::Identity;
use crate::report::{CredentialsReport, ProviderReport};

/// The future that [`ProvideCredentials::resolve_identity`] returns.
pub type IdentityFuture<'a> = Pin<Box<dyn Future<Output = Result<Identity, Error>> + Send + 'a>>;

/// The future that [`ProvideCredentials::report`] returns.
pub type ReportFuture<'a> = Pin<Box<dyn Future<Output = CredentialsReport> + Send + 'a>>;

/// A source of credentials.
///
/// A client asks for an identity at each attempt, so a source that does I/O belongs behind a [`CachedProvider`](crate::CachedProvider).
pub trait ProvideCredentials: Send + Sync {
    /// The source's name, for messages; never a value of it.
    fn name(&self) -> &'static str;

    /// The identity to sign with now.
    ///
    /// # Errors
    /// `Config` when the source has none; the message says what to set. `Unavailable` or `Connect` when it may have one later.
    fn resolve_identity(&self) -> IdentityFuture<'_>;

    /// The same, where it takes no waiting: `None` says to ask [`ProvideCredentials::resolve_identity`].
    fn cached_identity(&self) -> Option<Arc<Identity>> {
        None
    }

    /// The vendor called `identity` expired or revoked: the next one should be another, if there is one.
    fn invalidate(&self, identity: &Identity) {
        let _ = identity;
    }

    /// Looks for an identity and says where one was found, or why not.
    fn report(&self) -> ReportFuture<'_> {
        Box::pin(async move {
            CredentialsReport::new(vec![ProviderReport::of(
                self.name(),
                &self.resolve_identity().await,
            )])
        })
    }
}

impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        (**self).resolve_identity()
    }

    fn cached_identity(&self) -> Option<Arc<Identity>> {
        (**self).cached_identity()
    }

    fn invalidate(&self, identity: &Identity) {
        (**self).invalidate(identity);
    }

    fn report(&self) -> ReportFuture<'_> {
        (**self).report()
    }
}
