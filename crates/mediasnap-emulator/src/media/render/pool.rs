//! What renderings share: the cache, the runs of `ffmpeg`, and how many of them work at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use super::cache::Cache;

/// Maximum number of processes of runs at a time.
pub(super) const MAX_RUNS: usize = 6;

/// The shared part of a queue with runs of type `R`.
#[derive(Debug)]
pub(super) struct Pool<R> {
    pub(super) cache: Cache,
    /// Runs that extract the single images of a job.
    runs: Mutex<Vec<Arc<R>>>,
    /// One permit per run that has a process.
    pub(super) processes: Semaphore,
    /// One permit per object that is rendered at a time.
    pub(super) turns: Semaphore,
}

impl<R> Pool<R> {
    pub(super) fn new(turns: usize) -> Arc<Self> {
        Arc::new(Self {
            cache: Cache::default(),
            runs: Mutex::default(),
            processes: Semaphore::new(MAX_RUNS),
            turns: Semaphore::new(turns),
        })
    }

    pub(super) fn runs(&self) -> MutexGuard<'_, Vec<Arc<R>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether runs wait for a process.
    pub(super) fn is_crowded(&self) -> bool {
        self.runs().len() > MAX_RUNS
    }
}
