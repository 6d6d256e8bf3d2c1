//! `mediasnap get`: shows one job.

use clap::Args;

use super::print::print_job;
use super::session::{JobArgs, Session, run};
use crate::error::CliError;

/// Show a job, in the same form for all products, with the vendor's JSON as `raw`
#[derive(Debug, Args)]
pub(crate) struct Get {
    #[command(flatten)]
    args: JobArgs,
}

impl Get {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let work = async |session: &Session<'_>| {
            let job = session.client.job(&self.args.job).await;
            print_job(&session.output, &job.map_err(|error| session.error(&error))?)
        };
        run(&self.args.request, "get", work).await
    }
}
