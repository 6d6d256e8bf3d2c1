//! One job, from its submission to its images on disk.

use std::path::{Path, PathBuf};

use futures_util::TryStreamExt as _;
use mediasnap::conformance::Case;
use mediasnap::runtime::Product;
use mediasnap::{Client, Error, ErrorKind, JobState, SnapshotJob};

use super::environment::DemoEnvironment;
use crate::error::{CliError, ExitStatus};
use crate::files;

/// The maximum size of an image in bytes.
const MAX_IMAGE_SIZE: usize = 16 << 20;

/// The result of one job.
pub(super) struct RoundTrip {
    pub(super) product: &'static str,
    pub(super) job: String,
    /// The vendor's word for the state of the job.
    pub(super) state: String,
    /// How many jobs the product lists, or `None` if it has no list.
    pub(super) listed: Option<usize>,
    /// The downloaded images.
    pub(super) images: Vec<PathBuf>,
}

impl RoundTrip {
    /// Submits the job of `case`, waits until it has finished, lists it, and downloads its images to `directory`.
    pub(super) async fn run(
        environment: &DemoEnvironment,
        product: &'static Product,
        case: &Case,
        directory: &Path,
    ) -> Result<Self, CliError> {
        let config = environment.config(product.default_region);
        let client = Client::connect_to(case.product, &config)?;
        let submitted = client.submit(&case.prepare(&config).await?).await?;
        let job = client.wait(&submitted.id).await.map_err(Error::from)?;
        let listed = match client.jobs(case.filter.clone()).try_collect::<Vec<_>>().await {
            Ok(jobs) => Some(jobs.len()),
            Err(error) if error.kind() == ErrorKind::Unsupported => None,
            Err(error) => return Err(error.into()),
        };
        let images = download(&client, &job, directory).await?;
        if job.state != JobState::Succeeded || images.is_empty() {
            let message = format!(
                "{}: the job {} {} with {} images",
                product.key,
                job.id,
                job.state,
                images.len()
            );
            return Err(CliError::new(ExitStatus::Failed, message));
        }
        Ok(Self {
            product: product.key,
            job: job.id.to_string(),
            state: job.raw_state.unwrap_or_else(|| job.state.to_string()),
            listed,
            images,
        })
    }
}

/// Downloads the images of `job` as 1.jpg, 2.jpg and so on.
async fn download(client: &Client, job: &SnapshotJob, directory: &Path) -> Result<Vec<PathBuf>, CliError> {
    let unwritable = |error: std::io::Error| {
        let message = format!("{} cannot be written: {error}", directory.display());
        CliError::new(ExitStatus::Failed, message)
    };
    std::fs::create_dir_all(directory).map_err(unwritable)?;
    let mut paths = Vec::new();
    let mut images = client.images(job);
    while let Some(image) = images.try_next().await? {
        let bytes = client.fetch(&image, MAX_IMAGE_SIZE).await?;
        let extension = match image::guess_format(&bytes) {
            Ok(image::ImageFormat::Jpeg) => "jpg",
            Ok(image::ImageFormat::Png) => "png",
            _ => {
                let message = format!("{}: image {} is not an image", job.id, paths.len() + 1);
                return Err(CliError::new(ExitStatus::Failed, message));
            }
        };
        let path = directory.join(format!("{}.{extension}", paths.len() + 1));
        files::replace(&path, &bytes).map_err(unwritable)?;
        paths.push(path);
    }
    Ok(paths)
}
