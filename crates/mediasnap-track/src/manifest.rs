//! `images.json`: what `mediasnap download` saved, for everything that follows and knows no vendor.

use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use crate::error::TrackError;
use crate::grid::{Grid, Spacing, TileSize};
use crate::timeline::check_time;

/// The images of one job, as they lie in a folder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Manifest {
    /// The product that made the images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The job that made the images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// Human-readable name of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Duration of the source in milliseconds, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// The files.
    pub images: Vec<ManifestImage>,
}

impl Manifest {
    /// Name of the file in a folder of images.
    pub const FILE_NAME: &str = "images.json";

    /// Reads the manifest of `folder`.
    ///
    /// # Errors
    /// [`TrackError::Io`] if there is none, [`TrackError::Manifest`] if it is not one.
    pub fn read(folder: &Path) -> Result<Self, TrackError> {
        let path = folder.join(Self::FILE_NAME);
        let text = std::fs::read(&path).map_err(TrackError::io(&path))?;
        serde_json::from_slice(&text).map_err(|source| TrackError::Manifest { path, source })
    }

    /// Writes the manifest into `folder`.
    ///
    /// # Errors
    /// [`TrackError::Io`] if it cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), TrackError> {
        let path = folder.join(Self::FILE_NAME);
        let mut text = serde_json::to_vec_pretty(self).map_err(|source| TrackError::Manifest {
            path: path.clone(),
            source,
        })?;
        text.push(b'\n');
        std::fs::write(&path, text).map_err(TrackError::io(&path))
    }

    /// Checks names, times and layouts.
    pub(crate) fn validate(&self) -> Result<(), TrackError> {
        check_time("the duration", self.duration_ms)?;
        for image in &self.images {
            check_name(&image.file)?;
            check_time(&image.file, image.offset_ms)?;
            let Some(layout) = image.layout else { continue };
            let tiles = u64::from(layout.grid.tiles());
            if layout.grid.columns == 0
                || layout.grid.rows == 0
                || layout.tile.width == 0
                || layout.tile.height == 0
            {
                return Err(TrackError::invalid(format!(
                    "{}: a layout has at least one column, row and pixel",
                    image.file
                )));
            }
            check_time(
                &image.file,
                layout.interval_ms.checked_mul(tiles).or(Some(u64::MAX)),
            )?;
        }
        Ok(())
    }
}

/// One file of a [`Manifest`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ManifestImage {
    /// Name of the file, relative to the manifest.
    pub file: String,
    /// Role of the file: image, sprite or other.
    #[serde(default)]
    pub kind: ImageRole,
    /// Time in the source that it shows, in milliseconds from the beginning; for a sprite, the time of its first tile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_ms: Option<u64>,
    /// Width in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Size of the file in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// SHA-256 of the file in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// How a sprite is laid out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<SpriteLayout>,
}

impl ManifestImage {
    /// Describes a file of which nothing else is known.
    pub fn new(file: impl Into<String>, kind: ImageRole) -> Self {
        Self {
            file: file.into(),
            kind,
            offset_ms: None,
            width: None,
            height: None,
            bytes: None,
            sha256: None,
            layout: None,
        }
    }
}

/// Role of a file in a [`Manifest`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ImageRole {
    /// One frame.
    #[default]
    Frame,
    /// Several frames in one image.
    Sprite,
    /// The cover of the media asset.
    Cover,
    /// An archive file with images.
    Archive,
    /// Something else, such as a WebVTT file of the vendor.
    #[serde(other)]
    Other,
}

/// How a vendor laid out a sprite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SpriteLayout {
    /// Columns and rows.
    pub grid: Grid,
    /// Size of a tile in pixels.
    pub tile: TileSize,
    /// Space between and around tiles.
    #[serde(default)]
    pub spacing: Spacing,
    /// Number of tiles in use; the last row may be short. Default: all tiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<u32>,
    /// Time from one tile to the next in milliseconds.
    pub interval_ms: u64,
}

impl SpriteLayout {
    /// Describes a sprite without space between its tiles, all of them in use.
    pub fn new(grid: Grid, tile: TileSize, interval_ms: u64) -> Self {
        Self {
            grid,
            tile,
            spacing: Spacing::default(),
            tiles: None,
            interval_ms,
        }
    }
}

/// A name stays below the folder of the manifest, and is one line of a track.
fn check_name(file: &str) -> Result<(), TrackError> {
    let is_below = Path::new(file)
        .components()
        .all(|component| matches!(component, Component::Normal(_) | Component::CurDir));
    if file.is_empty() || !is_below || file.contains(char::is_control) {
        return Err(TrackError::invalid(format!(
            "{file:?} is not the name of a file in the folder of images"
        )));
    }
    Ok(())
}
