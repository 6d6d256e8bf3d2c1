//! Size and duration of a video file, and when each of its frames is shown.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::process::{VideoError, run};
use crate::media::video_info::VideoInfo;

/// Duration of a frame if the file does not state one.
const DEFAULT_FRAME_US: i64 = 40_000;
/// Containers with an index of key frames. Seeking in others is inexact.
const INDEXED: [&str; 4] = ["mp4", "mov", "matroska", "webm"];

/// A video in a file. Times are in microseconds, on the time line of the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Video {
    pub(crate) path: PathBuf,
    pub(crate) info: VideoInfo,
    /// Time at which each frame is shown, in order, and whether decoding can begin with it.
    shown: Vec<(i64, bool)>,
    /// Time that players show as the beginning.
    origin: i64,
    indexed: bool,
}

/// Runs `ffprobe` on the video stream of a file. Cover images of audio files do not count as one.
fn ffprobe(path: &Path, entries: &str, format: &str) -> Result<Vec<u8>, VideoError> {
    let options = [
        "-select_streams",
        "V:0",
        "-show_entries",
        entries,
        "-of",
        format,
        "-i",
    ];
    run(
        "ffprobe",
        options.map(OsStr::new).into_iter().chain([path.as_os_str()]),
    )
}

/// Parses seconds to microseconds.
fn micros(text: &str) -> Option<i64> {
    let seconds = text
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|seconds| seconds.abs() < 1e9)?;
    #[allow(clippy::cast_possible_truncation, reason = "it is within the limit")]
    Some((seconds * 1e6).round() as i64)
}

impl Video {
    /// Probes a file.
    pub(crate) fn probe(path: &Path) -> Result<Self, VideoError> {
        let entries = "stream=width,height:stream_tags=rotate:stream_side_data=rotation:format=duration,start_time,format_name";
        let response: Value = serde_json::from_slice(&ffprobe(path, entries, "json")?).unwrap_or_default();
        let side = |name: &str| {
            let value = response
                .pointer(&format!("/streams/0/{name}"))
                .and_then(Value::as_u64);
            value
                .and_then(|side| u32::try_from(side).ok())
                .filter(|side| *side > 0)
                .ok_or(VideoError::NoPicture)
        };
        let (mut width, mut height) = (side("width")?, side("height")?);
        if is_sideways(&response) {
            std::mem::swap(&mut width, &mut height);
        }
        let of_file = |name: &str| {
            let value = response
                .pointer(&format!("/format/{name}"))
                .and_then(Value::as_str);
            value.unwrap_or_default()
        };
        let packets = ffprobe(path, "packet=pts_time,dts_time,duration_time,flags", "csv=p=0")?;
        let packets = String::from_utf8_lossy(&packets);
        let (shown, last) = if packets.lines().any(|packet| packet.starts_with("N/A")) {
            // Some containers have decoding times only. Then all frames have to be decoded to know when they are
            // shown.
            let frames = ffprobe(path, "frame=key_frame,best_effort_timestamp_time", "csv=p=0")?;
            in_order(decoded(&String::from_utf8_lossy(&frames)))
        } else {
            in_order(timed(&packets))
        };
        let first = shown.first().ok_or(VideoError::NoPicture)?.0;
        // Audio may begin before zero, with samples that decoders need at the start. Players begin at zero then.
        let origin = micros(of_file("start_time")).unwrap_or(first);
        let origin = if origin < 0 { first.min(0) } else { origin };
        let duration = micros(of_file("duration"))
            .unwrap_or_default()
            .max(last.saturating_sub(origin));
        let indexed = of_file("format_name")
            .split(',')
            .any(|name| INDEXED.contains(&name));
        // A still image has no duration.
        let is_still = of_file("format_name").ends_with("_pipe") && shown.len() == 1;
        let duration = if is_still { 0 } else { duration };
        Ok(Self {
            path: path.to_owned(),
            info: VideoInfo {
                duration_ms: u64::try_from(duration / 1000).unwrap_or_default().max(1),
                width,
                height,
            },
            shown,
            origin,
            indexed,
        })
    }

    /// Returns the number of the frame that is shown at a position; before the first frame, that one.
    pub(crate) fn frame_at(&self, time_ms: u64) -> usize {
        let time = i64::try_from(time_ms)
            .unwrap_or(i64::MAX)
            .saturating_mul(1000)
            .saturating_add(self.origin);
        self.shown.partition_point(|(shown, _)| *shown <= time).max(1) - 1
    }

    /// Returns the position of a frame in milliseconds, such that [`frame_at`](Self::frame_at) finds it again.
    fn time_of(&self, frame: usize) -> u64 {
        let shown = self.shown.get(frame).map_or(0, |(shown, _)| *shown);
        u64::try_from((shown - self.origin + 999) / 1000).unwrap_or_default()
    }

    /// Returns the position of the key frame nearest to a position, in milliseconds.
    pub(crate) fn key_frame(&self, time_ms: u64) -> u64 {
        let keys = (0..self.shown.len()).filter(|frame| self.is_key(*frame));
        keys.map(|frame| self.time_of(frame))
            .min_by_key(|time| time.abs_diff(time_ms))
            .unwrap_or(time_ms)
    }

    /// Returns how long the last frame is shown, in milliseconds.
    pub(crate) fn frame_ms(&self) -> u64 {
        let times = &self.shown;
        let gap = match times.len() {
            0 | 1 => DEFAULT_FRAME_US,
            some => times[some - 1].0 - times[some - 2].0,
        };
        u64::try_from(gap / 1000).unwrap_or_default().max(1)
    }

    fn is_key(&self, frame: usize) -> bool {
        self.shown.get(frame).is_some_and(|(_, key)| *key)
    }

