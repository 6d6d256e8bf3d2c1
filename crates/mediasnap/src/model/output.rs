//! How images look and where they go.

use std::fmt;

use mediasnap_core::Error;
use serde::{Deserialize, Serialize};

use super::invalid::invalid;

/// An object in a vendor's object storage (OBS, OSS, COS).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ObjectLocation {
    /// The bucket.
    pub bucket: String,
    /// The key of the object within the bucket.
    pub key: String,
    /// The region of the bucket; the client's own without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The storage endpoint of the bucket (a host name), where a product asks for it or tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
}

impl ObjectLocation {
    /// The object `key` in `bucket`.
    pub fn new(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            bucket: bucket.into(),
            key: key.into(),
            region: None,
            endpoint: None,
        }
    }

    /// Sets the region of the bucket.
    #[must_use]
    pub fn in_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the storage endpoint of the bucket.
    #[must_use]
    pub fn at_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    pub(super) fn check(&self, what: &str) -> Result<(), Error> {
        if self.bucket.is_empty() {
            return Err(invalid(format!("{what} names no bucket")));
        }
        if self.key.is_empty() {
            return Err(invalid(format!("{what} names no object")));
        }
        Ok(())
    }
}

impl fmt::Display for ObjectLocation {
    /// `bucket/key`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.bucket, self.key)
    }
}

/// Where the images of a job go.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Output {
    /// The bucket.
    pub bucket: String,
    /// The directory within the bucket; its top without it.
    #[serde(default)]
    pub directory: String,
    /// The region of the bucket; the client's own without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The storage endpoint of the bucket (a host name), where a product asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The number of the account that owns the bucket, where a product asks for it.
    #[serde(default, rename = "owner", skip_serializing_if = "Option::is_none")]
    pub owner_account: Option<u64>,
    /// The base name of the images, without extension; the product's choice without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Whether images go into the exact directory, even where the product would make one of its own below it.
    #[serde(default, rename = "as_given")]
    pub exact_directory: bool,
}

impl Output {
    /// Below `directory` in `bucket`.
    pub fn new(bucket: impl Into<String>, directory: impl Into<String>) -> Self {
        Self {
            bucket: bucket.into(),
            directory: directory.into(),
            region: None,
            endpoint: None,
            owner_account: None,
            file_name: None,
            exact_directory: false,
        }
    }

    /// Sets the region of the bucket.
    #[must_use]
    pub fn in_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the storage endpoint of the bucket.
    #[must_use]
    pub fn at_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Sets the account that owns the bucket.
    #[must_use]
    pub fn owner_account(mut self, account: u64) -> Self {
        self.owner_account = Some(account);
        self
    }

    /// Sets the base name of the images, without extension.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Puts images into the exact directory; jobs with the same output then overwrite each other's images.
    #[must_use]
    pub fn exact_directory(mut self) -> Self {
        self.exact_directory = true;
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.bucket.is_empty() {
            return Err(invalid("the output names no bucket"));
        }
        if self.file_name.as_deref().is_some_and(str::is_empty) {
            return Err(invalid("the file name of the output is empty"));
        }
        Ok(())
    }
}

/// How large images are, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Size {
    /// Exactly this large.
    Exact {
        /// The width in pixels.
        width: u32,
        /// The height in pixels.
        height: u32,
    },
    /// The longer side; the other follows from the proportions of the source.
    LongerSide(u32),
}

impl Size {
    /// Exactly `width` by `height` pixels.
    pub fn exact(width: u32, height: u32) -> Self {
        Self::Exact { width, height }
    }

    pub(super) fn check(self) -> Result<(), Error> {
        match self {
            Self::Exact { width: 0, .. } | Self::Exact { height: 0, .. } | Self::LongerSide(0) => {
                Err(invalid("the size of the images is zero"))
            }
            _ => Ok(()),
        }
    }
}

/// The format of images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ImageFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    #[serde(rename = "webp")]
    WebP,
}

/// How frames are tiled into sprites: large images that hold a grid of frames.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sprite {
    /// Frames side by side.
    pub columns: u32,
    /// Rows of frames.
    pub rows: u32,
    /// Width and height of a frame in pixels; the product's choice without it.
    #[serde(default, rename = "cell", skip_serializing_if = "Option::is_none")]
    pub tile_size: Option<(u32, u32)>,
    /// The space between two frames in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub padding: Option<u32>,
    /// The space around all frames in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<u32>,
    /// The colour of the space between and around frames, as the product spells colours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Whether single frames are kept beside the sprites.
    #[serde(default)]
    pub keep_frames: bool,
    /// Whether a `WebVTT` file is made beside the sprites, which says where in them each time of the source is.
    #[serde(default)]
    pub web_vtt: bool,
}

impl Sprite {
    /// A grid of `columns` by `rows` frames.
    pub fn new(columns: u32, rows: u32) -> Self {
        Self {
            columns,
            rows,
            tile_size: None,
            padding: None,
            margin: None,
            color: None,
            keep_frames: false,
            web_vtt: false,
        }
    }

    /// Sets the size of a frame in pixels.
    #[must_use]
    pub fn tile_size(mut self, width: u32, height: u32) -> Self {
        self.tile_size = Some((width, height));
        self
    }

    /// Sets the space between two frames and around all frames, in pixels.
    #[must_use]
    pub fn spacing(mut self, padding: u32, margin: u32) -> Self {
        self.padding = Some(padding);
        self.margin = Some(margin);
        self
    }

    /// Sets the colour of the space between and around frames.
    #[must_use]
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.color = Some(color.into());
        self
    }

    /// Keeps single frames beside the sprites.
    #[must_use]
    pub fn keep_frames(mut self) -> Self {
        self.keep_frames = true;
        self
    }

    /// Makes a `WebVTT` file beside the sprites.
    #[must_use]
    pub fn web_vtt(mut self) -> Self {
        self.web_vtt = true;
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.columns == 0 || self.rows == 0 {
            return Err(invalid("a sprite needs columns and rows"));
        }
        if self
            .tile_size
            .is_some_and(|(width, height)| width == 0 || height == 0)
        {
            return Err(invalid("the frames of the sprite have no size"));
        }
        Ok(())
    }
}
