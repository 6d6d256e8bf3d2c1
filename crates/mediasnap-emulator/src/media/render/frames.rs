//! The frames of one object, one at a time: extracted, or synthetic.

use std::collections::BTreeMap;
use std::sync::Arc;

use image::RgbImage;

use super::encode::{RenderError, blocking};
use super::scene;
use crate::media::content::{Frame, is_renderable};
use crate::media::ffmpeg::extraction::{Extraction, Picture};
use crate::media::ffmpeg::video::Video;
use crate::media::source::Source;

/// Returns the number of the frame that is shown at a position of a source.
pub(super) fn number_at(video: &Video, source: &Source, time_ms: u64) -> usize {
    match source {
        Source::Stream(_) => video.frame_at_repeated(time_ms),
        _ => video.frame_at(time_ms),
    }
}

/// Frames of one source and one size. Only one image is held at a time.
pub(super) enum Frames {
    Synthetic(std::vec::IntoIter<(usize, Frame)>),
    /// Frames of a video, and the places that show each of them.
    Extracted(Box<Extraction>, BTreeMap<usize, Vec<usize>>),
}

impl Frames {
    pub(super) fn new(frames: Vec<Frame>, video: Option<&Arc<Video>>) -> Result<Self, RenderError> {
        let size = frames.first().map_or((1, 1), |frame| (frame.width, frame.height));
        if !is_renderable(size) {
            return Err(RenderError::TooLarge);
        }
        let Some(video) = video else {
            let frames: Vec<(usize, Frame)> = frames.into_iter().enumerate().collect();
            return Ok(Self::Synthetic(frames.into_iter()));
        };
        let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, frame) in frames.iter().enumerate() {
            let number = number_at(video, &frame.source, frame.time_ms);
            places.entry(number).or_default().push(place);
        }
        let numbers: Vec<usize> = places.keys().copied().collect();
        Ok(Self::Extracted(
            Box::new(Extraction::of_pixels(video, size, &numbers)),
            places,
        ))
    }

    /// Returns the next image, and the places that show it.
    pub(super) async fn next(&mut self) -> Result<Option<(Vec<usize>, RgbImage)>, RenderError> {
        match self {
            Self::Synthetic(frames) => {
                let Some((place, frame)) = frames.next() else {
                    return Ok(None);
                };
                let image = blocking(move || scene::draw(&frame)).await?;
                Ok(Some((vec![place], image)))
            }
            Self::Extracted(extraction, places) => loop {
                let Some((number, picture)) = extraction.next().await? else {
                    return Ok(None);
                };
                if let (Some(places), Picture::Pixels(image)) = (places.remove(&number), picture) {
                    return Ok(Some((places, image)));
                }
            },
        }
    }
}
