//! `mediasnap submit`: submits a snapshot job, with the same options for all products.

use clap::Args;
use clap::builder::ArgPredicate;
use mediasnap::{Capability, Client, SnapshotRequest, Source};

use super::capture::{DestinationArgs, FrameArgs, ImageArgs, SourceArgs};
use super::print::print_job;
use super::session::{Session, run};
use super::wait;
use crate::commands::connection::{RequestArgs, run_create};
use crate::error::CliError;
use crate::output::writer;

/// Submit a snapshot job
///
/// An option that the product does not support is an error before anything is sent. The request is sent once: without a response it
/// is unknown whether the job exists, and it is not sent again; the exit code is 7 then.
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
        let scheme = self.request.product.object_scheme;
        let mut request = SnapshotRequest::builder(self.source.source(scheme)?)
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
            output = self.destination.output(scheme)?;
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
            let job = run_create(
                session.deadline,
                &self.request.label("submit"),
                session.client.submit(&request),
                |error| session.error(error),
                &advice(&session.client, &request),
            )
            .await?;
            session.record(&job);
            if self.wait {
                writer::stderr(&format!("submitted {} job {}\n", job.product, job.id));
                if session.output.is_streamed() {
                    print_job(&session.output, &job)?;
                }
                return wait::wait(session, &[job.id]).await;
            }
            print_job(&session.output, &job)
        };
        run(&self.request, "submit", work).await
    }
}

/// Returns what to do after a submission whose outcome is unknown.
fn advice(client: &Client, request: &SnapshotRequest) -> String {
    let (capabilities, kind) = (client.capabilities(), request.source.kind());
    if !capabilities.supports(kind, Capability::List) {
        return "the job may exist, and the product has no list of jobs: look before submitting it again"
            .to_owned();
    }
    let mut list = format!("mediasnap list {} --source {kind}", client.product());
    if let Source::Media { id, .. } = &request.source
        && capabilities.supports(kind, Capability::ListByMedia)
    {
        list = format!("{list} --media {id}");
    }
    format!("the job may exist: look with `{list}` before submitting it again")
}
