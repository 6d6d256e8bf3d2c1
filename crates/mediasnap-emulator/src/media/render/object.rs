//! Renders one object.

use std::sync::Arc;

use image::RgbImage;

use super::archive;
use super::encode::{RenderError, Rendered, blocking};
use super::frames::Frames;
use crate::media::content::{Content, Frame, Grid};
use crate::media::ffmpeg::process::VideoError;
use crate::media::ffmpeg::video::Video;

/// Renders an object whose frames are those of a video, or synthetic.
pub(super) async fn render(content: Content, video: Option<&Arc<Video>>) -> Result<Rendered, RenderError> {
    match content {
        Content::Jpeg(frame) => single(frame, video, false).await,
        Content::Png(frame) => single(frame, video, true).await,
        Content::Sprite { frames, grid, png } => {
            let sheet = tile(frames, &grid, video).await?;
            blocking(move || Rendered::encode(&sheet, png)).await?
        }
        Content::WebP(of) => {
            let image = match *of {
                Content::Jpeg(frame) | Content::Png(frame) => picture(frame, video).await?,
                Content::Sprite { frames, grid, .. } => tile(frames, &grid, video).await?,
                other => return Box::pin(render(other, video)).await,
            };
            blocking(move || Rendered::webp(&image)).await?
        }
        Content::Vtt(text) => Ok(Rendered {
            bytes: text.into_bytes().into(),
            media_type: "text/vtt; charset=utf-8",
        }),
        Content::Archive(members) => {
            let (names, frames): (Vec<String>, Vec<Frame>) = members.into_iter().unzip();
            let mut files: Vec<(String, Vec<u8>)> =
                names.into_iter().map(|name| (name, Vec::new())).collect();
            let mut frames = Frames::new(frames, video)?;
            while let Some((places, image)) = frames.next().await? {
                let encoded = blocking(move || Rendered::encode(&image, false)).await??;
                for place in places {
                    if let Some((_, bytes)) = files.get_mut(place) {
                        *bytes = encoded.bytes.to_vec();
                    }
                }
            }
            Ok(Rendered {
                bytes: archive::tar(&files).into(),
                media_type: "application/x-tar",
            })
        }
    }
}

async fn picture(frame: Frame, video: Option<&Arc<Video>>) -> Result<RgbImage, RenderError> {
    let next = Frames::new(vec![frame], video)?.next().await?;
    let (_, image) = next.ok_or(VideoError::NoPicture)?;
    Ok(image)
}

async fn single(frame: Frame, video: Option<&Arc<Video>>, png: bool) -> Result<Rendered, RenderError> {
    let image = picture(frame, video).await?;
    blocking(move || Rendered::encode(&image, png)).await?
}

/// Tiles frames row by row.
async fn tile(frames: Vec<Frame>, grid: &Grid, video: Option<&Arc<Video>>) -> Result<RgbImage, RenderError> {
    let cell = frames
        .first()
        .map_or((1, 1), |frame| (frame.width.max(1), frame.height.max(1)));
    let (width, height) = grid.image_size(frames.len(), cell).ok_or(RenderError::TooLarge)?;
    let mut sheet = RgbImage::from_pixel(width, height, image::Rgb(grid.color));
    let mut frames = Frames::new(frames, video)?;
    while let Some((places, picture)) = frames.next().await? {
        for place in places {
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            let (column, line) = (place % grid.columns.max(1), place / grid.columns.max(1));
            let start = |index: u32, size: u32| {
                i64::from(grid.margin) + i64::from(index) * (i64::from(size) + i64::from(grid.padding))
            };
            image::imageops::replace(&mut sheet, &picture, start(column, cell.0), start(line, cell.1));
        }
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::*;
    use crate::media::source::Source;

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

    async fn draw(content: Content) -> Rendered {
        render(content, None).await.unwrap()
    }

    #[tokio::test]
    async fn an_image_may_be_in_another_format() {
        let rendered = draw(Content::WebP(Box::new(Content::Jpeg(frame(0, 64, 36))))).await;
        assert_eq!(rendered.media_type, "image/webp");
        let format = image::guess_format(&rendered.bytes).unwrap();
        let image = image::load_from_memory(&rendered.bytes).unwrap();
        assert_eq!(
            (format, image.width(), image.height()),
            (ImageFormat::WebP, 64, 36)
        );
    }

    #[tokio::test]
    async fn a_frame_is_a_jpeg_of_the_requested_size_and_shows_its_time() {
        let draw = async |time| draw(Content::Jpeg(frame(time, 320, 180))).await.bytes;
        let bytes = draw(1000).await;
        assert_eq!(bytes[..3], [0xff, 0xd8, 0xff]);
        let image = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).unwrap();
        assert_eq!((image.width(), image.height()), (320, 180));
        assert_eq!(bytes, draw(1000).await);
        assert_ne!(bytes, draw(1001).await);
    }

    #[tokio::test]
    async fn the_smallest_frame_can_be_drawn() {
        assert!(render(Content::Jpeg(frame(0, 1, 1)), None).await.is_ok());
    }

    #[tokio::test]
    async fn tiles_have_their_space() {
        let frames: Vec<Frame> = (0..3).map(|index| frame(index * 1000, 40, 20)).collect();
        let grid = Grid {
            columns: 2,
            rows: 4,
            padding: 3,
            margin: 5,
            color: [255, 99, 71],
        };
        let sprite = draw(Content::Sprite {
            frames,
            grid,
            png: true,
        })
        .await;
        assert_eq!(sprite.media_type, "image/png");
        let image = image::load_from_memory(&sprite.bytes).unwrap().to_rgb8();
        assert_eq!(
            (image.width(), image.height()),
            (2 * 40 + 3 + 10, 2 * 20 + 3 + 10)
        );
        assert_eq!(image.get_pixel(0, 0).0, [255, 99, 71]);
    }
}
