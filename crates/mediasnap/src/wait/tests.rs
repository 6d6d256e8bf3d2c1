//! Waiting against a product made of a table, with the clock held still.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{FutureExt as _, StreamExt as _};

use super::PollingPolicy;
use crate::service::{Batch, JobResults, ServiceFuture};
use crate::{
    Capabilities, Client, Error, ErrorKind, Image, ImageFilter, JobFilter, JobId, JobState, Page, ProductKey,
    Raw, SnapshotJob, SnapshotRequest, SnapshotService,
};

static CAPABILITIES: Capabilities = Capabilities {
    product: ProductKey::HuaweiMpc,
    sources: &[],
};

type Script = dyn Fn(&JobId, usize) -> Result<JobState, ErrorKind> + Send + Sync;

/// Responds to the n-th query for a job as the script says, and records the queries.
#[derive(Clone)]
struct Table {
    script: Arc<Script>,
    asked: Arc<Mutex<Vec<Vec<JobId>>>>,
    counts: Arc<Mutex<HashMap<JobId, usize>>>,
    batch: usize,
    latency: Duration,
    /// The queries that have neither completed nor been cancelled.
    under_way: Arc<AtomicUsize>,
}

/// Counts a query as long as it is held.
struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Table {
    fn new(
        batch: usize,
        script: impl Fn(&JobId, usize) -> Result<JobState, ErrorKind> + Send + Sync + 'static,
    ) -> Self {
        Self {
            script: Arc::new(script),
            asked: Arc::default(),
            counts: Arc::default(),
            batch,
            latency: Duration::from_millis(50),
            under_way: Arc::default(),
        }
    }

    fn queries(&self) -> Vec<Vec<JobId>> {
        self.asked.lock().unwrap().clone()
    }

    fn answer(&self, id: &JobId) -> Result<SnapshotJob, Error> {
        let mut counts = self.counts.lock().unwrap();
        let count = counts.entry(id.clone()).or_default();
        *count += 1;
        match (self.script)(id, *count) {
            Ok(state) => Ok(SnapshotJob::new(
                ProductKey::HuaweiMpc,
                id.clone(),
                state,
                Raw::new("{}"),
            )),
            Err(kind) => Err(Error::new(kind, "as the script says")),
        }
    }
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Table")
    }
}

impl SnapshotService for Table {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn submit<'a>(&'a self, _: &'a SnapshotRequest) -> ServiceFuture<'a, SnapshotJob> {
        Box::pin(async { Err(CAPABILITIES.unsupported("nothing to submit")) })
    }

    fn job<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, SnapshotJob> {
        Box::pin(async { self.answer(id) })
    }

    fn batch(&self, _: &JobId) -> Batch {
        Batch::new("", self.batch)
    }

    fn query<'a>(&'a self, ids: &'a [JobId]) -> ServiceFuture<'a, JobResults> {
        Box::pin(async move {
            self.asked.lock().unwrap().push(ids.to_vec());
            self.under_way.fetch_add(1, Ordering::Relaxed);
            let _under_way = UnderWay(self.under_way.clone());
            tokio::time::sleep(self.latency).await;
            if ids.len() > 1 && ids.iter().any(|id| id.as_str() == "poison") {
                return Err(Error::new(ErrorKind::InvalidArgument, "one of them is wrong"));
            }
            Ok(ids.iter().map(|id| (id.clone(), self.answer(id))).collect())
        })
    }

    fn jobs<'a>(&'a self, _: &'a JobFilter) -> ServiceFuture<'a, Page<SnapshotJob>> {
        Box::pin(async { Ok(Page::single(Vec::new())) })
    }

    fn images<'a>(&'a self, _: &'a SnapshotJob, _: &'a ImageFilter) -> ServiceFuture<'a, Page<Image>> {
        Box::pin(async { Ok(Page::single(Vec::new())) })
    }

    fn cancel<'a>(&'a self, _: &'a JobId) -> ServiceFuture<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

fn id(number: usize) -> JobId {
    JobId::new(format!("job-{number}")).unwrap()
}

