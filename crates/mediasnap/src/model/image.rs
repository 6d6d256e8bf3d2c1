//! The images of a job.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::output::ObjectLocation;
use super::raw::Raw;

/// An image that a job has made: an address, an object, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Image {
    /// Kind of the image.
    pub kind: ImageKind,
    /// The address to fetch it from; it may expire, and may hold a signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<ImageUrl>,
    /// Where it lies in the vendor's object storage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectLocation>,
    /// Its number within the job, as the vendor counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<i64>,
    /// Where in the source the frame was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<Duration>,
    /// When it was captured, for live streams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured_at: Option<DateTime<Utc>>,
    /// The vendor's JSON for this image.
    #[serde(default)]
    raw: Raw,
}

impl Image {
    /// An image of `kind` about which the vendor sent `raw`.
    pub fn new(kind: ImageKind, raw: Raw) -> Self {
        Self {
            kind,
            url: None,
            object: None,
            index: None,
            offset: None,
            captured_at: None,
            raw,
        }
    }

    /// The vendor's JSON, unchanged.
    pub fn raw(&self) -> &Raw {
        &self.raw
    }

    /// The last part of its object key or of the path of its address: a name for a file.
    pub fn file_name(&self) -> Option<&str> {
        let path = match (&self.object, &self.url) {
            (Some(object), _) => object.key.as_str(),
            (None, Some(url)) => {
                let rest = url.as_str().split_once("://")?.1;
                let path = rest.split_once('/')?.1;
                path.split(['?', '#']).next()?
            }
            (None, None) => return None,
        };
        path.rsplit('/').next().filter(|name| !name.is_empty())
    }
}

/// Kind of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ImageKind {
    /// One frame.
    Frame,
    /// The cover of the media asset: taken by the service itself, or chosen by the job.
    Cover,
    /// One of the frames that a sprite was tiled from, in the size of its tile.
    Tile,
    /// A grid of frames.
    Sprite,
    /// No image but an archive file that holds the images.
    Archive,
    /// No image but an index that tells players where each frame is.
    Index,
}

/// The address of an image. It may hold a signature, so that `Debug` shows no query.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImageUrl(String);

impl ImageUrl {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ImageUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl From<&str> for ImageUrl {
    fn from(url: &str) -> Self {
        Self(url.to_owned())
    }
}

impl std::fmt::Debug for ImageUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.split_once('?') {
            Some((shown, _)) => write!(f, "{shown}?..."),
            None => f.write_str(&self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Image, ImageKind, Raw};
    use crate::ObjectLocation;

    #[test]
    fn a_file_name_comes_from_the_object_or_the_address() {
        let mut image = Image::new(ImageKind::Frame, Raw::default());
        assert_eq!(image.file_name(), None);
        image.url = Some("https://host/a/b%20c.jpg?sign=secret".into());
        assert_eq!(image.file_name(), Some("b%20c.jpg"));
        assert!(!format!("{image:?}").contains("secret"));
        image.object = Some(ObjectLocation::new("bucket", "dir/9.jpg"));
        assert_eq!(image.file_name(), Some("9.jpg"));
        image.object = None;
        image.url = Some("https://host".into());
        assert_eq!(image.file_name(), None);
    }
}
