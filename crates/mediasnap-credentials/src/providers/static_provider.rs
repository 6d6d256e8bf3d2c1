//! Credentials given by the program.

use std::sync::Arc;

use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};

/// Credentials given by the program.
#[derive(Debug, Clone)]
pub struct StaticProvider(Arc<Identity>);

impl StaticProvider {
    /// Always returns `identity`.
    pub fn new(identity: impl Into<Identity>) -> Self {
        let mut identity = identity.into();
        identity.source.get_or_insert_with(|| "the program".into());
        Self(Arc::new(identity))
    }
}

impl ProvideCredentials for StaticProvider {
    fn name(&self) -> &'static str {
        "static"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        let identity = (*self.0).clone();
        Box::pin(async move { Ok(identity) })
    }

    fn cached_identity(&self) -> Option<Arc<Identity>> {
        Some(self.0.clone())
    }
}