    /// Returns where to begin reading so that a frame can be decoded; `None` is the beginning of the file.
    pub(super) fn seek_point(&self, frame: usize) -> Option<i64> {
        let mut keys = (0..=frame).rev().filter(|frame| self.is_key(*frame));
        let nearest = keys.next()?;
        // Inexact seeking may end up late, so it aims for an earlier key frame.
        let chosen = if self.indexed { Some(nearest) } else { keys.next() }?;
        let earlier = keys.next().is_some();
        earlier.then(|| self.shown[chosen].0)
    }

    /// Returns the number of the first frame that is read if reading begins for `frame`.
    pub(super) fn first_read(&self, frame: usize) -> usize {
        self.seek_point(frame)
            .map_or(0, |time| self.shown.partition_point(|(shown, _)| *shown < time))
    }

    /// Returns the span of time that holds this frame and no other, halfway to its neighbours.
    pub(super) fn span(&self, frame: usize) -> (i64, i64) {
        let at = |frame: usize| self.shown.get(frame).map(|(shown, _)| *shown);
        let own = at(frame).unwrap_or_default();
        let halfway = |other: i64| own.midpoint(other);
        let before = frame.checked_sub(1).and_then(at).map_or(own - 1_000_000, halfway);
        let after = at(frame + 1).map_or(own + 1_000_000, halfway);
        (before, after)
    }
}

/// Returns whether width and height are swapped when the video is shown.
fn is_sideways(response: &Value) -> bool {
    let listed = response
        .pointer("/streams/0/side_data_list")
        .and_then(Value::as_array);
    let matrix = listed
        .into_iter()
        .flatten()
        .find_map(|data| data.get("rotation"))
        .and_then(Value::as_i64);
    let tag = response
        .pointer("/streams/0/tags/rotate")
        .and_then(Value::as_str)
        .and_then(|tag| tag.parse::<i64>().ok());
    matrix
        .or(tag)
        .is_some_and(|degrees| degrees.rem_euclid(180) == 90)
}

/// A frame: when it is shown, whether decoding can begin with it, and how long it is shown.
type Shown = (i64, bool, i64);

/// Parses packets, one per line, with the timestamps of the packets.
fn timed(packets: &str) -> Vec<Shown> {
    let frames = packets.lines().filter_map(|packet| {
        let mut fields = packet.split(',');
        let mut field = || fields.next().unwrap_or_default();
        let (presented, _, length, flags) = (field(), field(), field(), field());
        // Frames that an edit list has cut off are decoded and not shown.
        let is_shown = !flags.contains('D');
        let length = micros(length).unwrap_or(DEFAULT_FRAME_US);
        Some((
            micros(presented).filter(|_| is_shown)?,
            flags.contains('K'),
            length,
        ))
    });
    frames.collect()
}

/// Parses decoded frames, one per line.
fn decoded(frames: &str) -> Vec<Shown> {
    let frames = frames.lines().filter_map(|frame| {
        let (key, time) = frame.split_once(',')?;
        let time = time.split(',').next()?;
        Some((micros(time)?, key == "1", DEFAULT_FRAME_US))
    });
    frames.collect()
}

/// Sorts frames by the time at which they are shown, and returns when the last one ends.
fn in_order(mut frames: Vec<Shown>) -> (Vec<(i64, bool)>, i64) {
    frames.sort_unstable();
    frames.dedup_by_key(|(time, ..)| *time);
    let end = frames
        .iter()
        .map(|(time, _, length)| time.saturating_add(*length))
        .max();
    let mut shown: Vec<(i64, bool)> = frames.into_iter().map(|(time, key, _)| (time, key)).collect();
    // Decoding begins with the first frame, whatever the flags say.
    if let Some((_, key)) = shown.first_mut() {
        *key = true;
    }
    (shown, end.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn video(indexed: bool) -> Video {
        // Frames of different durations in decoding order, the first one cut off.
        let packets = "-0.04,-0.04,0.04,KD_\n1.4,1.3,0.1,K_,\n1.7,1.4,0.1,__\n1.5,1.5,0.2,__\n3.0,3.0,0.5,K_\n3.5,3.5,0.5,K_\n4.0,4.0,0.5,__\n";
        let (shown, end) = in_order(timed(packets));
        assert_eq!((shown.len(), end), (6, 4_500_000));
        Video {
            path: PathBuf::new(),
            info: crate::media::video_info::SYNTHETIC,
            shown,
            origin: 1_400_000,
            indexed,
        }
    }

    #[test]
    fn the_frame_at_a_time_is_the_last_that_began() {
        let video = video(true);
        let frames = [0, 99, 100, 299, 300, 1599, 1600, 9999].map(|time| video.frame_at(time));
        assert_eq!(frames, [0, 0, 1, 1, 2, 2, 3, 5]);
        for frame in 0..6 {
            assert_eq!(video.frame_at(video.time_of(frame)), frame);
        }
        assert_eq!(video.span(3), (2_350_000, 3_250_000));
    }

    #[test]
    fn key_frames_are_found() {
        let video = video(true);
        assert_eq!(video.key_frame(700), 0);
        assert_eq!(video.key_frame(900), 1600);
        assert_eq!(video.key_frame(60_000), 2100);
        assert_eq!(
            [2, 3, 5].map(|frame| video.seek_point(frame)),
            [None, Some(3_000_000), Some(3_500_000)]
        );
        assert_eq!(video.first_read(5), 4);
        // A container without an index is read from an earlier key frame.
        let video = self::video(false);
        assert_eq!(
            [3, 5].map(|frame| video.seek_point(frame)),
            [None, Some(3_000_000)]
        );
    }
}
