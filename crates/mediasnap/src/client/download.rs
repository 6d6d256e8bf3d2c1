//! Fetching images.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Bytes, BytesMut};
use mediasnap_client::Download;
use mediasnap_core::{Error, ErrorKind};
use tokio::io::AsyncWriteExt as _;

use super::Client;
use crate::model::Image;

impl Client {
    /// The address to fetch `image` from: its own, or that of its object as [`with_object_urls`](Client::with_object_urls) says.
    pub fn image_url(&self, image: &Image) -> Option<String> {
        let own = image.url.as_ref().map(|url| url.as_str().to_owned());
        own.or_else(|| self.object_urls.as_ref()?(image.object.as_ref()?))
    }

    /// Writes `image` to the file `to`, which appears when it is whole, and replaces one that is there. Returns its size in bytes.
    ///
    /// # Errors
    /// `Unsupported` for an image without an address, `InvalidArgument` for a file that cannot be written, and those of
    /// [`Download::start`] and [`Download::chunk`].
    pub async fn download(&self, image: &Image, to: impl AsRef<Path>) -> Result<u64, Error> {
        let to = to.as_ref();
        let mut download = self.start_download(image).await?;
        let part = Part::beside(to);
        let unwritten = |error: std::io::Error| {
            let message = format!("`{}` cannot be written", to.display());
            self.at(Error::new(ErrorKind::InvalidArgument, message).with_source(error))
        };
        let mut file = tokio::fs::File::create(&part.0).await.map_err(unwritten)?;
        let mut size = 0_u64;
        while let Some(chunk) = download.chunk().await.map_err(|error| self.at(error))? {
            file.write_all(&chunk).await.map_err(unwritten)?;
            size += chunk.len() as u64;
        }
        file.sync_all().await.map_err(unwritten)?;
        drop(file);
        tokio::fs::rename(&part.0, to).await.map_err(unwritten)?;
        Ok(size)
    }

    /// The bytes of `image`, at most `limit` of them.
    ///
    /// # Errors
    /// `Unsupported` for an image without an address, `UnexpectedResponse` for a larger one, and those of [`Download::start`] and
    /// [`Download::chunk`].
    pub async fn fetch(&self, image: &Image, limit: usize) -> Result<Bytes, Error> {
        let mut download = self.start_download(image).await?;
        let mut bytes = BytesMut::new();
        while let Some(chunk) = download.chunk().await.map_err(|error| self.at(error))? {
            if bytes.len() + chunk.len() > limit {
                let message = format!("the image is larger than {limit} bytes");
                return Err(self.at(Error::new(ErrorKind::UnexpectedResponse, message)));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }

    async fn start_download(&self, image: &Image) -> Result<Download, Error> {
        let url = self.image_url(image).ok_or_else(|| {
            self.unsupported("the image is an object without an address: say with `object_urls` where objects can be fetched")
        })?;
        let http = self
            .service
            .http_client()
            .ok_or_else(|| self.unsupported("the service has no HTTP client to fetch with"))?;
        Download::start(http, &url, self.idle)
            .await
            .map_err(|error| self.at(error))
    }
}

/// A file that is not whole yet; it goes away unless it is renamed.
struct Part(PathBuf);

impl Part {
    fn beside(to: &Path) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut name = to.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}-{number}.part", std::process::id()));
        Self(to.with_file_name(name))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // After the rename there is nothing left to remove.
        let _ = std::fs::remove_file(&self.0);
    }
}
