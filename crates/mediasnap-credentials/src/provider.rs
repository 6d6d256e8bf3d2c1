//! A source of credentials.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use mediasnap_core::Error;

use crate::identity::Identity;
use crate::why::{Tried, Why};

/// The future that [`ProvideCredentials::identity`] returns.
pub type IdentityFuture<'a> = Pin<Box<dyn Future<Output = Result<Identity, Error>> + Send + 'a>>;

/// The future that [`ProvideCredentials::why`] returns.
pub type WhyFuture<'a> = Pin<Box<dyn Future<Output = Why> + Send + 'a>>;

/// A source of credentials.
///
/// A client asks for an identity at each attempt, so a source that does I/O belongs behind a [`Cached`](crate::Cached).
pub trait ProvideCredentials: Send + Sync {
    /// The source's name, for messages; never a value of it.
    fn name(&self) -> &'static str;

    /// The identity to sign with now.
    ///
    /// # Errors
    /// `Config` when the source has none; the message says what to set. `Unavailable` when it may have one later.
    fn identity(&self) -> IdentityFuture<'_>;

    /// The same, where it takes no waiting: `None` says to ask [`ProvideCredentials::identity`].
    fn at_hand(&self) -> Option<Arc<Identity>> {
        None
    }

    /// The vendor called `identity` expired or revoked: the next one should be another, if there is one.
    fn refused(&self, identity: &Identity) {
        let _ = identity;
    }

    /// Looks for an identity and says where one was found, or why not.
    fn why(&self) -> WhyFuture<'_> {
        Box::pin(async move { Why::new(vec![Tried::of(self.name(), &self.identity().await)]) })
    }
}

impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn identity(&self) -> IdentityFuture<'_> {
        (**self).identity()
    }

    fn at_hand(&self) -> Option<Arc<Identity>> {
        (**self).at_hand()
    }

    fn refused(&self, identity: &Identity) {
        (**self).refused(identity);
    }

    fn why(&self) -> WhyFuture<'_> {
        (**self).why()
    }
}
