//! Encodes images.

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, RgbImage};

use crate::media::ffmpeg::process::VideoError;

/// Rendered bytes and their media type.
#[derive(Debug, Clone)]
pub(crate) struct Rendered {
    pub(crate) bytes: Bytes,
    pub(crate) media_type: &'static str,
}

/// Reason why an object could not be rendered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenderError {
    #[error("the image could not be encoded: {0}")]
    Encode(#[from] image::ImageError),
    #[error("the frame could not be extracted: {0}")]
    Cut(#[from] VideoError),
    #[error("the image is too large")]
    TooLarge,
    #[error("rendering was interrupted")]
    Interrupted,
}

impl Rendered {
    /// Wraps an encoded JPEG image.
    pub(super) fn jpeg(bytes: Vec<u8>) -> Self {
        Self {
            bytes: bytes.into(),
            media_type: "image/jpeg",
        }
    }

    /// Encodes an image as WebP, without loss.
    pub(super) fn webp(image: &RgbImage) -> Result<Self, RenderError> {
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::WebP)?;
        Ok(Self {
            bytes: bytes.into(),
            media_type: "image/webp",
        })
    }

    /// Encodes an image.
    pub(super) fn encode(image: &RgbImage, png: bool) -> Result<Self, RenderError> {
        let mut bytes = Vec::new();
        if !png {
            JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(image)?;
            return Ok(Self::jpeg(bytes));
        }
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
        Ok(Self {
            bytes: bytes.into(),
            media_type: "image/png",
        })
    }
}

/// Does work on a thread that may block.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, RenderError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| RenderError::Interrupted)
}
