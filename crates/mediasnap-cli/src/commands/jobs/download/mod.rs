//! `mediasnap download`: downloads the images of a job.

mod folder;
mod names;
mod results;
mod saved;
mod webvtt;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;
use clap::builder::ArgPredicate;
use futures_util::StreamExt as _;
use mediasnap::{
    Capability, Client, DownloadOptions, Error, ErrorKind, Image, ImageFilter, ImageKind, JobState,
    ObjectLocation, SnapshotJob,
};

use self::folder::{Folder, Listed};
use self::names::{Names, file_name, percent_encode};
use self::results::{Failure, Results};
use self::saved::{Saved, entry, time};
use super::print::state;
use super::session::{JobArgs, Session, run};
use super::times::instant;
use super::wait;
use crate::error::{CliError, ExitStatus};
use crate::output::writer;

/// How many images are downloaded at once.
const AT_ONCE: usize = 4;

/// Download the images of a job
///
/// File names consist of the number of the image and the vendor's name for it; references in a WebVTT file are adapted. The directory
/// gets a file images.json that lists the images. Files that are listed there and unchanged are not downloaded again. If the job has
/// failed or was canceled, the exit code is 6. A product that returns objects in a bucket instead of URLs needs --objects.
#[derive(Debug, Args)]
#[command(mut_arg("timeout", |timeout| timeout.default_value_if("wait", ArgPredicate::IsPresent, wait::DEFAULT_TIMEOUT)))]
pub(crate) struct Download {
    #[command(flatten)]
    args: JobArgs,

    /// Save images to this directory, which is created if it does not exist
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,

    /// Fetch objects from this URL, followed by /BUCKET/KEY
    #[arg(long, value_name = "URL")]
    objects: Option<String>,

    /// Download only images captured at this time or later, such as 2026-01-31T00:00:00Z; for live streams
    #[arg(long, value_name = "TIME", value_parser = instant)]
    from: Option<DateTime<Utc>>,

    /// Download only images captured at this time or earlier; for live streams
    #[arg(long, value_name = "TIME", value_parser = instant)]
    to: Option<DateTime<Utc>>,

    /// First wait until the job has finished; changes the default of --timeout to 30m
    #[arg(long)]
    wait: bool,

    /// Do not download a file that is larger, such as 500MiB
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "256MiB")]
    max_size: u64,

    /// Replace files that exist and are not listed in images.json
    #[arg(long)]
    overwrite: bool,

    /// Follow redirects from a public address to a loopback, link-local or private one
    #[arg(long)]
    allow_private_redirects: bool,
}

/// Parses a size: `1000`, `500KiB`, `256MiB`, `2GiB`.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let shift = match unit {
        "" => Some(0),
        "KiB" => Some(10),
        "MiB" => Some(20),
        "GiB" => Some(30),
        _ => None,
    };
    let bytes = number.parse::<u64>().ok().zip(shift);
    let bytes = bytes.and_then(|(number, shift)| number.checked_mul(1 << shift));
    bytes.ok_or_else(|| "must be a number of bytes, or one with a unit: 500KiB, 256MiB, 2GiB".to_owned())
}

