//! Credentials given by the program.

use std::sync::Arc;

use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};

/// Credentials given by the program.
#[derive(Debug, Clone)]
pub struct Static(Arc<Identity>);

impl Static {
    /// Always answers with `identity`.
    pub fn new(identity: impl Into<Identity>) -> Self {
        let mut identity = identity.into();
        identity.origin.get_or_insert_with(|| "the program".into());
        Self(Arc::new(identity))
    }
}

impl ProvideCredentials for Static {
    fn name(&self) -> &'static str {
        "static"
    }

    fn identity(&self) -> IdentityFuture<'_> {
        let identity = (*self.0).clone();
        Box::pin(async move { Ok(identity) })
    }

    fn at_hand(&self) -> Option<Arc<Identity>> {
        Some(self.0.clone())
    }
}
