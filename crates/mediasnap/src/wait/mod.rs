//! Waiting for jobs: a future for the end, a stream of the changes, and one poller a client behind both.

mod error;
mod policy;
mod poller;
mod query;
mod slot;

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use mediasnap_core::{Error, ErrorKind};
use poller::Ticket;
use tokio::time::Instant;

use crate::model::{JobId, JobState, SnapshotJob};

pub use error::WaitError;
pub use policy::PollingPolicy;

pub(crate) use poller::Poller;

/// How often a waiter looks whether its poller still runs: it ends with the runtime that it was started on.
const CHECK: Duration = Duration::from_secs(30);

/// Waits for a job to come to rest; `.await` it. Nothing is sent before, and dropping it stops the queries.
///
/// A job that failed is data: the wait succeeds with it. Live jobs rest when they are paused.
#[derive(Debug)]
#[must_use = "nothing is waited for until `.await`"]
pub struct Wait {
    poller: Arc<Poller>,
    id: JobId,
    policy: PollingPolicy,
}

impl Wait {
    pub(crate) fn new(poller: Arc<Poller>, id: JobId, policy: PollingPolicy) -> Self {
        Self { poller, id, policy }
    }

    /// Sets how to wait.
    pub fn policy(mut self, policy: PollingPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets how long to wait altogether.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.policy.timeout = timeout;
        self
    }

    async fn run(self) -> Result<SnapshotJob, WaitError> {
        let mut watcher = Watcher::start(self.poller, self.id, self.policy)?;
        loop {
            match watcher.next().await {
                Some(Ok(job)) if job.state.is_terminal_or_paused() => return Ok(job),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
                None => return Err(watcher.broken()),
            }
        }
    }
}

impl IntoFuture for Wait {
    type Output = Result<SnapshotJob, WaitError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// The changes of a job, as a stream: the job as it is first seen, then whenever it has changed, up to its rest. An error ends it.
///
/// Dropping it stops the queries.
#[must_use = "nothing is watched until the stream is polled"]
pub struct Watch {
    changes: Pin<Box<dyn Stream<Item = Result<SnapshotJob, WaitError>> + Send>>,
}

impl Watch {
    pub(crate) fn new(poller: Arc<Poller>, id: JobId, policy: PollingPolicy) -> Self {
        enum Step {
            Start(Arc<Poller>, JobId, PollingPolicy),
            Go(Box<Watcher>),
            End,
        }
        let start = Step::Start(poller, id, policy);
        let changes = futures_util::stream::unfold(start, |step| async move {
            let mut watcher = match step {
                Step::Start(poller, id, policy) => match Watcher::start(poller, id, policy) {
                    Ok(watcher) => Box::new(watcher),
                    Err(error) => return Some((Err(error), Step::End)),
                },
                Step::Go(watcher) => watcher,
                Step::End => return None,
            };
            match watcher.next().await? {
                Ok(job) if job.state.is_terminal_or_paused() => Some((Ok(job), Step::End)),
                Ok(job) => Some((Ok(job), Step::Go(watcher))),
                Err(error) => Some((Err(error), Step::End)),
            }
        });
        Self {
            changes: Box::pin(changes),
        }
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

impl Stream for Watch {
    type Item = Result<SnapshotJob, WaitError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.changes.as_mut().poll_next(context)
    }
}

/// One waiter: its place with the poller, its deadline, and what it has seen.
struct Watcher {
    ticket: Ticket,
    deadline: Instant,
    timeout: Duration,
    seen: Option<(JobState, Option<String>, Option<u64>)>,
}

impl Watcher {
    fn start(poller: Arc<Poller>, id: JobId, policy: PollingPolicy) -> Result<Self, WaitError> {
        let timeout = policy.deadline();
        Ok(Self {
            deadline: Instant::now() + timeout,
            timeout,
            ticket: poller
                .register(id, policy)
                .map_err(|error| WaitError::new(error, None))?,
            seen: None,
        })
    }

    /// The job when it has changed; `None` when nothing can come any more.
    async fn next(&mut self) -> Option<Result<SnapshotJob, WaitError>> {
        loop {
            let update = self.ticket.slot().take();
            if let Some(job) = &update.job {
                let now = (job.state, job.raw_state.clone(), job.image_count);
                if self.seen.as_ref() != Some(&now) {
                    self.seen = Some(now);
                    return Some(Ok(SnapshotJob::clone(job)));
                }
            }
            if let Some(error) = update.error {
                return Some(Err(self.failed(error)));
            }
            if update.ended {
                return None;
            }
            if Instant::now() >= self.deadline {
                let message = format!(
                    "the job did not come to rest within {} s",
                    self.timeout.as_secs_f64()
                );
                let error = self.failed(Error::new(ErrorKind::Timeout, message));
                return Some(Err(error.with_failure(self.ticket.slot().failure())));
            }
            let check = self.deadline.min(Instant::now() + CHECK);
            let changed = tokio::time::timeout_at(check, self.ticket.slot().changed()).await;
            let alive = changed.or_else(|_| self.ticket.keep_alive());
            if let Err(error) = alive {
                return Some(Err(self.failed(error)));
            }
        }
    }

    fn failed(&self, error: Error) -> WaitError {
        let product = self.ticket.product();
        let last = self.ticket.slot().last().map(|job| SnapshotJob::clone(&job));
        WaitError::new(error.with_operation(product.as_str(), None), last)
    }

    fn broken(&self) -> WaitError {
        self.failed(Error::new(ErrorKind::Internal, "the wait ended without a result"))
    }
}

#[cfg(test)]
mod tests;
