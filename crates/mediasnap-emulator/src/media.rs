//! What is captured from: buckets, media assets, streams and whiteboards.

/// A thing to capture from, by the vendor's name for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// An object in a bucket.
    Object { bucket: String, key: String },
    /// A media asset by its id.
    Media(String),
    /// A live stream by its URL.
    Stream(String),
    /// A whiteboard room by its number.
    Whiteboard(i64),
}

impl Source {
    /// A short name, to be drawn into test frames.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Object { bucket, key } => format!("{bucket}/{key}"),
            Self::Media(id) => format!("media {id}"),
            Self::Stream(url) => format!("stream {}", url.rsplit('/').next().unwrap_or_default()),
            Self::Whiteboard(room) => format!("room {room}"),
        }
    }
}

/// What is known of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clip {
    pub(crate) duration_ms: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The video that stands for every source: it has a frame at any time, and a minute of them where an end is asked for.
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

    /// Times from `start` on, one every `step` (all in milliseconds), up to the end.
    pub(crate) fn every(self, start: u64, step: u64, end: Option<u64>, most: usize) -> Vec<u64> {
        let end = end
            .unwrap_or(self.duration_ms)
            .min(self.duration_ms.max(start.saturating_add(1)));
        let times = std::iter::successors(Some(start), |time| time.checked_add(step.max(1)));
        times.take_while(|time| *time < end).take(most).collect()
    }

    /// Times from `start` on, one every `step`, up to `end`: a series whose length the caller has set. The video that
    /// stands for every source is as long as the series.
    pub(crate) fn series(self, start: u64, step: u64, end: u64) -> Vec<u64> {
        let end = if self == DRAWN {
            end
        } else {
            end.min(self.duration_ms)
        };
        std::iter::successors(Some(start), |time| time.checked_add(step.max(1)))
            .take_while(|time| *time < end)
            .collect()
    }

    /// `count` times spread evenly over the video.
    pub(crate) fn spread(self, count: u64) -> Vec<u64> {
        (0..count)
            .map(|index| self.duration_ms * index / count.max(1))
            .collect()
    }
}

/// `side * to / from`, rounded, even and at least 2, as encoders want it.
fn scale(side: u32, to: u32, from: u32) -> u32 {
    let exact = u64::from(side) * u64::from(to) / u64::from(from.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(2) & !1
}
