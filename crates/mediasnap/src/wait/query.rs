//! One query: the ids it asks for, and who waits for them.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

use crate::model::JobId;

/// The ids of one query, and who waits for them.
pub(super) struct Query {
    pub(super) ids: Vec<JobId>,
    /// The keys of the waiters.
    pub(super) waiters: Vec<u64>,
    pub(super) waiting: Arc<Waiting>,
    /// The most ids.
    pub(super) size: usize,
}

/// How many callers still wait for a query; without any it is cancelled.
#[derive(Default)]
pub(super) struct Waiting {
    count: AtomicUsize,
    pub(super) nobody: Notify,
}

impl Query {
    /// A query of at most `size` ids.
    pub(super) fn new(size: usize) -> Self {
        Self {
            ids: Vec::new(),
            waiters: Vec::new(),
            waiting: Arc::default(),
            size,
        }
    }

    /// Asks for `id`, too, for the waiter with this key.
    pub(super) fn add(&mut self, id: &JobId, key: u64) {
        self.ids.push(id.clone());
        self.waiters.push(key);
        self.waiting.count.fetch_add(1, Ordering::Relaxed);
    }

    /// The ids without repetition: two may wait for the same job.
    pub(super) fn distinct(&self) -> Vec<JobId> {
        let mut seen = HashSet::new();
        self.ids.iter().filter(|id| seen.insert(*id)).cloned().collect()
    }
}

impl Waiting {
    /// One waits no longer.
    pub(super) fn leave(&self) {
        if self.count.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.nobody.notify_one();
        }
    }
}
