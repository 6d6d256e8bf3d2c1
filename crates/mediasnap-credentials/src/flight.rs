//! Many callers, one request: whoever waits while another asks takes over the outcome, a failure too.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use mediasnap_core::Error;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The gate that one caller at a time goes through. A caller that is cancelled leaves it open for the next.
#[derive(Clone, Default)]
pub(super) struct Flight {
    failure: Arc<Mutex<Option<Error>>>,
    landed: Arc<AtomicU64>,
}

/// The right to ask.
pub(super) struct Pilot {
    failure: OwnedMutexGuard<Option<Error>>,
    landed: Arc<AtomicU64>,
}

impl Flight {
    /// Waits for the right to ask; the failure of another caller that asked in the meantime counts for this one.
    pub(super) async fn board(&self) -> Result<Pilot, Error> {
        let arrived = self.landed.load(Ordering::Acquire);
        let failure = self.failure.clone().lock_owned().await;
        if let Some(error) = failure
            .as_ref()
            .filter(|_| self.landed.load(Ordering::Acquire) != arrived)
        {
            return Err(error.clone());
        }
        Ok(self.pilot(failure))
    }

    /// The right to ask, unless somebody has it.
    pub(super) fn try_board(&self) -> Option<Pilot> {
        let failure = self.failure.clone().try_lock_owned().ok()?;
        Some(self.pilot(failure))
    }

    fn pilot(&self, failure: OwnedMutexGuard<Option<Error>>) -> Pilot {
        Pilot {
            failure,
            landed: self.landed.clone(),
        }
    }
}

impl Pilot {
    /// Lets the next one in, and tells the waiting what came of it.
    pub(super) fn land<T>(mut self, result: &Result<T, Error>) {
        *self.failure = result.as_ref().err().cloned();
        self.landed.fetch_add(1, Ordering::Release);
    }
}
