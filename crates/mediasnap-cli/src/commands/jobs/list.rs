//! `mediasnap list`: lists the jobs of a product.

use chrono::{DateTime, Utc};
use clap::Args;
use futures_util::StreamExt as _;
use mediasnap::{JobFilter, JobState, SourceKind};
use serde::de::DeserializeOwned;

use super::print::{print_job, print_jobs};
use super::session::{Session, run};
use super::times::instant;
use crate::commands::connection::RequestArgs;
use crate::error::CliError;

/// List jobs, in the order of the product
///
/// Most products return the newest job first. A filter that the product does not support is an error.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    request: RequestArgs,

    /// List only jobs on this media asset of the vendor's library
    #[arg(long, value_name = "ID")]
    media: Option<String>,

    /// List only jobs in this state: queued, running, paused, succeeded, failed, canceled
    #[arg(long, value_parser = keyword::<JobState>)]
    state: Option<JobState>,

    /// List only jobs on this kind of source: media, object, stream, whiteboard
    #[arg(long, value_name = "KIND", value_parser = keyword::<SourceKind>)]
    source: Option<SourceKind>,

    /// List only jobs created at this time or later, such as 2026-01-31T00:00:00Z
    #[arg(long, value_name = "TIME", value_parser = instant)]
    from: Option<DateTime<Utc>>,

    /// List only jobs created at this time or earlier
    #[arg(long, value_name = "TIME", value_parser = instant)]
    to: Option<DateTime<Utc>>,

    /// List at most this many jobs
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

/// Parses a keyword of the unified model.
fn keyword<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

impl List {
    fn filter(&self) -> JobFilter {
        let mut filter = JobFilter::new();
        filter.media.clone_from(&self.media);
        filter.state = self.state;
        filter.source = self.source;
        filter.created_from = self.from;
        filter.created_to = self.to;
        filter
    }

    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let work = async |session: &Session<'_>| {
            let mut listed = session.client.jobs(self.filter()).take(self.limit);
            let (mut jobs, mut failure) = (Vec::new(), None);
            while let Some(job) = listed.next().await {
                match job {
                    Ok(job) if session.output.is_streamed() => print_job(&session.output, &job)?,
                    Ok(job) => jobs.push(job),
                    Err(error) => failure = Some(session.error(&error)),
                }
            }
            // The jobs of the pages before an error are printed too.
            let is_empty = jobs.is_empty() && failure.is_some();
            if !is_empty && !session.output.is_streamed() {
                print_jobs(&session.output, &jobs)?;
            }
            failure.map_or(Ok(()), Err)
        };
        run(&self.request, "list", work).await
    }
}
