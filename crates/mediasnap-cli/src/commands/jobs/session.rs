//! What the unified commands share: the job argument, and a session with a connected client.

use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use mediasnap::runtime::{Error, SignedRequest};
use mediasnap::{Client, Config, JobId, SnapshotJob};

use super::print::state;
use crate::commands::connection::RequestArgs;
use crate::commands::dry_run;
use crate::commands::signals::{Received, Signals};
use crate::deadline::Deadline;
use crate::error::CliError;
use crate::output::{Format, Output};

/// The arguments of every command about one job.
#[derive(Debug, Args)]
pub(super) struct JobArgs {
    #[command(flatten)]
    pub(super) request: RequestArgs,

    /// Id of the job, as printed by `submit` and `list`
    #[arg(value_parser = job_id)]
    pub(super) job: JobId,
}

/// Parses the id of a job.
pub(super) fn job_id(text: &str) -> Result<JobId, String> {
    JobId::new(text).map_err(|error| error.message().to_owned())
}

/// A connected client, where results are printed, and the jobs that were seen.
pub(super) struct Session<'a> {
    request: &'a RequestArgs,
    command: &'a str,
    jobs: Mutex<Vec<(JobId, String)>>,
    pub(super) client: Client,
    pub(super) output: Output,
    pub(super) deadline: Deadline,
}

impl Session<'_> {
    /// Converts the error of a call.
    pub(super) fn error(&self, error: &Error) -> CliError {
        self.request.error(error, self.command, self.deadline)
    }

    /// Records the state of a job, for the message of an interrupted command.
    pub(super) fn record(&self, job: &SnapshotJob) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let state = state(job);
        match jobs.iter_mut().find(|(id, _)| *id == job.id) {
            Some(known) => known.1 = state,
            None => jobs.push((job.id.clone(), state)),
        }
    }

    /// Returns the error for a command that was ended by a signal.
    fn interrupted(&self, (signal, status): Received) -> CliError {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let jobs: Vec<String> = jobs
            .iter()
            .map(|(id, state)| format!("{} {id} was last {state}", self.request.product.key))
            .collect();
        let what = if jobs.is_empty() {
            self.request.label(self.command)
        } else {
            jobs.join(", ")
        };
        CliError::new(status, format!("ended by {signal}: {what}"))
    }
}

/// Connects to the product, and runs `work` of `command` until the deadline. In a dry run, prints the requests instead.
pub(super) async fn run<W>(request: &RequestArgs, command: &str, work: W) -> Result<(), CliError>
where
    W: AsyncFnOnce(&Session<'_>) -> Result<(), CliError>,
{
    let deadline = Deadline::start(request.connection.timeout);
    let work = async {
        let recorded = Arc::new(Mutex::new(Vec::new()));
        let output = request.output.open(Format::Table)?;
        let mut config = request.connection.config(deadline)?;
        config = config.timeout(deadline.remaining_for_wait());
        if request.dry_run {
            config = record(config, recorded.clone());
        }
        let session = Session {
            request,
            command,
            jobs: Mutex::default(),
            client: Client::connect(request.product.key, &config)?,
            output,
            deadline,
        };
        let mut signals = Signals::install()?;
        let result = tokio::select! {
            result = work(&session) => result,
            signal = signals.receive() => return Err(session.interrupted(signal)),
        };
        let recorded = std::mem::take(&mut *recorded.lock().unwrap_or_else(PoisonError::into_inner));
        if recorded.is_empty() {
            return result;
        }
        // Requests that were not sent have no response, so `result` is the error that says so.
        recorded.iter().try_for_each(dry_run::print)
    };
    deadline.run(&request.label(command), work).await
}

/// Makes clients of `config` append their requests to `requests` instead of sending them.
fn record(config: Config, requests: Arc<Mutex<Vec<SignedRequest>>>) -> Config {
    config.dry_run(move |signed| {
        let mut requests = requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(signed.clone());
    })
}
