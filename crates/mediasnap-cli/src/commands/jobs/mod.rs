//! The unified commands: one job model over all products.

pub(super) mod cancel;
mod capture;
pub(super) mod download;
pub(super) mod get;
pub(super) mod list;
pub(super) mod submit;
pub(super) mod wait;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;
use mediasnap::core::{RetryPolicy, SignedRequest};
use mediasnap::{Client, Config, JobId, Raw, SnapshotJob};

use super::request;
use crate::args::{self, Connection};
use crate::deadline::Deadline;
use crate::failure::{Exit, Failure};
use crate::output::node::Node;
use crate::output::{Format, Output, OutputArgs, table};

/// What every unified command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Print the exact signed HTTP request, whatever --output says, and send nothing; it holds a valid signature
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    connection: Connection,

    #[command(flatten)]
    output: OutputArgs,
}

/// The product of a unified command.
#[derive(Debug, Args)]
pub(crate) struct ProductArg {
    /// The product
    #[arg(value_parser = args::product())]
    product: String,
}

/// What a unified command works with.
struct Session {
    client: Client,
    /// Where results go.
    output: Output,
    deadline: Deadline,
}

impl Common {
    /// Runs `work` of `command` with a client of `product`, until the time is up.
    async fn run<W>(
        &self,
        product: &ProductArg,
        command: &str,
        limit: Option<Duration>,
        work: W,
    ) -> Result<(), Failure>
    where
        W: AsyncFnOnce(Session) -> Result<(), Failure>,
    {
        let deadline = Deadline::start(limit);
        let shown = Arc::new(Mutex::new(Vec::new()));
        let work = async {
            let output = self.output.open(Format::Table)?;
            let client = Client::connect(&product.product, &self.config(deadline, &shown)?)?;
            let session = Session {
                client,
                output,
                deadline,
            };
            let done = work(session).await;
            let shown = std::mem::take(&mut *shown.lock().unwrap_or_else(PoisonError::into_inner));
            if shown.is_empty() {
                return done;
            }
            // What was not sent has no answer to go on with.
            shown.iter().try_for_each(request::print)
        };
        deadline.bound(&self.what(product, command), work).await
    }

    /// How to reach a product so that calls end with `deadline`; a dry run leaves its requests in `shown`.
    fn config(&self, deadline: Deadline, shown: &Arc<Mutex<Vec<SignedRequest>>>) -> Result<Config, Failure> {
        let mut config = Config::new().timeout(deadline.left());
        if let Some(endpoint) = &self.connection.endpoint {
            config = config.endpoint(endpoint);
        }
        if let Some(region) = &self.connection.region {
            config = config.region(region);
        }
        if let Some(profile) = &self.connection.profile {
            config = config.profile(profile);
        }
        if let Some(roots) = self.connection.roots()? {
            config = config.root_certificates(roots);
        }
        if let Some(attempts) = self.connection.max_attempts {
            config = config.retry(RetryPolicy::standard().with_max_attempts(attempts));
            if attempts == 1 {
                config = config.attempt_timeout(deadline.left());
            }
        }
        if self.dry_run {
            let shown = shown.clone();
            config = config.dry_run(move |signed| {
                let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
                shown.push(signed.clone());
            });
        }
        Ok(config)
    }

    /// What the messages of `command` begin with.
    fn what(&self, product: &ProductArg, command: &str) -> String {
        let to = self
            .connection
            .endpoint
            .as_ref()
            .or(self.connection.region.as_ref());
        let to = to.map(|to| format!(" [{to}]")).unwrap_or_default();
        format!("{} {command}{to}", product.product)
    }

    /// A failed call.
    fn failure(&self, error: &mediasnap::Error) -> Failure {
        match self
            .connection
            .endpoint
            .as_ref()
            .or(self.connection.region.as_ref())
        {
            Some(to) => Failure::call(error, to),
            None => Failure::from(error),
        }
    }
}

/// Reads a job's id.
fn job_id(text: &str) -> Result<JobId, String> {
    JobId::new(text).map_err(|error| error.message().to_owned())
}

/// The job as JSON, with the vendor's own JSON in it to the letter.
fn node(job: &SnapshotJob) -> Result<Node, Failure> {
    let text = serde_json::to_string(job)
        .map_err(|error| Failure::new(Exit::Failed, format!("the job is no JSON: {error}")))?;
    let mut node = Node::parse(&text)?;
    keep_raw(&mut node, job.raw());
    if let Some(Node::Array(images)) = node.member_mut("images") {
        for (node, image) in images.iter_mut().zip(&job.images) {
            keep_raw(node, image.raw());
        }
    }
    Ok(node)
}

/// Puts `raw` back to how it was sent: on its way it was a value, which has neither spelling nor order.
fn keep_raw(node: &mut Node, raw: &Raw) {
    if let (Some(member), Ok(sent)) = (node.member_mut("raw"), Node::parse(raw.as_str())) {
        *member = sent;
    }
}

/// Prints one job.
fn print_job(output: &Output, job: &SnapshotJob) -> Result<(), Failure> {
    output.result(&node(job)?, || job_table(std::slice::from_ref(job)))
}

/// Prints jobs as a list.
fn print_jobs(output: &Output, jobs: &[SnapshotJob]) -> Result<(), Failure> {
    let nodes: Result<Vec<Node>, Failure> = jobs.iter().map(node).collect();
    output.result(&Node::Array(nodes?), || job_table(jobs))
}

fn job_table(jobs: &[SnapshotJob]) -> String {
    let time = |time: Option<chrono::DateTime<chrono::Utc>>| {
        time.map_or_else(String::new, |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    };
    let head = [
        "job",
        "state",
        "vendor's state",
        "created",
        "finished",
        "images",
        "failure",
    ];
    table::render(
        head.map(str::to_owned),
        jobs.iter().map(|job| {
            let failure = job.failure.as_ref().map(|failure| {
                let parts = [&failure.code, &failure.message];
                parts
                    .into_iter()
                    .flatten()
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(": ")
            });
            [
                job.id.to_string(),
                job.state.to_string(),
                job.raw_state.clone().unwrap_or_default(),
                time(job.created_at),
                time(job.finished_at),
                job.image_count
                    .map_or_else(String::new, |count| count.to_string()),
                failure.unwrap_or_default(),
            ]
            .map(|cell| crate::output::writer::one_line(&cell))
        }),
    )
}
