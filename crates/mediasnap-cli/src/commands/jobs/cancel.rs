//! `mediasnap cancel`: takes a job back.

use clap::Args;
use mediasnap::JobId;

use super::{Common, ProductArg, job_id};
use crate::deadline::Deadline;
use crate::failure::Failure;

/// Take back a job that waits in the queue, or stop a live one; prints nothing
#[derive(Debug, Args)]
pub(crate) struct Cancel {
    #[command(flatten)]
    product: ProductArg,

    /// The job's id, as `submit` and `list` print it
    #[arg(value_parser = job_id)]
    job: JobId,

    #[command(flatten)]
    common: Common,
}

impl Cancel {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let deadline = Deadline::start(self.common.connection.timeout);
        let work = async {
            let client = self.common.client(&self.product, deadline)?;
            client
                .cancel(&self.job)
                .await
                .map_err(|error| self.common.failure(&error))
        };
        deadline
            .bound(&self.common.what(&self.product, "cancel"), work)
            .await
    }
}
