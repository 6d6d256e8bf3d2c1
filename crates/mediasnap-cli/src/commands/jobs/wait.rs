//! `mediasnap wait`: waits until jobs have finished or are paused.

use clap::Args;
use mediasnap::{JobId, JobState, PollingPolicy, SnapshotJob};

use super::print::{failure, print_job, print_jobs};
use super::session::{Session, job_id, run};
use crate::commands::connection::RequestArgs;
use crate::error::{CliError, ExitStatus};

/// The default timeout of waits: jobs on long videos take their time.
pub(super) const DEFAULT_TIMEOUT: &str = "30m";

/// Wait until jobs have finished or are paused, and print them
///
/// Several jobs share their queries where the product supports it. If a job fails or is canceled, it is printed and the exit code
/// is 6.
#[derive(Debug, Args)]
#[command(mut_arg("timeout", |timeout| timeout.default_value(DEFAULT_TIMEOUT)))]
pub(crate) struct Wait {
    #[command(flatten)]
    request: RequestArgs,

    /// Ids of the jobs, as printed by `submit` and `list`
    #[arg(value_parser = job_id, required = true)]
    job: Vec<JobId>,
}

impl Wait {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let work = async |session: &Session<'_>| wait(session, &self.job).await;
        run(&self.request, "wait", work).await
    }
}

/// Waits for the jobs with these ids and prints them.
pub(super) async fn wait(session: &Session<'_>, ids: &[JobId]) -> Result<(), CliError> {
    let (client, output) = (&session.client, &session.output);
    let policy = PollingPolicy::standard().with_timeout(session.deadline.remaining_for_wait());
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
                CliError::new(ExitStatus::Timeout, last)
            }
            _ => session.error(error.error()).context(&format!("job {id}")),
        })
    });
    let jobs = if session.is_dry_run() {
        // Every query is recorded before the first one fails them all.
        let done = futures_util::future::join_all(waits).await;
        done.into_iter().collect::<Result<Vec<_>, _>>()?
    } else {
        futures_util::future::try_join_all(waits).await?
    };
    match jobs.as_slice() {
        [job] => print_job(output, job)?,
        jobs => print_jobs(output, jobs)?,
    }
    check_success(&jobs)
}

/// Returns an error for the first job that failed or was canceled.
fn check_success(jobs: &[SnapshotJob]) -> Result<(), CliError> {
    let bad = |job: &&SnapshotJob| matches!(job.state, JobState::Failed | JobState::Canceled);
    let Some(job) = jobs.iter().find(bad) else {
        return Ok(());
    };
    let why = failure(job).map(|why| format!(": {why}")).unwrap_or_default();
    let message = format!("{} job {} {}{why}", job.product, job.id, job.state);
    Err(CliError::new(ExitStatus::JobFailed, message))
}
