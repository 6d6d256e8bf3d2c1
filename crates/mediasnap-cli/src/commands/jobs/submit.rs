//! `mediasnap submit`: submits a snapshot job, with the same options for all products.

use clap::Args;
use clap::builder::ArgPredicate;
use mediasnap::SnapshotRequest;

use super::capture::{DestinationArgs, FrameArgs, ImageArgs, SourceArgs};
use super::print::print_job;
use super::session::{Session, run};
use super::wait;
use crate::commands::connection::RequestArgs;
use crate::error::CliError;

/// Submit a snapshot job
///
/// An option that the product does not support is an error before anything is sent. The request is sent once: without a response it
/// is unknown whether the job exists, and it is not sent again.
#[derive(Debug, Args)]
#[command(mut_arg("timeout", |timeout| timeout.default_value_if("wait", ArgPredicate::IsPresent, wait::DEFAULT_TIMEOUT)))]
pub(crate) struct Submit {
    #[command(flatten)]
    request: RequestArgs,

    #[command(flatten)]
    source: SourceArgs,

    #[command(flatten)]
    frames: FrameArgs,

    #[command(flatten)]
    images: ImageArgs,

    #[command(flatten)]
    destination: DestinationArgs,

    /// Use the settings of the template with this id
    #[arg(long, value_name = "ID")]
    template: Option<String>,

    /// Give the job a human-readable name
    #[arg(long)]
    name: Option<String>,

    /// Attach this string to the job
    #[arg(long, value_name = "TEXT")]
    user_data: Option<String>,

    /// Have the vendor send a notification to this URL when the job has finished
    #[arg(long, value_name = "URL")]
    callback: Option<String>,

    /// Make the image with this number, counted from 1, the cover of the media asset
    #[arg(long, value_name = "N")]
    cover: Option<u32>,

    /// Pack the images into one archive file
    #[arg(long)]
    archive: bool,

    /// Capture within the call instead of in a queue
    #[arg(long)]
    synchronous: bool,

    /// Wait until the job has finished, and print it then; changes the default of --timeout to 30m
    #[arg(long)]
    wait: bool,
}

impl Submit {
    fn snapshot_request(&self) -> Result<SnapshotRequest, CliError> {
        let mut request = SnapshotRequest::builder(self.source.source()?)
            .archive(self.archive)
            .synchronous(self.synchronous);
        macro_rules! set {
            ($($setter:ident = $value:expr;)*) => {
                $(if let Some(value) = $value {
                    request = request.$setter(value);
                })*
            };
        }
        set! {
            frames = self.frames.frames();
            size = self.images.size();
            format = self.images.format;
            sprite = self.images.sprite();
            output = self.destination.output();
            template = self.template.as_ref();
            name = self.name.as_ref();
            user_data = self.user_data.as_ref();
            callback = self.callback.as_ref();
            cover = self.cover;
        }
        Ok(request.build()?)
    }

    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        // Invalid options are reported before missing configuration.
        let request = self.snapshot_request()?;
        let work = async |session: &Session<'_>| {
            let job = session.client.submit(&request).await;
            let job = job.map_err(|error| session.error(&error))?;
            if self.wait {
                return wait::wait(session, &[job.id]).await;
            }
            print_job(&session.output, &job)
        };
        run(&self.request, "submit", work).await
    }
}
