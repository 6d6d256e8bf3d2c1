//! `mediasnap download`: the images of a job.

use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;
use futures_util::TryStreamExt as _;
use mediasnap::{Image, ImageFilter, JobId, ObjectLocation};

use super::{Common, ProductArg, Session, job_id};
use crate::failure::{Exit, Failure};
use crate::output::node::Node;
use crate::output::table;

/// Download the images of a job into a folder
///
/// Files are named after their number and the vendor's name for the image. A product that names objects in a bucket instead of
/// addresses needs --objects.
#[derive(Debug, Args)]
pub(crate) struct Download {
    #[command(flatten)]
    product: ProductArg,

    /// The job's id, as `submit` and `list` print it
    #[arg(value_parser = job_id)]
    job: JobId,

    /// The folder, made if need be
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,

    /// Where objects are served: the address of BUCKET/KEY below it is fetched
    #[arg(long, value_name = "URL")]
    objects: Option<String>,

    /// Only images captured at this time or later; live streams only: 2026-01-31T00:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<DateTime<Utc>>,

    /// Only images captured at this time or earlier; live streams only
    #[arg(long, value_name = "TIME")]
    to: Option<DateTime<Utc>>,

    #[command(flatten)]
    common: Common,
}

impl Download {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let limit = self.common.connection.timeout;
        let work = async |session: Session| self.download(session).await;
        self.common.run(&self.product, "download", limit, work).await
    }

    async fn download(&self, session: Session) -> Result<(), Failure> {
        let Session {
            mut client, output, ..
        } = session;
        let failed = |error: mediasnap::Error| self.common.failure(&error);
        if let Some(base) = &self.objects {
            let base = base.trim_end_matches('/').to_owned();
            client = client.with_object_urls(move |object: &ObjectLocation| {
                Some(format!(
                    "{base}/{}/{}",
                    encoded(&object.bucket),
                    encoded(&object.key)
                ))
            });
        }
        let job = client.job(&self.job).await.map_err(failed)?;
        std::fs::create_dir_all(&self.out).map_err(|error| {
            let folder = self.out.display();
            Failure::new(Exit::Failed, format!("{folder} cannot be made: {error}"))
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
        output.result(&nodes, || {
            let rows = files.iter().map(|(path, size)| [path.clone(), size.to_string()]);
            table::render(["file", "bytes"].map(str::to_owned), rows)
        })
    }
}

/// A key as the path of an address: a `?` or `#` in it begins no query.
fn encoded(key: &str) -> String {
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

/// A name that cannot lead out of the folder, whatever the vendor says.
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
    use super::encoded;

    #[test]
    fn a_key_stays_a_path() {
        assert_eq!(encoded("out/a_1.jpg"), "out/a_1.jpg");
        assert_eq!(encoded("a b?c#d%é"), "a%20b%3Fc%23d%25%C3%A9");
    }
}
