//! One poller a client: asks for the jobs of all waiters, as many as the product allows in one query.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use mediasnap_core::{Error, ErrorKind};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::policy::PollingPolicy;
use super::query::{Query, Waiting};
use super::slot::Slot;
use crate::model::{JobId, ProductKey};
use crate::service::{Batch, JobResults, SnapshotService};

/// How many queries are under way at once.
const IN_FLIGHT: usize = 16;
/// How many entries that are not quite due are inspected to fill up queries.
const LOOK_AHEAD: usize = 256;
/// How long a new waiter is held back, so that those that come together share a query.
const GATHER: Duration = Duration::from_millis(10);

/// The poller of a client. It runs as a task while there are waiters.
pub(crate) struct Poller {
    service: Arc<dyn SnapshotService>,
    state: Mutex<PollerState>,
    wake: Notify,
}

#[derive(Default)]
struct PollerState {
    entries: HashMap<u64, Entry>,
    /// The entries that no query is under way for, by when they are due.
    queue: BTreeSet<(Instant, u64)>,
    last_key: u64,
    running: bool,
}

struct Entry {
    id: JobId,
    batch: Batch,
    policy: PollingPolicy,
    interval: Duration,
    errors: u32,
    place: Place,
    slot: Arc<Slot>,
}

/// Where an entry is.
enum Place {
    /// In the queue, until then.
    Due(Instant),
    /// With a query that is under way.
    Asked(Arc<Waiting>),
}

impl fmt::Debug for Poller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poller")
            .field("waiters", &self.lock().entries.len())
            .finish_non_exhaustive()
    }
}

