//! Where the poller leaves what it learns, and a waiter finds it. Only the latest counts.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mediasnap_core::Error;
use tokio::sync::Notify;

use crate::model::SnapshotJob;

#[derive(Debug, Default)]
pub(super) struct Slot {
    state: Mutex<SlotState>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct SlotState {
    last: Option<Arc<SnapshotJob>>,
    fresh: bool,
    queries: u32,
    failure: Option<Error>,
    error: Option<Error>,
    ended: bool,
}

/// Changes since the waiter last looked.
#[derive(Debug)]
pub(super) struct Update {
    /// The job at its last query.
    pub(super) job: Option<Arc<SnapshotJob>>,
    /// The error that ended the queries.
    pub(super) error: Option<Error>,
    /// Whether there will be no more queries.
    pub(super) ended: bool,
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, SlotState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The job was queried; `ended` when it needs no more queries.
    pub(super) fn seen(&self, job: Arc<SnapshotJob>, ended: bool) {
        let mut state = self.lock();
        state.queries = state.queries.saturating_add(1);
        state.failure = None;
        state.last = Some(job);
        state.fresh = true;
        state.ended = ended;
        drop(state);
        self.changed.notify_one();
    }

    /// Records a failed query that does not end the wait.
    pub(super) fn tolerated(&self, error: Error) {
        let mut state = self.lock();
        state.queries = state.queries.saturating_add(1);
        state.failure = Some(error);
    }

    /// Returns the error of the last query, if it failed, and the number of queries.
    pub(super) fn failure(&self) -> Option<(Error, u32)> {
        let state = self.lock();
        state.failure.clone().map(|error| (error, state.queries))
    }

    /// The queries ended with an error.
    pub(super) fn failed(&self, error: Error) {
        let mut state = self.lock();
        state.error = Some(error);
        state.ended = true;
        drop(state);
        self.changed.notify_one();
    }

    /// Takes the changes.
    pub(super) fn take(&self) -> Update {
        let mut state = self.lock();
        let fresh = std::mem::take(&mut state.fresh);
        Update {
            job: state.last.clone().filter(|_| fresh),
            error: state.error.take(),
            ended: state.ended,
        }
    }

    /// The job as it was last seen.
    pub(super) fn last(&self) -> Option<Arc<SnapshotJob>> {
        self.lock().last.clone()
    }

    /// Until something is new.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }
}
