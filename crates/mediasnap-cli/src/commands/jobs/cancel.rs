//! `mediasnap cancel`: takes a job back.

use clap::Args;
use mediasnap::JobId;

use super::{Common, ProductArg, Session, job_id};
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
        let work = async |session: Session| {
            let done = session.client.cancel(&self.job).await;
            done.map_err(|error| self.common.failure(&error))
        };
        let limit = self.common.connection.timeout;
        self.common.run(&self.product, "cancel", limit, work).await
    }
}
