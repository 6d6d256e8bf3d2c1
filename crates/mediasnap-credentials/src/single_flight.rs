//! Deduplicates concurrent requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use mediasnap_core::Error;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Deduplicates concurrent requests: one caller sends, the others wait for its result. If it is cancelled, the next waiting caller takes
/// over.
#[derive(Clone, Default)]
pub(crate) struct SingleFlight {
    failure: Arc<Mutex<Option<Error>>>,
    completed: Arc<AtomicU64>,
}

/// The permission to send.
pub(crate) struct Permit {
    failure: OwnedMutexGuard<Option<Error>>,
    completed: Arc<AtomicU64>,
}

impl SingleFlight {
    /// Waits for the permission to send. Fails with the error of another caller that has sent in the meantime.
    pub(crate) async fn acquire(&self) -> Result<Permit, Error> {
        let before = self.completed.load(Ordering::Acquire);
        let failure = self.failure.clone().lock_owned().await;
        if let Some(error) = failure
            .as_ref()
            .filter(|_| self.completed.load(Ordering::Acquire) != before)
        {
            return Err(error.clone());
        }
        Ok(self.permit(failure))
    }

    /// Returns the permission to send unless another caller has it.
    pub(crate) fn try_acquire(&self) -> Option<Permit> {
        let failure = self.failure.clone().try_lock_owned().ok()?;
        Some(self.permit(failure))
    }

    fn permit(&self, failure: OwnedMutexGuard<Option<Error>>) -> Permit {
        Permit {
            failure,
            completed: self.completed.clone(),
        }
    }
}

impl Permit {
    /// Releases the next caller, and tells the waiting callers the result.
    pub(crate) fn complete<T>(mut self, result: &Result<T, Error>) {
        *self.failure = result.as_ref().err().cloned();
        self.completed.fetch_add(1, Ordering::Release);
    }
}
