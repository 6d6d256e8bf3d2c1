//! What is captured from: buckets, media assets, streams and whiteboards, drawn or in files.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::ffmpeg;

/// A thing to capture from, by the vendor's name for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
            Self::Stream(url) => format!("stream {}", stream_name(url)),
            Self::Whiteboard(room) => format!("room {room}"),
        }
    }
}

/// The last segment of a stream's URL.
fn stream_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// What is known of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clip {
    pub(crate) duration_ms: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// How long one frame is shown.
    pub(crate) frame_ms: u64,
}

/// The video that stands for every source without a file: it has a frame at any time, and a minute of them where an end
/// is asked for.
pub(crate) const DRAWN: Clip = Clip {
    duration_ms: 60_000,
    width: 640,
    height: 360,
    frame_ms: 1,
};

/// Where sources are, and what is known of those that were looked at.
#[derive(Debug, Default)]
pub(crate) struct Media {
    directory: Option<PathBuf>,
    ffmpeg: bool,
    known: Mutex<HashMap<PathBuf, (Option<SystemTime>, Clip)>>,
}

impl Media {
    /// Sources in a directory, or drawn ones. Without `ffmpeg` on the path, those that there are are drawn.
    pub(crate) fn new(directory: Option<PathBuf>) -> Self {
        let ffmpeg = directory.is_some() && ffmpeg::is_installed();
        Self {
            directory,
            ffmpeg,
            known: Mutex::default(),
        }
    }

    /// Whether sources are files, so that looking at one takes a while.
    pub(crate) fn is_slow(&self) -> bool {
        self.directory.is_some()
    }

    /// The file behind a source.
    pub(crate) fn file(&self, source: &Source) -> Option<PathBuf> {
        let directory = self.directory.as_deref()?;
        match source {
            Source::Object { bucket, key } => {
                let relative = Path::new(bucket).join(key.trim_start_matches('/'));
                let inside = relative
                    .components()
                    .all(|part| matches!(part, Component::Normal(_)));
                Some(directory.join("buckets").join(relative)).filter(|path| inside && path.is_file())
            }
            Source::Media(id) => named(&directory.join("media"), id),
            Source::Stream(url) => named(&directory.join("streams"), stream_name(url)),
            Source::Whiteboard(room) => named(&directory.join("whiteboards"), &room.to_string()),
        }
    }

    /// The video behind a source. `None` if there is a directory of sources, and this is not among them.
    pub(crate) fn clip(&self, source: &Source) -> Option<Clip> {
        if self.directory.is_none() {
            return Some(DRAWN);
        }
        let path = self.file(source)?;
        if !self.ffmpeg {
            return Some(DRAWN);
        }
        let changed = path.metadata().and_then(|metadata| metadata.modified()).ok();
        let known = |path: &Path| {
            self.known
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get(path)
                .copied()
        };
        if let Some((_, clip)) = known(&path).filter(|(at, _)| *at == changed) {
            return Some(clip);
        }
        let clip = match ffmpeg::probe(&path) {
            Ok(clip) => clip,
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "this is no video; test frames stand for it");
                DRAWN
            }
        };
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(path, (changed, clip));
        Some(clip)
    }

    /// The file to cut frames from, if the source has one and there is something to cut with.
    pub(crate) fn cuttable(&self, source: &Source) -> Option<(PathBuf, Clip)> {
        let path = self.file(source).filter(|_| self.ffmpeg)?;
        let clip = self.clip(source).filter(|clip| *clip != DRAWN)?;
        Some((path, clip))
    }
}

/// The file with this name and any extension.
fn named(directory: &Path, name: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(directory).ok()?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let fits = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == name) && path.is_file();
    paths.into_iter().find(fits)
}

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
