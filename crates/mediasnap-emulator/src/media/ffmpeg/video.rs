//! What is known of a video: size, duration, and when each of its frames is shown.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::process::{VideoError, run};
use crate::media::video_info::Clip;

/// How long a frame is taken to be shown where the file does not tell.
const USUAL_FRAME_US: i64 = 40_000;
/// Containers that know where their key frames are. Others are sought by guessing.
const INDEXED: [&str; 4] = ["mp4", "mov", "matroska", "webm"];

/// A video in a file. Times within it are in microseconds, as the file counts them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Film {
    pub(crate) path: PathBuf,
    pub(crate) clip: Clip,
    /// When each frame is shown, in order, and whether decoding can begin with it.
    shown: Vec<(i64, bool)>,
    /// The time that players show as the beginning.
    origin: i64,
    indexed: bool,
}

/// Runs `ffprobe` on the picture stream of a file; covers of sound files do not count as one.
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

/// Seconds as text in microseconds.
fn micros(text: &str) -> Option<i64> {
    let seconds = text
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|seconds| seconds.abs() < 1e9)?;
    #[allow(clippy::cast_possible_truncation, reason = "it is within the limit")]
    Some((seconds * 1e6).round() as i64)
}

impl Film {
    /// Looks at a file.
    pub(crate) fn probe(path: &Path) -> Result<Self, VideoError> {
        let entries = "stream=width,height:stream_tags=rotate:stream_side_data=rotation:format=duration,start_time,format_name";
        let answer: Value = serde_json::from_slice(&ffprobe(path, entries, "json")?).unwrap_or_default();
        let side = |name: &str| {
            let value = answer
                .pointer(&format!("/streams/0/{name}"))
                .and_then(Value::as_u64);
            value
                .and_then(|side| u32::try_from(side).ok())
                .filter(|side| *side > 0)
                .ok_or(VideoError::NoPicture)
        };
        let (mut width, mut height) = (side("width")?, side("height")?);
        if is_sideways(&answer) {
            std::mem::swap(&mut width, &mut height);
        }
        let of_file = |name: &str| {
            let value = answer.pointer(&format!("/format/{name}")).and_then(Value::as_str);
            value.unwrap_or_default()
        };
        let packets = ffprobe(path, "packet=pts_time,dts_time,duration_time,flags", "csv=p=0")?;
        let packets = String::from_utf8_lossy(&packets);
        let (shown, last) = if packets.lines().any(|packet| packet.starts_with("N/A")) {
            // Some containers know the order of decoding only. Then all has to be decoded to know when frames are shown.
            let frames = ffprobe(path, "frame=key_frame,best_effort_timestamp_time", "csv=p=0")?;
            in_order(decoded(&String::from_utf8_lossy(&frames)))
        } else {
            in_order(timed(&packets))
        };
        let first = shown.first().ok_or(VideoError::NoPicture)?.0;
        // Sound may begin before zero, with what decoders need to warm up; players count from zero then.
        let origin = micros(of_file("start_time")).unwrap_or(first);
        let origin = if origin < 0 { first.min(0) } else { origin };
        let duration = micros(of_file("duration"))
            .unwrap_or_default()
            .max(last.saturating_sub(origin));
        let indexed = of_file("format_name")
            .split(',')
            .any(|name| INDEXED.contains(&name));
        // A still image is shown for no time.
        let is_still = of_file("format_name").ends_with("_pipe") && shown.len() == 1;
        let duration = if is_still { 0 } else { duration };
        Ok(Self {
            path: path.to_owned(),
            clip: Clip {
                duration_ms: u64::try_from(duration / 1000).unwrap_or_default().max(1),
                width,
                height,
            },
            shown,
            origin,
            indexed,
        })
    }

    /// The number of the frame that is shown at a time from the beginning; before the first one, that one.
    pub(crate) fn frame_at(&self, time_ms: u64) -> usize {
        let time = i64::try_from(time_ms)
            .unwrap_or(i64::MAX)
            .saturating_mul(1000)
            .saturating_add(self.origin);
        self.shown.partition_point(|(shown, _)| *shown <= time).max(1) - 1
    }

    /// When a frame is shown, in milliseconds from the beginning, such that [`frame_at`](Self::frame_at) finds it again.
    fn time_of(&self, frame: usize) -> u64 {
        let shown = self.shown.get(frame).map_or(0, |(shown, _)| *shown);
        u64::try_from((shown - self.origin + 999) / 1000).unwrap_or_default()
    }

    /// The time of the key frame nearest to a time, in milliseconds.
    pub(crate) fn key_frame(&self, time_ms: u64) -> u64 {
        let keys = (0..self.shown.len()).filter(|frame| self.is_key(*frame));
        keys.map(|frame| self.time_of(frame))
            .min_by_key(|time| time.abs_diff(time_ms))
            .unwrap_or(time_ms)
    }

    /// How long the last frame is shown, in milliseconds.
    pub(crate) fn frame_ms(&self) -> u64 {
        let times = &self.shown;
        let gap = match times.len() {
            0 | 1 => USUAL_FRAME_US,
            some => times[some - 1].0 - times[some - 2].0,
        };
        u64::try_from(gap / 1000).unwrap_or_default().max(1)
    }

    fn is_key(&self, frame: usize) -> bool {
        self.shown.get(frame).is_some_and(|(_, key)| *key)
    }

