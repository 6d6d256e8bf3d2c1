//! `mediasnap list`: the jobs of a product.

use chrono::{DateTime, Utc};
use clap::Args;
use futures_util::{StreamExt as _, TryStreamExt as _};
use mediasnap::{JobFilter, JobState, SourceKind};
use serde::de::DeserializeOwned;

use super::{Common, ProductArg, Session, print_jobs};
use crate::failure::Failure;

/// List jobs, newest first where the product does so; a filter that the product does not have is an error
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    product: ProductArg,

    /// Only jobs on this medium of the vendor's library
    #[arg(long, value_name = "ID")]
    media: Option<String>,

    /// Only jobs in this state: queued, running, paused, succeeded, failed, canceled
    #[arg(long, value_parser = word::<JobState>)]
    state: Option<JobState>,

    /// Only jobs on this kind of source: media, object, stream, whiteboard
    #[arg(long, value_name = "KIND", value_parser = word::<SourceKind>)]
    source: Option<SourceKind>,

    /// Only jobs created at this time or later: 2026-01-31T00:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<DateTime<Utc>>,

    /// Only jobs created at this time or earlier
    #[arg(long, value_name = "TIME")]
    to: Option<DateTime<Utc>>,

    /// The most jobs to list
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,

    #[command(flatten)]
    common: Common,
}

/// Reads a word of the unified model.
fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
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
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let work = async |session: Session| {
            let jobs = session.client.jobs(self.filter()).take(self.limit);
            let jobs: Result<Vec<_>, _> = jobs.try_collect().await;
            print_jobs(
                &session.output,
                &jobs.map_err(|error| self.common.failure(&error))?,
            )
        };
        let limit = self.common.connection.timeout;
        self.common.run(&self.product, "list", limit, work).await
    }
}
