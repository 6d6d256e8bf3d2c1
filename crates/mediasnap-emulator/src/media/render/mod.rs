//! Renders the bytes of an object.

mod archive;
mod font;
mod scene;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, RgbImage};

use crate::media::content::{Content, Frame, Grid, is_renderable};
use crate::media::ffmpeg::process::VideoError;
use crate::media::library::MediaLibrary;
use crate::media::source::Source;

/// Rendered bytes and their media type.
#[derive(Debug, Clone)]
pub(crate) struct Rendered {
    pub(crate) bytes: Vec<u8>,
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
}

/// Returns frames of one source and one size, extracted or synthetic.
fn pictures(frames: &[&Frame], media: &MediaLibrary) -> Result<Vec<RgbImage>, RenderError> {
    let Some(first) = frames.first() else {
        return Ok(Vec::new());
    };
    let size = (first.width, first.height);
    if !is_renderable(size) {
        return Err(RenderError::TooLarge);
    }
    let Some(video) = media.video(&first.source) else {
        return Ok(frames.iter().map(|frame| scene::draw(frame)).collect());
    };
    let time = |frame: &&Frame| match frame.source {
        // The file of a stream is repeated. Its last frame is left out, so that an interval as long as the file does
        // not show the same frame each time.
        Source::Stream(_) => {
            let length = video.info.duration_ms.saturating_sub(video.frame_ms());
            frame.time_ms % length.max(1)
        }
        _ => frame.time_ms,
    };
    let times: Vec<u64> = frames.iter().map(time).collect();
    Ok(video.extract_frames(&times, size)?)
}

/// Returns one frame, extracted or synthetic.
fn picture(frame: &Frame, media: &MediaLibrary) -> Result<RgbImage, RenderError> {
    let mut pictures = pictures(&[frame], media)?;
    Ok(pictures.pop().ok_or(VideoError::NoPicture)?)
}

/// Renders an object.
pub(crate) fn render(content: &Content, media: &MediaLibrary) -> Result<Rendered, RenderError> {
    match content {
        Content::Jpeg(frame) => encode(&picture(frame, media)?, false),
        Content::Png(frame) => encode(&picture(frame, media)?, true),
        Content::Sprite { frames, grid, png } => encode(&tile(frames, grid, media)?, *png),
        Content::Vtt(text) => Ok(Rendered {
            bytes: text.clone().into_bytes(),
            media_type: "text/vtt; charset=utf-8",
        }),
        Content::Archive(members) => {
            let frames: Vec<&Frame> = members.iter().map(|(_, frame)| frame).collect();
            let mut files = Vec::with_capacity(members.len());
            for ((name, _), picture) in members.iter().zip(pictures(&frames, media)?) {
                files.push((name.as_str(), encode(&picture, false)?.bytes));
            }
            Ok(Rendered {
                bytes: archive::tar(&files),
                media_type: "application/x-tar",
            })
        }
    }
}

fn encode(image: &RgbImage, png: bool) -> Result<Rendered, RenderError> {
    let mut bytes = Vec::new();
    if png {
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
        return Ok(Rendered {
            bytes,
            media_type: "image/png",
        });
    }
    JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(image)?;
    Ok(Rendered {
        bytes,
        media_type: "image/jpeg",
    })
}

/// Tiles frames row by row.
fn tile(frames: &[Frame], grid: &Grid, media: &MediaLibrary) -> Result<RgbImage, RenderError> {
    let cell = frames
        .first()
        .map_or((1, 1), |frame| (frame.width.max(1), frame.height.max(1)));
    let (width, height) = grid.image_size(frames.len(), cell).ok_or(RenderError::TooLarge)?;
    let mut sheet = RgbImage::from_pixel(width, height, image::Rgb(grid.color));
    let pictures = pictures(&frames.iter().collect::<Vec<_>>(), media)?;
    for (index, picture) in (0_u32..).zip(&pictures) {
        let (column, line) = (index % grid.columns.max(1), index / grid.columns.max(1));
        let place = |index: u32, size: u32| {
            i64::from(grid.margin) + i64::from(index) * (i64::from(size) + i64::from(grid.padding))
        };
        image::imageops::replace(&mut sheet, picture, place(column, cell.0), place(line, cell.1));
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(time_ms: u64, width: u32, height: u32) -> Frame {
        let source = Source::Media("a-video".into());
        Frame {
            product: "huawei-mpc".to_owned(),
            job: "7684".into(),
            source,
            time_ms,
            width,
            height,
        }
    }

    #[test]
    fn a_frame_is_a_jpeg_of_the_size_asked_for_and_shows_its_time() {
        let draw = |time| {
            render(&Content::Jpeg(frame(time, 320, 180)), &MediaLibrary::default())
                .unwrap()
                .bytes
        };
        let bytes = draw(1000);
        assert_eq!(bytes[..3], [0xff, 0xd8, 0xff]);
        let image = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).unwrap();
        assert_eq!((image.width(), image.height()), (320, 180));
        assert_eq!(bytes, draw(1000));
        assert_ne!(bytes, draw(1001));
    }

    #[test]
    fn the_smallest_frame_can_be_drawn() {
        assert!(render(&Content::Jpeg(frame(0, 1, 1)), &MediaLibrary::default()).is_ok());
    }

    #[test]
    fn tiles_have_their_space() {
        let frames: Vec<Frame> = (0..3).map(|index| frame(index * 1000, 40, 20)).collect();
        let grid = Grid {
            columns: 2,
            rows: 4,
            padding: 3,
            margin: 5,
            color: [255, 99, 71],
        };
        let sprite = render(
            &Content::Sprite {
                frames,
                grid,
                png: true,
            },
            &MediaLibrary::default(),
        )
        .unwrap();
        assert_eq!(sprite.media_type, "image/png");
        let image = image::load_from_memory(&sprite.bytes).unwrap().to_rgb8();
        assert_eq!(
            (image.width(), image.height()),
            (2 * 40 + 3 + 10, 2 * 20 + 3 + 10)
        );
        assert_eq!(image.get_pixel(0, 0).0, [255, 99, 71]);
    }
}