    /// Where to begin reading so that a frame can be decoded; `None` is the beginning of the file.
    pub(super) fn seek_point(&self, frame: usize) -> Option<i64> {
        let mut keys = (0..=frame).rev().filter(|frame| self.is_key(*frame));
        let nearest = keys.next()?;
        // Who seeks by guessing may come out late, so it aims for a key frame before.
        let chosen = if self.indexed { Some(nearest) } else { keys.next() }?;
        let earlier = keys.next().is_some();
        earlier.then(|| self.shown[chosen].0)
    }

    /// The number of the first frame that is read when reading begins for `frame`.
    pub(super) fn first_read(&self, frame: usize) -> usize {
        self.seek_point(frame)
            .map_or(0, |time| self.shown.partition_point(|(shown, _)| *shown < time))
    }

    /// The span of time, halfway to the neighbours on both sides, that holds this frame and no other.
    pub(super) fn span(&self, frame: usize) -> (i64, i64) {
        let at = |frame: usize| self.shown.get(frame).map(|(shown, _)| *shown);
        let own = at(frame).unwrap_or_default();
        let halfway = |other: i64| own.midpoint(other);
        let before = frame.checked_sub(1).and_then(at).map_or(own - 1_000_000, halfway);
        let after = at(frame + 1).map_or(own + 1_000_000, halfway);
        (before, after)
    }
}

/// Whether width and height change places when the video is shown.
fn is_sideways(answer: &Value) -> bool {
    let listed = answer
        .pointer("/streams/0/side_data_list")
        .and_then(Value::as_array);
    let matrix = listed
        .into_iter()
        .flatten()
        .find_map(|data| data.get("rotation"))
        .and_then(Value::as_i64);
    let tag = answer
        .pointer("/streams/0/tags/rotate")
        .and_then(Value::as_str)
        .and_then(|tag| tag.parse::<i64>().ok());
    matrix
        .or(tag)
        .is_some_and(|degrees| degrees.rem_euclid(180) == 90)
}

/// A frame: when it is shown, whether decoding can begin with it, and for how long it is shown.
type Shown = (i64, bool, i64);

/// The frames in packets, one a line, by the times that the packets have.
fn timed(packets: &str) -> Vec<Shown> {
    let frames = packets.lines().filter_map(|packet| {
        let mut fields = packet.split(',');
        let mut field = || fields.next().unwrap_or_default();
        let (presented, _, length, flags) = (field(), field(), field(), field());
        // What an edit list has cut off is decoded and not shown.
        let is_shown = !flags.contains('D');
        let length = micros(length).unwrap_or(USUAL_FRAME_US);
        Some((
            micros(presented).filter(|_| is_shown)?,
            flags.contains('K'),
            length,
        ))
    });
    frames.collect()
}

/// Decoded frames, one a line.
fn decoded(frames: &str) -> Vec<Shown> {
    let frames = frames.lines().filter_map(|frame| {
        let (key, time) = frame.split_once(',')?;
        let time = time.split(',').next()?;
        Some((micros(time)?, key == "1", USUAL_FRAME_US))
    });
    frames.collect()
}

/// Frames in the order in which they are shown, and when the last one ends.
fn in_order(mut frames: Vec<Shown>) -> (Vec<(i64, bool)>, i64) {
    frames.sort_unstable();
    frames.dedup_by_key(|(time, ..)| *time);
    let end = frames
        .iter()
        .map(|(time, _, length)| time.saturating_add(*length))
        .max();
    let mut shown: Vec<(i64, bool)> = frames.into_iter().map(|(time, key, _)| (time, key)).collect();
    // Reading begins with something, whatever the flags say.
    if let Some((_, key)) = shown.first_mut() {
        *key = true;
    }
    (shown, end.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(indexed: bool) -> Film {
        // Frames of different lengths, written in the order of decoding, the first one cut off.
        let packets = "-0.04,-0.04,0.04,KD_\n1.4,1.3,0.1,K_,\n1.7,1.4,0.1,__\n1.5,1.5,0.2,__\n3.0,3.0,0.5,K_\n3.5,3.5,0.5,K_\n4.0,4.0,0.5,__\n";
        let (shown, end) = in_order(timed(packets));
        assert_eq!((shown.len(), end), (6, 4_500_000));
        Film {
            path: PathBuf::new(),
            clip: crate::media::video_info::DRAWN,
            shown,
            origin: 1_400_000,
            indexed,
        }
    }

    #[test]
    fn the_frame_at_a_time_is_the_last_that_began() {
        let film = film(true);
        let frames = [0, 99, 100, 299, 300, 1599, 1600, 9999].map(|time| film.frame_at(time));
        assert_eq!(frames, [0, 0, 1, 1, 2, 2, 3, 5]);
        for frame in 0..6 {
            assert_eq!(film.frame_at(film.time_of(frame)), frame);
        }
        assert_eq!(film.span(3), (2_350_000, 3_250_000));
    }

    #[test]
    fn key_frames_are_found() {
        let film = film(true);
        assert_eq!(film.key_frame(700), 0);
        assert_eq!(film.key_frame(900), 1600);
        assert_eq!(film.key_frame(60_000), 2100);
        assert_eq!(
            [2, 3, 5].map(|frame| film.seek_point(frame)),
            [None, Some(3_000_000), Some(3_500_000)]
        );
        assert_eq!(film.first_read(5), 4);
        // A container without an index is read from a key frame earlier.
        let film = self::film(false);
        assert_eq!(
            [3, 5].map(|frame| film.seek_point(frame)),
            [None, Some(3_000_000)]
        );
    }
}
