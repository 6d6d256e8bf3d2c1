//! Cutting frames out of a video.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;

use image::RgbImage;

use super::process::{VideoError, run};
use super::video::Film;

/// Frames that lie so close together are cut out in one go: decoding those in between takes less time than to begin anew.
const CLOSE: usize = 150;
/// No more frames than this, and no more bytes, are cut out in one go.
const MOST_FRAMES: usize = 64;
const MOST_BYTES: u64 = 256 << 20;

/// Seconds as `ffmpeg` takes them.
fn seconds(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

impl Film {
    /// The frames that are shown at times, in a size.
    pub(crate) fn cut(&self, times_ms: &[u64], size: (u32, u32)) -> Result<Vec<RgbImage>, VideoError> {
        let wanted: Vec<usize> = times_ms.iter().map(|time| self.frame_at(*time)).collect();
        let mut frames = wanted.clone();
        frames.sort_unstable();
        frames.dedup();
        let bytes = 3 * u64::from(size.0) * u64::from(size.1);
        let fit = usize::try_from(MOST_BYTES / bytes.max(1)).unwrap_or(1);
        let mut images: BTreeMap<usize, RgbImage> = BTreeMap::new();
        for group in self.groups(&frames, fit.clamp(1, MOST_FRAMES)) {
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

    /// Frames that are cut out in one go.
    fn groups<'a>(&self, frames: &'a [usize], most: usize) -> Vec<&'a [usize]> {
        let (mut groups, mut begin) = (Vec::new(), 0);
        for index in 1..=frames.len() {
            let together = index < frames.len()
                && index - begin < most
                && self.first_read(frames[index]) <= frames[index - 1] + CLOSE;
            if !together {
                groups.push(&frames[begin..index]);
                begin = index;
            }
        }
        groups
    }

    /// One frame of which the first attempt has found nothing: it may be the second half of an interlaced one, the file
    /// may lead the search astray, or the end of the file may be damaged.
    fn insist(&self, frame: usize, size: (u32, u32)) -> Result<RgbImage, VideoError> {
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

    /// Decodes from a time, or from the beginning, and picks frames out.
    fn read(
        &self,
        frames: &[usize],
        from: Option<i64>,
        (width, height): (u32, u32),
    ) -> Result<Vec<RgbImage>, VideoError> {
        let mut filter = String::from("select='");
        for (index, frame) in frames.iter().enumerate() {
            let (begin, end) = self.span(*frame);
            let plus = if index == 0 { "" } else { "+" };
            let _ = write!(filter, "{plus}gte(t,{})*lt(t,{})", seconds(begin), seconds(end));
        }
        let _ = write!(filter, "',scale={width}:{height}:flags=bicubic");
        let from = from.map(seconds);
        let seek: &[&str] = match &from {
            // To a key frame, and with the file's own times, so that what is picked out does not depend on where it begins.
            Some(from) => &["-noaccurate_seek", "-seek_timestamp", "1", "-ss", from],
            None => &[],
        };
        let count = frames.len().to_string();
        let output = [
            "-map",
            "0:V:0",
            "-vf",
            &filter,
            "-fps_mode",
            "passthrough",
            "-frames:v",
            &count,
            "-pix_fmt",
            "rgb24",
            "-f",
            "rawvideo",
            "-",
        ];
        let before = seek.iter().chain(&["-copyts", "-i"]).map(OsStr::new);
        let bytes = run(
            "ffmpeg",
            before
                .chain([self.path.as_os_str()])
                .chain(output.map(OsStr::new)),
        )?;
        let one = usize::try_from(3 * u64::from(width) * u64::from(height)).unwrap_or(usize::MAX);
        let images = bytes
            .chunks_exact(one.max(1))
            .filter_map(|bytes| RgbImage::from_raw(width, height, bytes.to_vec()));
        Ok(images.collect())
    }
}
