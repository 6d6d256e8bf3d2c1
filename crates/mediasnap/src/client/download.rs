//! Fetching images.

use std::io;
use std::path::Path;

use bytes::{Bytes, BytesMut};
use mediasnap_client::{Download, DownloadClient};
use mediasnap_core::{Error, ErrorKind, Remedy};
use tempfile::TempPath;
use tokio::io::AsyncWriteExt as _;
use tokio::time::Instant;

use super::Client;
use super::download_options::DownloadOptions;
use crate::model::Image;

impl Client {
    /// The address to fetch `image` from: its own, or that of its object as [`with_object_urls`](Client::with_object_urls) says.
    pub fn image_url(&self, image: &Image) -> Option<String> {
        let own = image.url.as_ref().map(|url| url.as_str().to_owned());
        own.or_else(|| self.object_urls.as_ref()?(image.object.as_ref()?))
    }

    /// Returns the default options of downloads, with the retry policy of the client.
    pub fn download_options(&self) -> DownloadOptions {
        DownloadOptions::new(self.retry)
    }

    /// Downloads `image` to the file `to` with the default options. Returns its size in bytes.
    ///
    /// # Errors
    /// See [`download_with`](Self::download_with).
    pub async fn download(&self, image: &Image, to: impl AsRef<Path>) -> Result<u64, Error> {
        self.download_with(image, to, &self.download_options()).await
    }

    /// Downloads `image` to the file `to`, which appears when it is complete. Returns its size in bytes.
    ///
    /// Until then, the data is in a new file with a random name in the same directory, which is removed if the download fails or is
    /// dropped.
    ///
    /// # Errors
    /// `Unsupported` for an image without an address, `InvalidArgument` for a file that cannot be written, `Conflict` for one that exists
    /// and must not be replaced, and those of [`Download::start`] and [`Download::chunk`].
    pub async fn download_with(
        &self,
        image: &Image,
        to: impl AsRef<Path>,
        options: &DownloadOptions,
    ) -> Result<u64, Error> {
        let to = to.as_ref();
        let unwritten = |error: io::Error| {
            let message = format!("`{}` cannot be written", to.display());
            self.at(Error::new(ErrorKind::InvalidArgument, message).with_source(error))
        };
        let (size, part) = self
            .attempts(image, options, async |download| {
                let (file, part) = create_part(to).map_err(unwritten)?;
                let mut file = tokio::fs::File::from_std(file);
                let mut size = 0_u64;
                while let Some(chunk) = download.chunk().await? {
                    file.write_all(&chunk).await.map_err(unwritten)?;
                    size += chunk.len() as u64;
                }
                file.sync_all().await.map_err(unwritten)?;
                Ok((size, part))
            })
            .await?;
        if options.replace {
            part.persist(to).map_err(|error| unwritten(error.error))?;
        } else if let Err(error) = part.persist_noclobber(to) {
            if error.error.kind() != io::ErrorKind::AlreadyExists {
                return Err(unwritten(error.error));
            }
            if !same_content(&error.path, to) {
                let message = format!("`{}` exists and has other content", to.display());
                return Err(self.at(Error::new(ErrorKind::Conflict, message)));
            }
        }
        Ok(size)
    }

    /// The bytes of `image`, at most `limit` of them.
    ///
    /// # Errors
    /// `Unsupported` for an image without an address, `UnexpectedResponse` for a larger one, and those of [`Download::start`] and
    /// [`Download::chunk`].
    pub async fn fetch(&self, image: &Image, limit: usize) -> Result<Bytes, Error> {
        let mut options = self.download_options();
        options.max_size = limit as u64;
        self.fetch_with(image, &options).await
    }

    /// The bytes of `image`.
    ///
    /// # Errors
    /// See [`fetch`](Self::fetch).
    pub async fn fetch_with(&self, image: &Image, options: &DownloadOptions) -> Result<Bytes, Error> {
        self.attempts(image, options, async |download| {
            let mut bytes = BytesMut::new();
            while let Some(chunk) = download.chunk().await? {
                bytes.extend_from_slice(&chunk);
            }
            Ok(bytes.freeze())
        })
        .await
    }

    /// Requests `image` until `read` gets all of it, the error is final, or no time is left.
    async fn attempts<T>(
        &self,
        image: &Image,
        options: &DownloadOptions,
        read: impl AsyncFn(&mut Download) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let url = self.image_url(image).ok_or_else(|| {
            self.unsupported(
                "the image is an object without an address, and it is not known where objects can be fetched",
            )
            .with_remedy(Remedy::ObjectUrls)
        })?;
        let http = self.download_client()?;
        let deadline = Instant::now() + options.timeout;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let work = async {
                let mut download = Download::start(http, &url, options.limits()).await?;
                read(&mut download).await
            };
            let result = tokio::time::timeout_at(deadline, work).await;
            let error = match result {
                Ok(Ok(value)) => return Ok(value),
                Ok(Err(error)) => error,
                Err(_) => {
                    let message = format!("not downloaded within {} s", options.timeout.as_secs_f64());
                    Error::new(ErrorKind::Timeout, message)
                }
            };
            let delay = options.delay(&error, attempt, self.clock.jitter());
            match delay.filter(|delay| Instant::now() + *delay < deadline) {
                Some(delay) => tokio::time::sleep(delay).await,
                None => return Err(self.at(error.with_attempts(attempt))),
            }
        }
    }

    /// Returns the HTTP client of downloads, which is made when it is first needed.
    fn download_client(&self) -> Result<&DownloadClient, Error> {
        if let Some(client) = self.downloads.get() {
            return Ok(client);
        }
        let client = match (&self.download_setup, self.service.http_client()) {
            (Some((timeout, roots)), Some(_)) => DownloadClient::new(*timeout, roots.clone()),
            (None, Some(http)) => Ok(DownloadClient::from_client(http.clone())),
            (_, None) => Err(self.unsupported("the service has no HTTP client to fetch with")),
        };
        let client = client.map_err(|error| self.at(error))?;
        Ok(self.downloads.get_or_init(|| client))
    }
}

/// Creates a file that is not complete yet, beside `to`. Nothing that exists is opened, and the mode follows the umask.
fn create_part(to: &Path) -> io::Result<(std::fs::File, TempPath)> {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let prefix: String = name.chars().take(60).chain(['.']).collect();
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let directory = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    let file = builder.tempfile_in(directory.unwrap_or(Path::new(".")))?;
    Ok(file.into_parts())
}

/// Whether two regular files have the same content. A symbolic link is not followed.
fn same_content(part: &Path, existing: &Path) -> bool {
    let regular = std::fs::symlink_metadata(existing).is_ok_and(|metadata| metadata.is_file());
    let same_size = || Some(std::fs::metadata(part).ok()?.len() == std::fs::metadata(existing).ok()?.len());
    let (Ok(part_file), true) = (std::fs::File::open(part), regular && same_size() == Some(true)) else {
        return false;
    };
    let Ok(existing_file) = std::fs::File::open(existing) else {
        return false;
    };
    equal(io::BufReader::new(part_file), io::BufReader::new(existing_file)).unwrap_or(false)
}

fn equal(mut one: impl io::BufRead, mut other: impl io::BufRead) -> io::Result<bool> {
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let count = left.len().min(right.len());
        if left[..count] != right[..count] || (count == 0 && left.len() != right.len()) {
            return Ok(false);
        }
        if count == 0 {
            return Ok(true);
        }
        one.consume(count);
        other.consume(count);
    }
}