impl Download {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let work = async |session: &Session<'_>| self.download(session).await;
        run(&self.args.request, "download", work).await
    }

    async fn download(&self, session: &Session<'_>) -> Result<(), CliError> {
        let client = self.client(session);
        let job = if self.wait {
            let waited = wait::wait_for_one(session, &self.args.job).await;
            waited.map_err(|(error, _)| error)?
        } else {
            let job = client.job(&self.args.job).await;
            job.map_err(|error| session.error(&error))?
        };
        session.record(&job);
        let mut results = Results::new(Folder::open(&self.out, &job)?);
        if let Some(error) = wait::job_error(&job) {
            results.errors.add(error, None);
        }
        self.images(session, &client, &job, &mut results).await?;
        if let Some(error) = self.unfinished(&client, &job, results.saved.len()) {
            results.errors.add(error, None);
        }
        results.print(session)?;
        results.errors.into_result("image")
    }

    fn client(&self, session: &Session<'_>) -> Client {
        let client = session.client.clone();
        let Some(base) = &self.objects else {
            return client;
        };
        let base = base.trim_end_matches('/').to_owned();
        client.with_object_urls(move |object: &ObjectLocation| {
            let (bucket, key) = (percent_encode(&object.bucket), percent_encode(&object.key));
            Some(format!("{base}/{bucket}/{key}"))
        })
    }

    /// Downloads all images; indexes, which name the others, come last.
    async fn images(
        &self,
        session: &Session<'_>,
        client: &Client,
        job: &SnapshotJob,
        results: &mut Results,
    ) -> Result<(), CliError> {
        let mut filter = ImageFilter::new();
        (filter.captured_from, filter.captured_to) = (self.from, self.to);
        // The images of a job that goes on may change.
        let listed = results.folder.listed(job.is_terminal());
        let (mut names, mut indexes) = (Names::default(), Vec::new());
        let downloads = client.images_with(job, filter).enumerate().map(|(index, image)| {
            let image = Numbered::new(index + 1, image);
            match &image.image {
                Ok(found) if found.kind == ImageKind::Index => indexes.push(image.clone()),
                Ok(found) => names.add(found, &image.name),
                Err(_) => {}
            }
            self.image(session, client, &listed, image)
        });
        let mut downloads = Box::pin(downloads.buffered(AT_ONCE));
        let mut is_complete = true;
        while let Some(image) = downloads.next().await {
            results.take(session, image)?;
            if session.deadline.is_over() || results.is_hopeless() {
                is_complete = false;
                break;
            }
        }
        drop(downloads);
        for index in indexes.into_iter().filter(|_| is_complete) {
            let saved = self.index(session, client, &results.folder, &names, index).await;
            results.take(session, saved)?;
        }
        results.folder.save()
    }

    fn options(&self, session: &Session<'_>, client: &Client) -> DownloadOptions {
        let mut options = client.download_options();
        options.max_size = self.max_size;
        options.private_redirects = self.allow_private_redirects;
        options.timeout = session.deadline.remaining_for_wait();
        options
    }

    /// Downloads an image, unless it is there already or an index.
    async fn image(
        &self,
        session: &Session<'_>,
        client: &Client,
        listed: &Listed,
        image: Numbered,
    ) -> Result<Option<Saved>, Failure> {
        let Numbered { number, name, image } = image;
        let image = image.map_err(|error| (session.error(&error), None))?;
        if image.kind == ImageKind::Index {
            return Ok(None);
        }
        let path = listed.file(&name);
        if let Some(entry) = listed.verified(&name) {
            return Ok(Some(Saved {
                number,
                image,
                path,
                entry,
                is_new: false,
            }));
        }
        let mut options = self.options(session, client);
        options.replace = self.overwrite || listed.contains(&name);
        let fetched = async {
            check_address(client, &image)?;
            let size = client.download_with(&image, &path, &options).await;
            size.map_err(|error| download_error(session, &error))
        };
        fetched
            .await
            .map_err(|error| (error, Some(label(&name, &image))))?;
        let entry = entry(&image, &name);
        Ok(Some(Saved {
            number,
            image,
            path,
            entry,
            is_new: true,
        }))
    }

    /// Downloads an index, and replaces the names in it by those of the files.
    async fn index(
        &self,
        session: &Session<'_>,
        client: &Client,
        folder: &Folder,
        names: &Names,
        image: Numbered,
    ) -> Result<Option<Saved>, Failure> {
        let Numbered { number, name, image } = image;
        let image = image.map_err(|error| (session.error(&error), None))?;
        let fetched = async {
            check_address(client, &image)?;
            let text = client.fetch_with(&image, &self.options(session, client)).await;
            let text = text.map_err(|error| download_error(session, &error))?;
            let local = |reference: &str| names.file(reference, &image).map(str::to_owned);
            let adapted = webvtt::with_references(&text, local);
            folder.write(&name, adapted.as_deref().unwrap_or(&text), self.overwrite)
        };
        fetched
            .await
            .map_err(|error| (error, Some(label(&name, &image))))?;
        let (path, entry) = (folder.listed(false).file(&name), entry(&image, &name));
        Ok(Some(Saved {
            number,
            image,
            path,
            entry,
            is_new: true,
        }))
    }

    /// Returns what is to say about a job that has not finished: an error, unless it is a live job that has images.
    fn unfinished(&self, client: &Client, job: &SnapshotJob, images: usize) -> Option<CliError> {
        if job.state.is_terminal_or_paused() {
            return None;
        }
        let live = client.capabilities().supports_any(Capability::Commands);
        let filtered = self.from.is_some() || self.to.is_some();
        let message = format!("{} job {} is {}", job.product, job.id, state(job));
        if images > 0 && (live || job.state == JobState::Unknown) || filtered && live {
            writer::stderr(&format!("{message}: there may be more images later\n"));
            return None;
        }
        let message = format!("{message}: its images are not complete; wait for them with --wait");
        Some(CliError::new(ExitStatus::Failed, message))
    }
}

/// An image of a list, or why the list ends.
#[derive(Clone)]
struct Numbered {
    /// Number in the list, counted from 1.
    number: usize,
    /// Name of its file.
    name: String,
    image: Result<Image, Error>,
}

impl Numbered {
    fn new(number: usize, image: Result<Image, Error>) -> Self {
        let name = image.as_ref().map(|image| file_name(number, image));
        Self {
            number,
            name: name.unwrap_or_default(),
            image,
        }
    }
}

/// Returns an error for an image that cannot be fetched without --objects.
fn check_address(client: &Client, image: &Image) -> Result<(), CliError> {
    if client.image_url(image).is_some() {
        return Ok(());
    }
    let message = match image.object {
        Some(_) => "the image is an object in a bucket: set the address of the storage with --objects URL",
        None => "the response has no address of the image",
    };
    let status = if image.object.is_some() {
        ExitStatus::Usage
    } else {
        ExitStatus::Failed
    };
    Err(CliError::new(status, format!("{}: {message}", client.product())))
}

/// Converts the error of a download. The endpoint of the service has no part in it.
fn download_error(session: &Session<'_>, error: &Error) -> CliError {
    match error.kind() {
        ErrorKind::Timeout if session.deadline.is_over() => session.error(error),
        ErrorKind::InvalidArgument => CliError::new(ExitStatus::Failed, error.to_string()),
        _ => CliError::from(error),
    }
}

/// Returns what an error calls an image: its file and its time.
fn label(name: &str, image: &Image) -> String {
    match time(image) {
        Some(time) => format!("{name} at {time}"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes() {
        assert_eq!(size("1000"), Ok(1000));
        assert_eq!(size("500KiB"), Ok(500 * 1024));
        assert_eq!(size("2GiB"), Ok(2 << 30));
        for text in [
            "",
            "MiB",
            "1.5MiB",
            "-1",
            "1TB",
            "99999999999999999999",
            "99999999999999GiB",
        ] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
