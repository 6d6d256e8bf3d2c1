//! What is captured from: buckets, media assets, streams and whiteboards, drawn or in files.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use image::RgbImage;
use serde::{Deserialize, Serialize};

use crate::ffmpeg::{self, Film};

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
}

/// The video that stands for every source without a file: it has a frame at any time, and a minute of them where an end
/// is asked for.
pub(crate) const DRAWN: Clip = Clip {
    duration_ms: 60_000,
    width: 640,
    height: 360,
};

/// The longer side of a frame that is only looked at.
const LOOK: u32 = 160;

/// Where sources are, and what is known of those that were looked at.
#[derive(Debug, Default)]
pub(crate) struct Media {
    directory: Option<PathBuf>,
    ffmpeg: bool,
    known: Mutex<HashMap<PathBuf, Looked>>,
}

/// A file that was looked at.
#[derive(Debug)]
struct Looked {
    /// When the file had been changed.
    changed: Option<SystemTime>,
    /// The video, if it is one.
    film: Option<Arc<Film>>,
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
        Some(self.look_at(path).map_or(DRAWN, |film| film.clip))
    }

    /// The video to cut frames from, if the source has one and there is something to cut with.
    pub(crate) fn film(&self, source: &Source) -> Option<Arc<Film>> {
        self.look_at(self.file(source)?)
    }

    /// The video in a file. It is looked at again when the file has changed.
    fn look_at(&self, path: PathBuf) -> Option<Arc<Film>> {
        if !self.ffmpeg {
            return None;
        }
        let changed = path.metadata().and_then(|metadata| metadata.modified()).ok();
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(looked) = known().get(&path).filter(|looked| looked.changed == changed) {
            return looked.film.clone();
        }
        let film = match Film::probe(&path) {
            Ok(film) => Some(Arc::new(film)),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "this is no video; test frames stand for it");
                None
            }
        };
        let looked = Looked {
            changed,
            film: film.clone(),
        };
        known().insert(path, looked);
        film
    }

    /// The times of the key frames nearest to `times`. Every drawn frame is one.
    pub(crate) fn key_frames(&self, source: &Source, times: &mut [u64]) {
        if let Some(film) = self.film(source) {
            for time in times {
                *time = film.key_frame(*time);
            }
        }
    }

    /// Whether each of the frames at `times` is black: at least `share` percent of its pixels are at most as light as
    /// `dark`. Drawn frames are not.
    pub(crate) fn are_black(&self, source: &Source, times: &[u64], share: u64, dark: u64) -> Vec<bool> {
        let film = self.film(source);
        let images = film.and_then(|film| {
            let cut = film.cut(times, film.clip.within(LOOK));
            cut.inspect_err(|error| tracing::warn!(%error, "frames cannot be looked at"))
                .ok()
        });
        let is_black = |image: &RgbImage| {
            let gray = image::imageops::grayscale(image);
            let black = gray
                .pixels()
                .filter(|pixel| u64::from(pixel.0[0]) <= dark)
                .count() as u64;
            black * 100 >= share * gray.pixels().len() as u64
        };
        images.map_or(vec![false; times.len()], |images| {
            images.iter().map(is_black).collect()
        })
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
