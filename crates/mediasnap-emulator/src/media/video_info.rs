//! Duration and size of a video, and the positions that requests capture from it.

/// Duration and size of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VideoInfo {
    pub(crate) duration_ms: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Whether there is no file, and a frame at any position.
    pub(crate) is_synthetic: bool,
}

/// Maximum number of images of a job whose request sets an interval and no number.
pub(crate) const MAX_SAMPLES: usize = 20_000;

/// Video of all sources without a file. It has a frame at any position, and a duration of one minute if a request
/// needs an end.
pub(crate) const SYNTHETIC: VideoInfo = VideoInfo {
    duration_ms: 60_000,
    width: 640,
    height: 360,
    is_synthetic: true,
};

/// Stands for a file that is not a video: it has no frames.
pub(crate) const UNREADABLE: VideoInfo = VideoInfo {
    duration_ms: 0,
    is_synthetic: false,
    ..SYNTHETIC
};

impl VideoInfo {
    /// Returns whether the source can be read as a video. If not, no position has a frame.
    pub(crate) fn is_readable(self) -> bool {
        self.is_synthetic || self.duration_ms > 0
    }

    /// Returns the size of an image: as requested, in proportion if only one side is given, or that of the video.
    pub(crate) fn size(self, width: Option<u32>, height: Option<u32>) -> (u32, u32) {
        match (width.filter(|side| *side > 0), height.filter(|side| *side > 0)) {
            (Some(width), Some(height)) => (width, height),
            (Some(width), None) => (width, scale(self.height, width, self.width)),
            (None, Some(height)) => (scale(self.width, height, self.height), height),
            (None, None) => (self.width, self.height),
        }
    }

    /// Returns the size of an image whose longer side is `longest`.
    pub(crate) fn size_within(self, longest: u32) -> (u32, u32) {
        if self.width >= self.height {
            self.size(Some(longest), None)
        } else {
            self.size(None, Some(longest))
        }
    }

    /// Returns whether there is a frame at a position.
    pub(crate) fn has_frame_at(self, time: u64) -> bool {
        self.is_synthetic || time < self.duration_ms
    }

    /// Returns positions from `start` on with distance `step`, up to `end` or the end of the video, at most
    /// [`MAX_SAMPLES`] of them. All are in milliseconds.
    pub(crate) fn sample_times(self, start: u64, step: u64, end: Option<u64>) -> Vec<u64> {
        let last = if self.is_synthetic {
            self.duration_ms.max(start.saturating_add(1))
        } else {
            self.duration_ms
        };
        let end = end.map_or(last, |end| if self.is_synthetic { end } else { end.min(last) });
        let mut times = steps(start, step).take_while(|time| *time < end);
        let sampled = times.by_ref().take(MAX_SAMPLES).collect();
        if times.next().is_some() {
            tracing::warn!(
                max = MAX_SAMPLES,
                "the video has more positions than one job captures; the later ones are left out"
            );
        }
        sampled
    }

    /// Returns positions from `start` on with distance `step`, up to `end`, for a caller who has set the length of
    /// the series. A synthetic video is as long as the series.
    pub(crate) fn series_times(self, start: u64, step: u64, end: u64) -> Vec<u64> {
        steps(start, step)
            .take_while(|time| *time < end && self.has_frame_at(*time))
            .collect()
    }

    /// Returns `count` positions, spread evenly over the video.
    pub(crate) fn spread_times(self, count: u64) -> Vec<u64> {
        (0..count)
            .filter(|_| self.is_readable())
            .map(|index| self.duration_ms.saturating_mul(index) / count.max(1))
            .collect()
    }
}

fn steps(start: u64, step: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(start), move |time| time.checked_add(step.max(1)))
}

/// Returns `side * to / from`, even and at least 2 as required by encoders.
fn scale(side: u32, to: u32, from: u32) -> u32 {
    let exact = u64::from(side) * u64::from(to) / u64::from(from.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(2) & !1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_video_has_no_frames() {
        assert!(!UNREADABLE.is_readable() && !UNREADABLE.has_frame_at(0));
        assert_eq!(UNREADABLE.spread_times(3), [0; 0]);
        assert_eq!(UNREADABLE.sample_times(0, 1000, None), [0; 0]);
        assert_eq!(UNREADABLE.series_times(0, 1000, 5000), [0; 0]);
    }

    #[test]
    fn a_minute_of_video_ends() {
        let film = VideoInfo {
            is_synthetic: false,
            ..SYNTHETIC
        };
        assert!(film.has_frame_at(59_999) && !film.has_frame_at(60_000));
        assert!(SYNTHETIC.has_frame_at(60_000));
    }
}
