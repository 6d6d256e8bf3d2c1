//! `mediasnap submit`: a snapshot job, said in the same words for every product.

use clap::Args;
use mediasnap::SnapshotRequest;

use super::capture::{FrameArgs, ImageArgs, PlaceArgs, SourceArgs};
use super::{Common, ProductArg, Session, print_job, wait};
use crate::failure::Failure;

/// Submit a snapshot job; what the product cannot do is an error before anything is sent
///
/// Sent once: when no answer comes it is unknown whether the job exists, and it is not sent again.
#[derive(Debug, Args)]
pub(crate) struct Submit {
    #[command(flatten)]
    product: ProductArg,

    #[command(flatten)]
    source: SourceArgs,

    #[command(flatten)]
    frames: FrameArgs,

    #[command(flatten)]
    images: ImageArgs,

    #[command(flatten)]
    place: PlaceArgs,

    /// The id of a template with the settings
    #[arg(long, value_name = "ID")]
    template: Option<String>,

    /// The name of the job, for people
    #[arg(long)]
    name: Option<String>,

    /// Data of your own that the job carries along
    #[arg(long, value_name = "TEXT")]
    user_data: Option<String>,

    /// The address that the vendor calls when the job has ended
    #[arg(long, value_name = "URL")]
    callback: Option<String>,

    /// Which of the images, counted from 1, becomes the cover of the medium
    #[arg(long, value_name = "N")]
    cover: Option<u32>,

    /// Pack the images into one archive file
    #[arg(long)]
    archive: bool,

    /// Capture within the call instead of in a queue
    #[arg(long)]
    synchronous: bool,

    /// Wait until the job has ended, as `wait` does, and print it then
    #[arg(long)]
    wait: bool,

    #[command(flatten)]
    common: Common,
}

impl Submit {
    fn request(&self) -> Result<SnapshotRequest, Failure> {
        let mut request = SnapshotRequest::builder(self.source.source()?)
            .archive(self.archive)
            .synchronous(self.synchronous);
        macro_rules! set {
            ($($member:ident = $value:expr;)*) => {
                $(if let Some(value) = $value {
                    request = request.$member(value);
                })*
            };
        }
        set! {
            frames = self.frames.frames();
            size = self.images.size();
            format = self.images.format;
            sprite = self.images.sprite();
            output = self.place.output();
            template = self.template.as_ref();
            name = self.name.as_ref();
            user_data = self.user_data.as_ref();
            callback = self.callback.as_ref();
            cover = self.cover;
        }
        Ok(request.build()?)
    }

    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        // What makes no sense is said before what is not set up.
        let request = self.request()?;
        let work = async |session: Session| {
            let job = session.client.submit(&request).await;
            let job = job.map_err(|error| self.common.failure(&error))?;
            if self.wait {
                return wait::wait(&self.common, &session, &[job.id]).await;
            }
            print_job(&session.output, &job)
        };
        let patience = self.wait.then_some(wait::PATIENCE);
        let limit = self.common.connection.timeout.or(patience);
        self.common.run(&self.product, "submit", limit, work).await
    }
}
