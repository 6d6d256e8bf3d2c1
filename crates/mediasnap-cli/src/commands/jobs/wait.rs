//! `mediasnap wait`: until jobs have come to rest.

use std::time::Duration;

use clap::Args;
use mediasnap::{JobId, JobState, PollingPolicy, SnapshotJob};

use super::{Common, ProductArg, Session, job_id, print_job, print_jobs};
use crate::failure::{Exit, Failure};

/// How long to wait when nothing is said: jobs on long videos take their time.
pub(super) const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// Wait until jobs have ended, or rest; --timeout is 30m without saying
///
/// Several jobs share their queries where the product can answer for several. A job that ended without success makes the exit
/// code 6; it is printed all the same.
#[derive(Debug, Args)]
pub(crate) struct Wait {
    #[command(flatten)]
    product: ProductArg,

    /// The ids of the jobs, as `submit` and `list` print them
    #[arg(value_parser = job_id, required = true)]
    job: Vec<JobId>,

    #[command(flatten)]
    common: Common,
}

impl Wait {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let work = async |session: Session| wait(&self.common, &session, &self.job).await;
        let limit = self.common.connection.timeout.unwrap_or(PATIENCE);
        self.common.run(&self.product, "wait", Some(limit), work).await
    }
}

/// Waits for `ids` and prints the jobs.
pub(super) async fn wait(common: &Common, session: &Session, ids: &[JobId]) -> Result<(), Failure> {
    let (client, output) = (&session.client, &session.output);
    let policy = PollingPolicy::standard().with_timeout(session.deadline.for_waits());
    let waits = ids.iter().map(|id| async move {
        let done = client.wait(id).policy(policy).await;
        done.map_err(|error| match error.last_job() {
            Some(job) if error.is_timeout() => {
                let last = format!(
                    "timed out: {} {} was last {}",
                    client.product(),
                    job.id,
                    job.state
                );
                Failure::new(Exit::Timeout, last)
            }
            _ => common.failure(error.error()).about(&format!("job {id}")),
        })
    });
    let jobs = if common.dry_run {
        // Every query shows itself before the first one has failed them all.
        let done = futures_util::future::join_all(waits).await;
        done.into_iter().collect::<Result<Vec<_>, _>>()?
    } else {
        futures_util::future::try_join_all(waits).await?
    };
    match jobs.as_slice() {
        [job] => print_job(output, job)?,
        jobs => print_jobs(output, jobs)?,
    }
    ended_well(&jobs)
}

/// An error for a job that did not succeed.
fn ended_well(jobs: &[SnapshotJob]) -> Result<(), Failure> {
    let bad = |job: &&SnapshotJob| matches!(job.state, JobState::Failed | JobState::Canceled);
    let Some(job) = jobs.iter().find(bad) else {
        return Ok(());
    };
    let failure = job.failure.as_ref();
    let parts = [
        failure.and_then(|failure| failure.code.as_deref()),
        failure.and_then(|failure| failure.message.as_deref()),
    ];
    let why: Vec<&str> = parts.into_iter().flatten().collect();
    let why = if why.is_empty() {
        String::new()
    } else {
        format!(": {}", why.join(": "))
    };
    Err(Failure::new(
        Exit::JobFailed,
        format!("{} job {} {}{why}", job.product, job.id, job.state),
    ))
}
