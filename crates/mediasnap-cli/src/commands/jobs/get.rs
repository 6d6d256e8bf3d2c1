//! `mediasnap get`: one job.

use clap::Args;
use mediasnap::JobId;

use super::{Common, ProductArg, Session, job_id, print_job};
use crate::failure::Failure;

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
        let work = async |session: Session| {
            let job = session.client.job(&self.job).await;
            print_job(
                &session.output,
                &job.map_err(|error| self.common.failure(&error))?,
            )
        };
        let limit = self.common.connection.timeout;
        self.common.run(&self.product, "get", limit, work).await
    }
}
