//! `mediasnap cancel`: cancels one job.

use clap::Args;

use super::session::{JobArgs, Session, run};
use crate::error::CliError;

/// Cancel a queued job, or stop a live job
#[derive(Debug, Args)]
pub(crate) struct Cancel {
    #[command(flatten)]
    args: JobArgs,
}

impl Cancel {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let work = async |session: &Session<'_>| {
            let canceled = session.client.cancel(&self.args.job).await;
            canceled.map_err(|error| session.error(&error))
        };
        run(&self.args.request, "cancel", work).await
    }
}
