//! Many callers, one request: whoever waits while another asks takes over the outcome, a failure too.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Mutex, MutexGuard};

use crate::Error;

/// The gate that one caller at a time goes through. A caller that is cancelled leaves it open for the next.
#[derive(Default)]
pub(super) struct Flight {
    failure: Mutex<Option<Error>>,
    landed: AtomicU64,
}

/// The right to ask.
pub(super) struct Pilot<'a> {
    failure: MutexGuard<'a, Option<Error>>,
    landed: &'a AtomicU64,
}

impl Flight {
    /// Waits for the right to ask; the failure of another caller that asked in the meantime counts for this one.
    pub(super) async fn board(&self) -> Result<Pilot<'_>, Error> {
        let arrived = self.landed.load(Ordering::Acquire);
        let failure = self.failure.lock().await;
        if let Some(error) = failure
            .as_ref()
            .filter(|_| self.landed.load(Ordering::Acquire) != arrived)
        {
            return Err(error.clone());
        }
        Ok(Pilot {
            failure,
            landed: &self.landed,
        })
    }

    /// The right to ask, unless somebody has it.
    pub(super) fn try_board(&self) -> Option<Pilot<'_>> {
        self.failure.try_lock().ok().map(|failure| Pilot {
            failure,
            landed: &self.landed,
        })
    }
}

impl Pilot<'_> {
    /// Lets the next one in, and tells the waiting what came of it.
    pub(super) fn land<T>(mut self, result: &Result<T, Error>) {
        *self.failure = result.as_ref().err().cloned();
        self.landed.fetch_add(1, Ordering::Release);
    }
}
