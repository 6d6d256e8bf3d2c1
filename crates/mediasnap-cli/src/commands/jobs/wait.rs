//! `mediasnap wait`: waits until jobs have finished or are paused.

use clap::Args;
use futures_util::StreamExt as _;
use futures_util::future::join_all;
use mediasnap::{JobId, JobState, PollingPolicy, SnapshotJob, WaitError};

use super::errors::Errors;
use super::print::{failure, print_job, print_jobs, state};
use super::session::{Session, job_id, run};
use crate::commands::connection::RequestArgs;
use crate::error::{CliError, ExitStatus};

/// The default timeout of waits: jobs on long videos take their time.
pub(super) const DEFAULT_TIMEOUT: &str = "30m";

/// Wait until jobs have finished or are paused, and print them
///
/// Several jobs share their queries where the product supports it. If a job fails or is canceled, it is printed and the exit code
/// is 6. An error about one job does not end the wait for the others. With --output ndjson, each job is printed as soon as it has
/// finished.
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

/// Waits for the jobs with these ids and prints those that have finished, whatever happens to the others.
pub(super) async fn wait(session: &Session<'_>, ids: &[JobId]) -> Result<(), CliError> {
    let output = &session.output;
    let waits = ids.iter().map(|id| async move {
        let job = wait_for_one(session, id).await?;
        if output.is_streamed() {
            print_job(output, &job).map_err(|error| (error, None))?;
        }
        Ok(job)
    });
    let (mut jobs, mut errors) = (Vec::new(), Errors::default());
    for result in join_all(waits).await {
        match result {
            Ok(job) => {
                if let Some(error) = job_error(&job) {
                    errors.add(error, None);
                }
                jobs.push(job);
            }
            Err((error, id)) => errors.add(error, id.map(String::from)),
        }
    }
    match (jobs.as_slice(), ids) {
        _ if output.is_streamed() => {}
        ([], [_, ..]) => {}
        ([job], [_]) => print_job(output, job)?,
        (jobs, _) => print_jobs(output, jobs)?,
    }
    errors.into_result("job")
}

/// Waits for one job. An error comes with the id of the job unless it names the job itself.
pub(super) async fn wait_for_one(
    session: &Session<'_>,
    id: &JobId,
) -> Result<SnapshotJob, (CliError, Option<JobId>)> {
    let policy = PollingPolicy::standard().with_timeout(session.deadline.remaining_for_wait());
    let mut changes = session.client.watch_with(id, policy);
    let mut last = None;
    while let Some(change) = changes.next().await {
        match change {
            Ok(job) => {
                session.record(&job);
                last = Some(job);
            }
            Err(error) if error.is_timeout() => return Err((timeout(session, id, &error), None)),
            Err(error) => return Err((session.error(error.error()), Some(id.clone()))),
        }
    }
    last.ok_or_else(|| {
        let message = "the wait ended without a result";
        (CliError::new(ExitStatus::Failed, message), Some(id.clone()))
    })
}

/// Returns the error of a wait that took too long: the last state of the job, and the last failed query.
fn timeout(session: &Session<'_>, id: &JobId, error: &WaitError) -> CliError {
    let product = session.client.product();
    let seen = match error.last_job() {
        Some(job) => format!("{product} {id} was last {}", state(job)),
        None => session.deadline.exceeded(&format!("{product} {id}")),
    };
    let failure = error
        .last_failure()
        .map(|(failure, queries)| format!("; the last of {queries} queries failed: {failure}"));
    let failure = failure.unwrap_or_default();
    CliError::new(ExitStatus::Timeout, format!("timed out: {seen}{failure}"))
}

/// Returns an error for a job that failed or was canceled.
pub(super) fn job_error(job: &SnapshotJob) -> Option<CliError> {
    if !matches!(job.state, JobState::Failed | JobState::Canceled) {
        return None;
    }
    let unknown = (job.state == JobState::Failed).then(|| "the service gives no reason".to_owned());
    let why = failure(job).or(unknown);
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    let message = format!("{} job {} {}{why}", job.product, job.id, job.state);
    Some(CliError::new(ExitStatus::JobFailed, message))
}
