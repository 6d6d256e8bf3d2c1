//! Extracts frames one after the other, in as few runs of `ffmpeg` as it pays.

use std::collections::VecDeque;
use std::sync::Arc;

use image::RgbImage;

use super::arguments::FrameFormat;
use super::process::VideoError;
use super::stream::FrameStream;
use super::video::Video;

/// Maximum number of frames that one run selects, which limits the length of its arguments.
const MAX_FRAMES: usize = 1000;

/// A frame in the form that costs least.
#[derive(Debug)]
pub(crate) enum Picture {
    Pixels(RgbImage),
    Jpeg(Vec<u8>),
}

/// Frames of a video in one size. Only one is held at a time.
#[derive(Debug)]
pub(crate) struct Extraction {
    video: Arc<Video>,
    size: (u32, u32),
    output: FrameFormat,
    groups: VecDeque<VecDeque<usize>>,
    stream: Option<FrameStream>,
    /// Frames that their run has left out.
    missing: VecDeque<usize>,
}

impl Extraction {
    /// Creates an extraction of frames, whose numbers are in order, as pixels.
    pub(crate) fn of_pixels(video: &Arc<Video>, size: (u32, u32), frames: &[usize]) -> Self {
        Self::new(video, size, frames, FrameFormat::Rgb)
    }

    /// Creates an extraction of frames, whose numbers are in order, as JPEG images.
    pub(crate) fn of_jpegs(video: &Arc<Video>, size: (u32, u32), frames: &[usize]) -> Self {
        Self::new(video, size, frames, FrameFormat::Jpeg)
    }

    fn new(video: &Arc<Video>, size: (u32, u32), frames: &[usize], output: FrameFormat) -> Self {
        let groups = video.groups(frames, MAX_FRAMES).into_iter();
        Self {
            video: Arc::clone(video),
            size,
            output,
            groups: groups.map(|group| group.iter().copied().collect()).collect(),
            stream: None,
            missing: VecDeque::new(),
        }
    }

    /// Returns the next frame and its number. Frames that a run leaves out follow after it.
    pub(crate) async fn next(&mut self) -> Result<Option<(usize, Picture)>, VideoError> {
        loop {
            if let Some(stream) = &mut self.stream {
                let read = stream.next().await;
                let group = self.groups.front_mut();
                let Some((read, group)) = read.zip(group.filter(|group| !group.is_empty())) else {
                    self.stream = None;
                    self.missing.extend(self.groups.pop_front().into_iter().flatten());
                    continue;
                };
                let (number, bytes) = read;
                while let Some(left_out) = group.front().copied().filter(|frame| *frame < number) {
                    group.pop_front();
                    self.missing.push_back(left_out);
                }
                if group.front() == Some(&number) {
                    group.pop_front();
                    return Ok(self.picture(bytes).map(|picture| (number, picture)));
                }
            } else if let Some(number) = self.missing.pop_front() {
                let (video, size) = (Arc::clone(&self.video), self.size);
                let image = tokio::task::spawn_blocking(move || video.insist(number, size)).await;
                let image = image.map_err(|_| VideoError::NoPicture)??;
                return Ok(Some((number, Picture::Pixels(image))));
            } else if let Some(group) = self.groups.front_mut() {
                let stream = FrameStream::open(&self.video, group.make_contiguous(), self.size, self.output)?;
                self.stream = Some(stream);
            } else {
                return Ok(None);
            }
        }
    }

    fn picture(&self, bytes: Vec<u8>) -> Option<Picture> {
        match self.output {
            FrameFormat::Rgb => RgbImage::from_raw(self.size.0, self.size.1, bytes).map(Picture::Pixels),
            FrameFormat::Jpeg => Some(Picture::Jpeg(bytes)),
        }
    }
}
