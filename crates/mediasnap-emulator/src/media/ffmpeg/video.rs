//! Size and duration of a video file, and when each of its frames is shown.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::probe::{Probed, Traits, ffprobe, micros};
use super::process::VideoError;
use crate::media::video_info::VideoInfo;

/// Duration of a frame if the file does not state one.
const DEFAULT_FRAME_US: i64 = 40_000;

static NEXT_ID: AtomicU64 = AtomicU64::new(0);

/// A video in a file. Times are in microseconds, on the time line of the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Video {
    /// Differs for each file, and after a file has changed.
    pub(crate) id: u64,
    pub(crate) path: PathBuf,
    pub(crate) info: VideoInfo,
    /// Time at which each frame is shown, in order, and whether decoding can begin with it.
    shown: Vec<(i64, bool)>,
    /// Time that players show as the beginning.
    origin: i64,
    duration: i64,
    pub(super) traits: Traits,
}

impl Video {
    /// Probes a file.
    pub(crate) fn probe(path: &Path) -> Result<Self, VideoError> {
        let probed = Probed::of(path)?;
        let (width, height) = probed.display_size().ok_or(VideoError::NoPicture)?;
        let mut traits = probed.traits();
        let packets = ffprobe(path, "packet=pts_time,dts_time,duration_time,flags", "csv=p=0")?;
        let packets = String::from_utf8_lossy(&packets);
        let (shown, last) = if packets.lines().any(|packet| packet.starts_with("N/A")) {
            // Some containers have decoding times only. Then all frames have to be decoded to know when they are
            // shown.
            let frames = ffprobe(path, "frame=key_frame,best_effort_timestamp_time", "csv=p=0")?;
            let frames = String::from_utf8_lossy(&frames);
            let timed = decoded(&frames);
            if timed.is_empty() {
                // A bare stream has no times at all.
                let rate = probed.rate();
                traits.untimed = Some(rate);
                in_order(counted(
                    frames.lines().filter(|line| !line.is_empty()).count(),
                    rate,
                ))
            } else {
                in_order(timed)
            }
        } else {
            in_order(timed(&packets))
        };
        let first = shown.first().ok_or(VideoError::NoPicture)?.0;
        let origin = probed.origin(first);
        let duration = probed.duration().max(last.saturating_sub(origin));
        // A still image has no duration.
        let duration = if probed.is_image() && shown.len() == 1 {
            0
        } else {
            duration
        };
        Ok(Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            path: path.to_owned(),
            info: VideoInfo {
                duration_ms: u64::try_from(duration / 1000).unwrap_or_default().max(1),
                width,
                height,
                is_synthetic: false,
            },
            shown,
            origin,
            duration,
            traits,
        })
    }

    /// Returns the number of the frame that is shown at a position; before the first frame, that one.
    pub(crate) fn frame_at(&self, time_ms: u64) -> usize {
        self.frame_after(micros_of(time_ms))
    }

    /// Returns the number of the frame that is shown at a position if the video is repeated without end.
    pub(crate) fn frame_at_repeated(&self, time_ms: u64) -> usize {
        // The last frame of a file is left out, so that an interval as long as the file does not show the same frame
        // each time. A playlist is repeated segment by segment.
        let left_out = if self.traits.is_playlist {
            0
        } else {
            self.last_frame()
        };
        let round = self.duration - left_out;
        self.frame_after(micros_of(time_ms) % round.max(1000))
    }

    /// Returns the number of the frame that is shown at a time after the beginning.
    fn frame_after(&self, micros: i64) -> usize {
        let time = micros.saturating_add(self.origin);
        self.shown.partition_point(|(shown, _)| *shown <= time).max(1) - 1
    }

    /// Returns the number of the frame that begins nearest to a time.
    pub(super) fn nearest(&self, micros: i64) -> usize {
        let after = self.shown.partition_point(|(shown, _)| *shown < micros);
        let distance = |frame: &usize| {
            self.shown
                .get(*frame)
                .map_or(u64::MAX, |(shown, _)| shown.abs_diff(micros))
        };
        [after.saturating_sub(1), after]
            .into_iter()
            .min_by_key(distance)
            .unwrap_or(after)
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

    /// Returns how long the last frame is shown.
    fn last_frame(&self) -> i64 {
        match self.shown.as_slice() {
            [.., (before, _), (last, _)] => (last - before).max(1000),
            _ => DEFAULT_FRAME_US,
        }
    }

    fn is_key(&self, frame: usize) -> bool {
        self.shown.get(frame).is_some_and(|(_, key)| *key)
    }

    /// Returns where to begin reading so that a frame can be decoded; `None` is the beginning of the file.
    pub(super) fn seek_point(&self, frame: usize) -> Option<i64> {
        if self.traits.untimed.is_some() {
            return None;
        }
        let mut keys = (0..=frame).rev().filter(|frame| self.is_key(*frame));
        let nearest = keys.next()?;
        // Inexact seeking may end up late, so it aims for an earlier key frame.
        let chosen = if self.traits.is_indexed {
            Some(nearest)
        } else {
            keys.next()
        }?;
        let earlier = keys.next().is_some();
        earlier.then(|| self.shown[chosen].0)
    }

    /// Returns the number of the first frame that is read if reading begins for `frame`.
    pub(crate) fn first_read(&self, frame: usize) -> usize {
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

/// Converts milliseconds to microseconds.
fn micros_of(time_ms: u64) -> i64 {
    i64::try_from(time_ms).unwrap_or(i64::MAX).saturating_mul(1000)
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

/// Returns frames that follow each other at a rate.
fn counted(frames: usize, (numerator, denominator): (i64, i64)) -> Vec<Shown> {
    let time = |frame: i64| frame.saturating_mul(1_000_000).saturating_mul(denominator) / numerator.max(1);
    let frames = i64::try_from(frames).unwrap_or(i64::MAX);
    (0..frames)
        .map(|frame| (time(frame), frame == 0, time(1)))
        .collect()
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

    fn video(is_indexed: bool) -> Video {
        // Frames of different durations in decoding order, the first one cut off.
        let packets = "-0.04,-0.04,0.04,KD_\n1.4,1.3,0.1,K_,\n1.7,1.4,0.1,__\n1.5,1.5,0.2,__\n3.0,3.0,0.5,K_\n3.5,3.5,0.5,K_\n4.0,4.0,0.5,__\n";
        let (shown, end) = in_order(timed(packets));
        assert_eq!((shown.len(), end), (6, 4_500_000));
        Video {
            id: 0,
            path: PathBuf::new(),
            info: crate::media::video_info::SYNTHETIC,
            shown,
            origin: 1_400_000,
            duration: 3_100_000,
            traits: Traits {
                is_indexed,
                ..Traits::default()
            },
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
    fn a_repeated_video_begins_again() {
        let mut video = video(true);
        let frames = |video: &Video| [0, 2600, 2700, 3100].map(|time| video.frame_at_repeated(time));
        assert_eq!(frames(&video), [0, 0, 1, 2]);
        video.traits.is_playlist = true;
        assert_eq!(frames(&video), [0, 5, 5, 0]);
    }

    #[test]
    fn bare_streams_have_times_by_number() {
        let (shown, end) = in_order(counted(3, (30_000, 1001)));
        assert_eq!(shown, [(0, true), (33_366, false), (66_733, false)]);
        assert_eq!(end, 100_099);
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
