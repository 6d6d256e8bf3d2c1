//! File formats of sheets.

use std::path::Path;
use std::str::FromStr;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _, RgbImage};

use crate::error::TrackError;

/// File format of a sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SheetFormat {
    /// JPEG, which every player shows.
    #[default]
    Jpeg,
    /// WebP. Needs the feature `webp`.
    WebP,
    /// AVIF. Needs the feature `avif`.
    Avif,
}

impl SheetFormat {
    /// Returns the extension of a file.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Avif => "avif",
        }
    }

    /// Returns the media type of a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Avif => "image/avif",
        }
    }

    /// Checks that this build can write the format.
    pub(crate) fn check(self) -> Result<(), TrackError> {
        match self {
            Self::WebP if cfg!(not(feature = "webp")) => Err(missing("WebP", "webp")),
            Self::Avif if cfg!(not(feature = "avif")) => Err(missing("AVIF", "avif")),
            _ => Ok(()),
        }
    }

    /// Encodes `sheet`, which becomes the file `path`, with `quality` from 1 to 100.
    pub(crate) fn encode(self, sheet: &RgbImage, quality: u8, path: &Path) -> Result<Vec<u8>, TrackError> {
        let mut bytes = Vec::new();
        match self {
            Self::Jpeg => JpegEncoder::new_with_quality(&mut bytes, quality)
                .write_image(sheet, sheet.width(), sheet.height(), ExtendedColorType::Rgb8)
                .map_err(TrackError::image(path))?,
            Self::WebP => return webp(sheet, quality),
            Self::Avif => avif(sheet, quality, path, &mut bytes)?,
        }
        Ok(bytes)
    }
}

impl FromStr for SheetFormat {
    type Err = TrackError;

    fn from_str(text: &str) -> Result<Self, TrackError> {
        match text {
            "jpeg" | "jpg" => Ok(Self::Jpeg),
            "webp" => Ok(Self::WebP),
            "avif" => Ok(Self::Avif),
            _ => Err(TrackError::invalid(format!(
                "`{text}` is not a format of sheets; use jpeg, webp or avif"
            ))),
        }
    }
}

fn missing(format: &str, feature: &str) -> TrackError {
    TrackError::invalid(format!(
        "this build cannot write {format}; build mediasnap-track with its feature `{feature}`"
    ))
}

#[cfg(feature = "webp")]
fn webp(sheet: &RgbImage, quality: u8) -> Result<Vec<u8>, TrackError> {
    let bytes = webp::Encoder::from_rgb(sheet, sheet.width(), sheet.height())
        .encode_simple(false, f32::from(quality))
        .map_err(|error| TrackError::invalid(format!("a sheet cannot be encoded as WebP: {error:?}")))?;
    Ok(bytes.to_vec())
}

#[cfg(not(feature = "webp"))]
fn webp(_: &RgbImage, _: u8) -> Result<Vec<u8>, TrackError> {
    Err(missing("WebP", "webp"))
}

#[cfg(feature = "avif")]
fn avif(sheet: &RgbImage, quality: u8, path: &Path, bytes: &mut Vec<u8>) -> Result<(), TrackError> {
    // 1 is best and slowest, 10 fastest; 8 takes about as long as lossy WebP.
    image::codecs::avif::AvifEncoder::new_with_speed_quality(bytes, 8, quality)
        .write_image(sheet, sheet.width(), sheet.height(), ExtendedColorType::Rgb8)
        .map_err(TrackError::image(path))
}

#[cfg(not(feature = "avif"))]
fn avif(_: &RgbImage, _: u8, _: &Path, _: &mut Vec<u8>) -> Result<(), TrackError> {
    Err(missing("AVIF", "avif"))
}
