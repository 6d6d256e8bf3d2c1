//! `mediasnap download`: downloads the images of a job.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;
use futures_util::TryStreamExt as _;
use mediasnap::{Image, ImageFilter, ObjectLocation};

use super::session::{JobArgs, Session, run};
use crate::error::{CliError, ExitStatus};
use crate::output::node::Node;
use crate::output::table;

/// Download the images of a job
///
/// File names consist of the number of the image and the vendor's name for it. A product that returns objects in a bucket
/// instead of URLs needs --objects.
#[derive(Debug, Args)]
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
    #[arg(long, value_name = "TIME")]
    from: Option<DateTime<Utc>>,

    /// Download only images captured at this time or earlier; for live streams
    #[arg(long, value_name = "TIME")]
    to: Option<DateTime<Utc>>,
}

impl Download {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let work = async |session: &Session<'_>| self.download(session).await;
        run(&self.args.request, "download", work).await
    }

    async fn download(&self, session: &Session<'_>) -> Result<(), CliError> {
        let mut client = session.client.clone();
        let failed = |error: mediasnap::Error| session.error(&error);
        if let Some(base) = &self.objects {
            let base = base.trim_end_matches('/').to_owned();
            client = client.with_object_urls(move |object: &ObjectLocation| {
                Some(format!(
                    "{base}/{}/{}",
                    percent_encode(&object.bucket),
                    percent_encode(&object.key)
                ))
            });
        }
        let job = client.job(&self.args.job).await.map_err(failed)?;
        session.record(&job);
        std::fs::create_dir_all(&self.out).map_err(|error| {
            let folder = self.out.display();
            CliError::new(ExitStatus::Failed, format!("{folder} cannot be created: {error}"))
        })?;
        let mut filter = ImageFilter::new();
        (filter.captured_from, filter.captured_to) = (self.from, self.to);
        let mut images = client.images_with(&job, filter);
        let mut files = Vec::new();
        while let Some(image) = images.try_next().await.map_err(failed)? {
            let path = self.out.join(file_name(files.len() + 1, &image));
            let size = client.download(&image, &path).await.map_err(failed)?;
            files.push((path.display().to_string(), size));
        }
        let nodes: Node = files
            .iter()
            .map(|(path, size)| Node::object([("file", path.as_str().into()), ("bytes", (*size).into())]))
            .collect();
        session.output.result(&nodes, || {
            let rows = files.iter().map(|(path, size)| [path.clone(), size.to_string()]);
            table::render(["file", "bytes"].map(str::to_owned), rows)
        })
    }
}

/// Percent-encodes an object key as the path of a URL, so that `?` and `#` are part of the path.
fn percent_encode(key: &str) -> String {
    let mut path = String::with_capacity(key.len());
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            path.push(char::from(byte));
        } else {
            let _ = write!(path, "%{byte:02X}");
        }
    }
    path
}

/// Returns a file name for `image` that stays in the directory, whatever the vendor's name is.
fn file_name(number: usize, image: &Image) -> String {
    let name: String = image
        .file_name()
        .unwrap_or("image")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let tail = name.len().saturating_sub(100);
    format!("{number:03}-{}", &name[tail..])
}

#[cfg(test)]
mod tests {
    use super::percent_encode;

    #[test]
    fn a_key_stays_a_path() {
        assert_eq!(percent_encode("out/a_1.jpg"), "out/a_1.jpg");
        assert_eq!(percent_encode("a b?c#d%é"), "a%20b%3Fc%23d%25%C3%A9");
    }
}
