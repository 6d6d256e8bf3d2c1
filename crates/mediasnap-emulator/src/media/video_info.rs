//! Duration and size of a video, and which of its times are captured.

/// What is known of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clip {
    pub(crate) duration_ms: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The video that stands for every source without a file: it has a frame at any time, and a minute of them where an end
/// is asked for.
pub(crate) const DRAWN: Clip = Clip {
    duration_ms: 60_000,
    width: 640,
    height: 360,
};

impl Clip {
    /// The size of an image: as asked for, in proportion where only one side is given, or that of the video.
    pub(crate) fn size(self, width: Option<u32>, height: Option<u32>) -> (u32, u32) {
        match (width.filter(|side| *side > 0), height.filter(|side| *side > 0)) {
            (Some(width), Some(height)) => (width, height),
            (Some(width), None) => (width, scale(self.height, width, self.width)),
            (None, Some(height)) => (scale(self.width, height, self.height), height),
            (None, None) => (self.width, self.height),
        }
    }

    /// The size of an image whose longer side is `longest`.
    pub(crate) fn within(self, longest: u32) -> (u32, u32) {
        if self.width >= self.height {
            self.size(Some(longest), None)
        } else {
            self.size(None, Some(longest))
        }
    }

    /// Whether there is a frame at a time.
    pub(crate) fn has(self, time: u64) -> bool {
        self == DRAWN || time < self.duration_ms
    }

    /// Times from `start` on, one every `step` (all in milliseconds), up to `end` or the end of the video.
    pub(crate) fn every(self, start: u64, step: u64, end: Option<u64>, most: usize) -> Vec<u64> {
        let last = if self == DRAWN {
            self.duration_ms.max(start.saturating_add(1))
        } else {
            self.duration_ms
        };
        let end = end.map_or(last, |end| if self == DRAWN { end } else { end.min(last) });
        steps(start, step)
            .take_while(|time| *time < end)
            .take(most)
            .collect()
    }

    /// Times from `start` on, one every `step`, up to `end`: a series whose length the caller has set. The video that
    /// stands for every source is as long as the series.
    pub(crate) fn series(self, start: u64, step: u64, end: u64) -> Vec<u64> {
        steps(start, step)
            .take_while(|time| *time < end && self.has(*time))
            .collect()
    }

    /// `count` times spread evenly over the video.
    pub(crate) fn spread(self, count: u64) -> Vec<u64> {
        (0..count)
            .map(|index| self.duration_ms.saturating_mul(index) / count.max(1))
            .collect()
    }
}

fn steps(start: u64, step: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(start), move |time| time.checked_add(step.max(1)))
}

/// `side * to / from`, even and at least 2, as encoders want it.
fn scale(side: u32, to: u32, from: u32) -> u32 {
    let exact = u64::from(side) * u64::from(to) / u64::from(from.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(2) & !1
}
