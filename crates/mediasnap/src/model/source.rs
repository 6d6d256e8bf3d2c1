//! What is captured, and which frames of it.

use std::fmt;
use std::time::Duration;

use mediasnap_core::Error;
use serde::{Deserialize, Serialize};

use super::invalid::invalid;
use super::output::ObjectLocation;

/// Source of snapshots.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Source {
    /// A media asset in the vendor's library.
    #[non_exhaustive]
    Media {
        /// The library's id of the media asset.
        id: String,
    },
    /// An object in the vendor's object storage.
    Object(ObjectLocation),
    /// A live stream.
    #[non_exhaustive]
    Stream {
        /// The address that the stream is pulled from.
        url: String,
    },
    /// A whiteboard room.
    #[non_exhaustive]
    Whiteboard {
        /// The number of the whiteboard application.
        application: u64,
        /// The number of the room.
        room: u64,
    },
}

impl fmt::Debug for Source {
    /// Shows no address of a stream: it may hold a signature.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Media { id } => f.debug_struct("Media").field("id", id).finish(),
            Self::Object(object) => f.debug_tuple("Object").field(object).finish(),
            Self::Stream { .. } => f.debug_struct("Stream").finish_non_exhaustive(),
            Self::Whiteboard { application, room } => f
                .debug_struct("Whiteboard")
                .field("application", application)
                .field("room", room)
                .finish(),
        }
    }
}

impl Source {
    /// A media asset in the vendor's library.
    pub fn media(id: impl Into<String>) -> Self {
        Self::Media { id: id.into() }
    }

    /// An object in the vendor's object storage, in the client's own region.
    pub fn object(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self::Object(ObjectLocation::new(bucket, key))
    }

    /// A live stream.
    pub fn stream(url: impl Into<String>) -> Self {
        Self::Stream { url: url.into() }
    }

    /// A whiteboard room of an application.
    pub fn whiteboard(application: u64, room: u64) -> Self {
        Self::Whiteboard { application, room }
    }

    /// Which kind of source it is.
    pub fn kind(&self) -> SourceKind {
        match self {
            Self::Media { .. } => SourceKind::Media,
            Self::Object(_) => SourceKind::Object,
            Self::Stream { .. } => SourceKind::Stream,
            Self::Whiteboard { .. } => SourceKind::Whiteboard,
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Media { id } if id.is_empty() => Err(invalid("the id of the medium is empty")),
            Self::Object(object) => object.check("the source"),
            Self::Stream { url } if !url.contains("://") => {
                Err(invalid("the address of the stream has no scheme"))
            }
            _ => Ok(()),
        }
    }
}

/// A kind of [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SourceKind {
    /// A media asset in the vendor's library.
    Media,
    /// An object in the vendor's object storage.
    Object,
    /// A live stream.
    Stream,
    /// A whiteboard room.
    Whiteboard,
}

impl SourceKind {
    /// The kind in one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Media => "media",
            Self::Object => "object",
            Self::Stream => "stream",
            Self::Whiteboard => "whiteboard",
        }
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which frames of the source become images. All times count from its beginning.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Frames {
    /// The frames at these times.
    At(Vec<Duration>),
    /// The frames at these percentages of the duration, 0 to 100.
    AtPercents(Vec<u32>),
    /// A frame at each interval.
    #[non_exhaustive]
    Every {
        /// The time between two images.
        interval: Duration,
        /// Where the first image is taken; the product's choice (mostly the beginning) without it.
        start: Option<Duration>,
        /// How long a part is captured; up to the end without it.
        length: Option<Duration>,
        /// The most images.
        count: Option<u32>,
    },
    /// This many frames, spread evenly over the source.
    Evenly {
        /// How many.
        count: u32,
    },
    /// A frame at each of these percents of the duration.
    EveryPercent {
        /// The percents between two images, 1 to 100.
        percent: u32,
    },
    /// The last mark of each whiteboard page, instead of every mark.
    LatestMarks,
}

impl Frames {
    /// The frames at these times.
    pub fn at(times: impl IntoIterator<Item = Duration>) -> Self {
        Self::At(times.into_iter().collect())
    }

    /// The frames at these whole seconds.
    pub fn at_seconds(seconds: impl IntoIterator<Item = u64>) -> Self {
        Self::at(seconds.into_iter().map(Duration::from_secs))
    }

    /// The frames at these percentages of the duration.
    pub fn at_percents(percents: impl IntoIterator<Item = u32>) -> Self {
        Self::AtPercents(percents.into_iter().collect())
    }

    /// A frame at each interval, from beginning to end.
    pub fn every(interval: Duration) -> Self {
        Self::Every {
            interval,
            start: None,
            length: None,
            count: None,
        }
    }

    /// This many frames, spread evenly.
    pub fn evenly(count: u32) -> Self {
        Self::Evenly { count }
    }

    /// Sets where an interval capture starts; no effect on other choices of frames.
    #[must_use]
    pub fn starting_at(mut self, time: Duration) -> Self {
        if let Self::Every { start, .. } = &mut self {
            *start = Some(time);
        }
        self
    }

    /// Sets how long a part an interval capture covers; no effect on other choices of frames.
    #[must_use]
    pub fn lasting(mut self, duration: Duration) -> Self {
        if let Self::Every { length, .. } = &mut self {
            *length = Some(duration);
        }
        self
    }

    /// Sets the most images of an interval capture; no effect on other choices of frames.
    #[must_use]
    pub fn at_most(mut self, images: u32) -> Self {
        if let Self::Every { count, .. } = &mut self {
            *count = Some(images);
        }
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        match self {
            Self::At(times) if times.is_empty() => Err(invalid("there is no time to capture at")),
            Self::AtPercents(percents)
                if percents.is_empty() || percents.iter().any(|percent| *percent > 100) =>
            {
                Err(invalid("given percentages are within 0 to 100, and at least one"))
            }
            Self::Every { interval, .. } if interval.is_zero() => Err(invalid("the interval is zero")),
            Self::Every {
                length: Some(length), ..
            } if length.is_zero() => Err(invalid("the captured part has no length")),
            Self::Every { count: Some(0), .. } | Self::Evenly { count: 0 } => {
                Err(invalid("the number of images is zero"))
            }
            Self::EveryPercent { percent } if !(1..=100).contains(percent) => {
                Err(invalid("the percentage is not within 1 to 100"))
            }
            _ => Ok(()),
        }
    }
}
