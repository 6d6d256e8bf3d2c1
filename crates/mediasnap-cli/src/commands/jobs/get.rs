//! `mediasnap get`: one job.

use clap::Args;
use mediasnap::JobId;

use super::{Common, ProductArg, job_id, print_job};
use crate::deadline::Deadline;
use crate::failure::Failure;
use crate::output::Format;

/// Show a job, in the same form for every product, with the vendor's own answer as `raw`
#[derive(Debug, Args)]
pub(crate) struct Get {
    #[command(flatten)]
    product: ProductArg,

    /// The job's id, as `submit` and `list` print it
    #[arg(value_parser = job_id)]
    job: JobId,

    #[command(flatten)]
    common: Common,
}

impl Get {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let deadline = Deadline::start(self.common.connection.timeout);
        let work = async {
            let output = self.common.output.open(Format::Table)?;
            let client = self.common.client(&self.product, deadline)?;
            let job = client
                .job(&self.job)
                .await
                .map_err(|error| self.common.failure(&error))?;
            print_job(&output, &job)
        };
        deadline
            .bound(&self.common.what(&self.product, "get"), work)
            .await
    }
}
