//! Extracts frames from a video.

use std::collections::BTreeMap;

use image::RgbImage;

use super::arguments::FrameFormat;
use super::process::{VideoError, run};
use super::video::Video;

/// Maximum distance of frames that are extracted in one run: decoding the frames in between takes less time than a
/// new start.
const MAX_GAP: usize = 150;
/// Maximum number of frames, and of bytes, that are extracted in one run.
const MAX_FRAMES: usize = 64;
const MAX_BYTES: u64 = 256 << 20;

impl Video {
    /// Returns the frames that are shown at positions, in one small size.
    pub(crate) fn extract_frames(
        &self,
        times_ms: &[u64],
        size: (u32, u32),
    ) -> Result<Vec<RgbImage>, VideoError> {
        let wanted: Vec<usize> = times_ms.iter().map(|time| self.frame_at(*time)).collect();
        let mut frames = wanted.clone();
        frames.sort_unstable();
        frames.dedup();
        let bytes = 3 * u64::from(size.0) * u64::from(size.1);
        let fit = usize::try_from(MAX_BYTES / bytes.max(1)).unwrap_or(1);
        let mut images: BTreeMap<usize, RgbImage> = BTreeMap::new();
        for group in self.groups(&frames, fit.clamp(1, MAX_FRAMES)) {
            let cut = self.read(group, self.seek_point(group[0]), size)?;
            if cut.len() == group.len() {
                images.extend(group.iter().copied().zip(cut));
            } else {
                for frame in group {
                    images.insert(*frame, self.insist(*frame, size)?);
                }
            }
        }
        wanted
            .iter()
            .map(|frame| images.get(frame).cloned().ok_or(VideoError::NoPicture))
            .collect()
    }

    /// Splits frames into groups that are extracted in one run.
    pub(super) fn groups<'a>(&self, frames: &'a [usize], max: usize) -> Vec<&'a [usize]> {
        let (mut groups, mut begin) = (Vec::new(), 0);
        for index in 1..=frames.len() {
            let together = index < frames.len()
                && index - begin < max
                && self.first_read(frames[index]) <= frames[index - 1] + MAX_GAP;
            if !together {
                groups.push(&frames[begin..index]);
                begin = index;
            }
        }
        groups
    }

    /// Returns the frames that are extracted in one run with `frame`, which is one of them.
    pub(crate) fn group_of<'a>(&self, frames: &'a [usize], frame: usize) -> &'a [usize] {
        let mut groups = self.groups(frames, usize::MAX).into_iter();
        groups.find(|group| group.contains(&frame)).unwrap_or_default()
    }

    /// Extracts a frame that the first attempt has not found: it may be the second half of an interlaced frame, the
    /// index of the file may be wrong, or the file incomplete.
    pub(super) fn insist(&self, frame: usize, size: (u32, u32)) -> Result<RgbImage, VideoError> {
        let before = frame.saturating_sub(1);
        let attempts = [
            (frame, self.seek_point(frame)),
            (before, self.seek_point(before)),
            (frame, None),
            (before, None),
            (self.first_read(frame), None),
        ];
        for (frame, from) in attempts {
            if let Some(image) = self.read(&[frame], from, size)?.pop() {
                return Ok(image);
            }
        }
        Err(VideoError::NoPicture)
    }

    /// Decodes from a time, or from the beginning, and returns selected frames.
    fn read(
        &self,
        frames: &[usize],
        from: Option<i64>,
        (width, height): (u32, u32),
    ) -> Result<Vec<RgbImage>, VideoError> {
        let bytes = run(
            "ffmpeg",
            self.arguments(frames, from, (width, height), FrameFormat::Rgb, false),
        )?;
        let one = usize::try_from(3 * u64::from(width) * u64::from(height)).unwrap_or(usize::MAX);
        let images = bytes
            .chunks_exact(one.max(1))
            .filter_map(|bytes| RgbImage::from_raw(width, height, bytes.to_vec()));
        Ok(images.collect())
    }
}