impl Poller {
    pub(crate) fn new(service: Arc<dyn SnapshotService>) -> Arc<Self> {
        Arc::new(Self {
            service,
            state: Mutex::default(),
            wake: Notify::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, PollerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a waiter in.
    pub(super) fn register(self: Arc<Self>, id: JobId, policy: PollingPolicy) -> Result<Ticket, Error> {
        let slot = Arc::new(Slot::default());
        let batch = self.service.batch(&id);
        let due = Instant::now() + GATHER;
        let mut state = self.lock();
        state.last_key += 1;
        let key = state.last_key;
        state.queue.insert((due, key));
        state.entries.insert(
            key,
            Entry {
                id,
                batch,
                policy,
                interval: policy.first_interval(),
                errors: 0,
                place: Place::Due(due),
                slot: slot.clone(),
            },
        );
        drop(state);
        let ticket = Ticket {
            poller: self,
            key,
            slot,
        };
        ticket.keep_alive()?;
        ticket.poller.wake.notify_one();
        Ok(ticket)
    }

    fn leave(&self, key: u64) {
        let mut state = self.lock();
        match state.entries.remove(&key).map(|entry| entry.place) {
            Some(Place::Due(due)) => {
                state.queue.remove(&(due, key));
            }
            Some(Place::Asked(waiting)) => waiting.leave(),
            None => {}
        }
        let last = state.entries.is_empty();
        drop(state);
        if last {
            self.wake.notify_one();
        }
    }

    /// Starts the task, unless it runs.
    fn ensure_running(self: &Arc<Self>) -> Result<(), Error> {
        let runtime = tokio::runtime::Handle::try_current()
            .map_err(|_| Error::new(ErrorKind::Config, "waiting needs a tokio runtime"))?;
        let mut state = self.lock();
        if !state.running {
            state.running = true;
            let running = Running {
                poller: self.clone(),
                finished: false,
            };
            runtime.spawn(running.drive());
        }
        Ok(())
    }

    /// At most `room` queries of what is due, and when the next entry is due.
    fn due(&self, room: usize) -> (Vec<Query>, Option<Instant>) {
        let now = Instant::now();
        let mut state = self.lock();
        let mut queries: Vec<Query> = Vec::new();
        let mut open: HashMap<Box<str>, usize> = HashMap::new();
        let mut taken = Vec::new();
        let mut ahead = 0;
        for (due, key) in &state.queue {
            let Some(entry) = state.entries.get(key) else {
                continue;
            };
            let early = *due > now;
            // What is almost due fills up a query that goes out anyway.
            if early {
                ahead += 1;
                if open.is_empty() || ahead > LOOK_AHEAD || *due > now + entry.interval / 2 {
                    break;
                }
            }
            match open.get(&entry.batch.key).copied() {
                Some(index) => {
                    let query = &mut queries[index];
                    query.add(&entry.id, *key);
                    if query.ids.len() >= query.size {
                        open.remove(&entry.batch.key);
                    }
                    taken.push((*due, *key, query.waiting.clone()));
                }
                None if early => {}
                None if queries.len() >= room => break,
                None => {
                    let mut query = Query::new(entry.batch.size);
                    query.add(&entry.id, *key);
                    if query.size > 1 {
                        open.insert(entry.batch.key.clone(), queries.len());
                    }
                    taken.push((*due, *key, query.waiting.clone()));
                    queries.push(query);
                }
            }
        }
        for (due, key, waiting) in taken {
            state.queue.remove(&(due, key));
            if let Some(entry) = state.entries.get_mut(&key) {
                entry.place = Place::Asked(waiting);
            }
        }
        (queries, state.queue.first().map(|(due, _)| *due))
    }

    /// Queries `ids` together; where the product rejects the query because of one of them, each of them alone.
    async fn ask(&self, ids: &[JobId]) -> Result<JobResults, Error> {
        let blames_one = |error: &Error| {
            matches!(
                error.kind(),
                ErrorKind::InvalidArgument
                    | ErrorKind::NotFound
                    | ErrorKind::Conflict
                    | ErrorKind::Unclassified
            )
        };
        match self.service.query(ids).await {
            Err(error) if ids.len() > 1 && blames_one(&error) => {
                let mut answers = JobResults::with_capacity(ids.len());
                for id in ids {
                    answers.push((id.clone(), self.service.job(id).await));
                }
                Ok(answers)
            }
            outcome => outcome,
        }
    }

    /// Hands out the results of a query and schedules the next one.
    fn settle(&self, query: &Query, outcome: Result<JobResults, Error>) {
        let now = Instant::now();
        let answers = outcome.map(|answers| {
            let shared = answers.into_iter().map(|(id, answer)| (id, answer.map(Arc::new)));
            shared.collect::<HashMap<_, _>>()
        });
        let mut state = self.lock();
        let PollerState { entries, queue, .. } = &mut *state;
        for key in &query.waiters {
            // Who has left in the meantime is not there any more.
            let Some(entry) = entries.get_mut(key) else {
                continue;
            };
            let answer = match &answers {
                Ok(answers) => answers.get(&entry.id).cloned().unwrap_or_else(|| {
                    Err(Error::new(
                        ErrorKind::UnexpectedResponse,
                        "the answer leaves the job out",
                    ))
                }),
                Err(error) => Err(error.clone()),
            };
            let ended = match answer {
                Ok(job) => {
                    let rests = job.state.is_terminal_or_paused();
                    entry.errors = 0;
                    entry.slot.seen(job, rests);
                    rests
                }
                Err(error) => {
                    entry.errors += 1;
                    let endured = entry.errors <= entry.policy.max_consecutive_errors
                        && (entry.policy.is_retryable)(&error);
                    if endured {
                        let asked = error.retry_after().unwrap_or_default();
                        entry.interval = entry.interval.max(asked.min(entry.policy.deadline()));
                        entry.slot.tolerated(error);
                    } else {
                        entry.slot.failed(error);
                    }
                    !endured
                }
            };
            if ended {
                entries.remove(key);
                continue;
            }
            let due = now + entry.interval;
            entry.interval = entry.policy.next_interval(entry.interval);
            entry.place = Place::Due(due);
            queue.insert((due, *key));
        }
    }
}

/// The task. When it ends, also with its runtime, the next waiter starts another one.
struct Running {
    poller: Arc<Poller>,
    finished: bool,
}

impl Running {
    async fn drive(mut self) {
        let poller = &*self.poller.clone();
        let mut under_way = FuturesUnordered::new();
        loop {
            let (queries, next) = poller.due(IN_FLIGHT - under_way.len());
            for query in queries {
                under_way.push(async move {
                    let ids = query.distinct();
                    tokio::select! {
                        outcome = poller.ask(&ids) => poller.settle(&query, outcome),
                        () = query.waiting.nobody.notified() => {}
                    }
                });
            }
            if under_way.is_empty() {
                let mut state = poller.lock();
                if state.entries.is_empty() {
                    // Under the lock: who comes now finds that nothing runs.
                    state.running = false;
                    self.finished = true;
                    return;
                }
            }
            let free = under_way.len() < IN_FLIGHT;
            let busy = !under_way.is_empty();
            tokio::select! {
                _ = under_way.next(), if busy => {}
                () = sleep_until(next), if free && next.is_some() => {}
                () = poller.wake.notified() => {}
            }
        }
    }
}

async fn sleep_until(time: Option<Instant>) {
    if let Some(time) = time {
        tokio::time::sleep_until(time).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        // Cut off with work left: what was under way is due again, for the next task.
        let mut state = self.poller.lock();
        state.running = false;
        let now = Instant::now();
        let PollerState { entries, queue, .. } = &mut *state;
        let asked = |entry: &Entry| matches!(entry.place, Place::Asked(_));
        for (key, entry) in entries.iter_mut().filter(|(_, entry)| asked(entry)) {
            entry.place = Place::Due(now);
            queue.insert((now, *key));
        }
    }
}

/// A waiter's place with the poller; dropping it ends the queries for it.
pub(super) struct Ticket {
    poller: Arc<Poller>,
    key: u64,
    slot: Arc<Slot>,
}

impl Ticket {
    pub(super) fn slot(&self) -> &Slot {
        &self.slot
    }

    pub(super) fn product(&self) -> ProductKey {
        self.poller.service.capabilities().product
    }

    /// Makes sure that the poller runs.
    pub(super) fn keep_alive(&self) -> Result<(), Error> {
        self.poller.ensure_running()
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.poller.leave(self.key);
    }
}