fn each(seconds: u64) -> PollingPolicy {
    PollingPolicy::every(Duration::from_secs(seconds))
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_the_job_at_rest() {
    let table = Table::new(10, |_, count| {
        Ok(match count {
            1 => JobState::Queued,
            2 => JobState::Running,
            _ => JobState::Failed,
        })
    });
    let client = Client::new(table.clone()).with_polling(each(5));
    let start = tokio::time::Instant::now();
    let job = client.wait(&id(1)).await.unwrap();
    assert_eq!((job.state, table.queries().len()), (JobState::Failed, 3));
    let took = start.elapsed();
    assert!(
        took > Duration::from_secs(10) && took < Duration::from_secs(11),
        "{took:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_watch_shows_each_change_once() {
    let table = Table::new(1, |_, count| {
        Ok(match count {
            1 => JobState::Queued,
            2..=4 => JobState::Running,
            _ => JobState::Succeeded,
        })
    });
    let watch = Client::new(table).watch(&id(1));
    let states: Vec<JobState> = watch.map(|job| job.unwrap().state).collect().await;
    assert_eq!(states, [JobState::Queued, JobState::Running, JobState::Succeeded]);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_carries_the_last_job() {
    let table = Table::new(1, |_, _| Ok(JobState::Running));
    let client = Client::new(table);
    let error = client
        .wait(&id(1))
        .timeout(Duration::from_secs(60))
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.last_job().unwrap().state, JobState::Running);
    assert_eq!(error.error().product(), Some("huawei-mpc"));
    assert!(
        error.to_string().ends_with("(job job-1 was last running)"),
        "{error}"
    );
    let error = client.wait(&id(2)).timeout(Duration::ZERO).await.unwrap_err();
    assert!(error.is_timeout() && error.last_job().is_none());
}

#[tokio::test(start_paused = true)]
async fn errors_that_may_pass_are_put_up_with_and_others_are_not() {
    let table = Table::new(10, |id, count| match (id.as_str(), count) {
        ("job-1", 1..=3) => Err(ErrorKind::Throttled),
        ("job-1", _) => Ok(JobState::Succeeded),
        ("job-2", _) => Err(ErrorKind::NotFound),
        _ => Err(ErrorKind::Unavailable),
    });
    let client = Client::new(table.clone()).with_polling(each(1).with_max_consecutive_errors(3));
    let (first, second, third) = (id(1), id(2), id(3));
    let (first, second, third) = tokio::join!(
        client.wait(&first).into_future(),
        client.wait(&second).into_future(),
        client.wait(&third).into_future()
    );
    assert_eq!(first.unwrap().state, JobState::Succeeded);
    assert_eq!(second.unwrap_err().error().kind(), ErrorKind::NotFound);
    assert_eq!(third.unwrap_err().error().kind(), ErrorKind::Unavailable);
    // Three errors were put up with, the fourth was not.
    assert_eq!(table.counts.lock().unwrap()[&id(3)], 4);
}

#[tokio::test(start_paused = true)]
async fn many_waits_share_their_queries() {
    const WAITS: usize = 10_000;
    const ROUNDS: usize = 4;
    let table = Table::new(10, |_, count| {
        Ok(if count < ROUNDS {
            JobState::Running
        } else {
            JobState::Succeeded
        })
    });
    let client = Client::new(table.clone()).with_polling(each(60));
    let waits: Vec<_> = (0..WAITS)
        .map(|number| client.wait(&id(number)).into_future())
        .collect();
    for job in futures_util::future::join_all(waits).await {
        assert_eq!(job.unwrap().state, JobState::Succeeded);
    }
    let queries = table.queries();
    assert!(queries.len() <= ROUNDS * WAITS / 10, "{} queries", queries.len());
    assert!(queries.iter().all(|ids| ids.len() <= 10));
}

#[tokio::test(start_paused = true)]
async fn a_job_that_two_wait_for_is_asked_for_once() {
    let table = Table::new(10, |_, count| {
        Ok(if count < 3 {
            JobState::Running
        } else {
            JobState::Succeeded
        })
    });
    let client = Client::new(table.clone());
    let job = id(1);
    let (one, other) = tokio::join!(
        client.wait(&job).into_future(),
        client.clone().wait(&job).into_future()
    );
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(table.queries(), vec![vec![id(1)]; 3]);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_id_fails_alone() {
    let table = Table::new(10, |id, _| match id.as_str() {
        "poison" => Err(ErrorKind::InvalidArgument),
        _ => Ok(JobState::Succeeded),
    });
    let client = Client::new(table);
    let (good, wrong) = (id(1), JobId::new("poison").unwrap());
    let (good, wrong) = tokio::join!(
        client.wait(&good).into_future(),
        client.wait(&wrong).into_future()
    );
    assert!(good.is_ok());
    assert_eq!(wrong.unwrap_err().error().kind(), ErrorKind::InvalidArgument);
}

#[tokio::test(start_paused = true)]
async fn dropping_a_wait_stops_its_queries() {
    let table = Table::new(10, |_, _| Ok(JobState::Running));
    let client = Client::new(table.clone()).with_polling(each(1));
    let mut dropped = client.wait(&id(1)).into_future();
    let mut kept = client.wait(&id(2)).into_future();
    assert!((&mut dropped).now_or_never().is_none() && (&mut kept).now_or_never().is_none());
    tokio::time::sleep(Duration::from_secs(5)).await;
    drop(dropped);
    let before = table.queries().len();
    tokio::time::sleep(Duration::from_secs(5)).await;
    let after = table.queries().split_off(before + 1);
    let asked: HashSet<JobId> = after.into_iter().flatten().collect();
    assert_eq!(asked, HashSet::from([id(2)]));
    drop(kept);
    let before = table.queries().len();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(table.queries().len() <= before + 1);
}

/// A product that takes an hour to respond.
fn slow() -> Table {
    let mut table = Table::new(10, |_, _| Ok(JobState::Running));
    table.latency = Duration::from_secs(60 * 60);
    table
}

#[tokio::test(start_paused = true)]
async fn a_query_that_nobody_waits_for_is_broken_off() {
    let table = slow();
    let client = Client::new(table.clone());
    let mut first = client.wait(&id(1)).into_future();
    let mut second = client.wait(&id(2)).into_future();
    assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(table.queries(), [[id(1), id(2)]]);
    drop(first);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(table.under_way.load(Ordering::Relaxed), 1);
    drop(second);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(table.under_way.load(Ordering::Relaxed), 0);
    tokio::time::sleep(Duration::from_secs(2 * 60 * 60)).await;
    assert_eq!(table.queries().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_holds_while_a_query_is_under_way_and_after_a_long_delay() {
    let table = slow();
    let start = tokio::time::Instant::now();
    let wait = Client::new(table.clone()).wait(&id(1));
    let error = wait.timeout(Duration::from_secs(7)).await.unwrap_err();
    assert!(error.is_timeout() && error.last_job().is_none());
    assert_eq!(start.elapsed().as_secs(), 7);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(table.under_way.load(Ordering::Relaxed), 0);

    // Longer intervals than the time that is left.
    let table = Table::new(1, |_, _| Ok(JobState::Running));
    let start = tokio::time::Instant::now();
    let wait = Client::new(table.clone()).wait(&id(1)).policy(each(3600));
    let error = wait.timeout(Duration::from_secs(7)).await.unwrap_err();
    assert_eq!(
        (error.last_job().unwrap().state, table.queries().len()),
        (JobState::Running, 1)
    );
    assert_eq!(start.elapsed().as_secs(), 7);
}

#[test]
fn a_wait_outlives_the_runtime_that_it_began_on() {
    let table = Table::new(10, |_, count| {
        Ok(if count < 3 {
            JobState::Running
        } else {
            JobState::Succeeded
        })
    });
    let client = Client::new(table).with_polling(each(1));
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().start_paused(true).build().unwrap()
    };
    let first = runtime();
    let mut wait = client.wait(&id(1)).into_future();
    first.block_on(async {
        let _ = tokio::time::timeout(Duration::from_millis(500), &mut wait).await;
    });
    drop(first);
    // A new wait on a new runtime starts the poller again.
    let job = runtime().block_on(client.wait(&id(2)).into_future()).unwrap();
    assert_eq!(job.state, JobState::Succeeded);
}

#[test]
fn without_a_runtime_a_wait_is_refused() {
    let client = Client::new(Table::new(1, |_, _| Ok(JobState::Running)));
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        futures_util::future::FutureExt::now_or_never(client.wait(&id(1)).into_future())
    }));
    let error = result.unwrap().unwrap().unwrap_err();
    assert_eq!(error.error().kind(), ErrorKind::Config);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_takes_too_long_tells_its_last_failure() {
    let table = Table::new(1, |_, count| match count {
        1 => Ok(JobState::Running),
        _ => Err(ErrorKind::Unavailable),
    });
    let client = Client::new(table).with_polling(each(2).with_timeout(Duration::from_secs(7)));
    let error = client.wait(&id(1)).await.unwrap_err();
    assert!(error.is_timeout());
    let (failure, queries) = error.last_failure().unwrap();
    assert_eq!((failure.kind(), queries), (ErrorKind::Unavailable, 4));
    assert!(error.to_string().ends_with("as the script says"), "{error}");
    // A query that succeeds makes up for those that failed before it.
    let table = Table::new(1, |_, count| match count {
        1 => Err(ErrorKind::Unavailable),
        _ => Ok(JobState::Running),
    });
    let client = Client::new(table).with_polling(each(2).with_timeout(Duration::from_secs(7)));
    let error = client.wait(&id(1)).await.unwrap_err();
    assert!(error.is_timeout() && error.last_failure().is_none(), "{error}");
}
