//! What is captured from: buckets, media assets, streams and whiteboards, drawn or in files.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use image::RgbImage;

use super::ffmpeg::process::is_installed;
use super::ffmpeg::video::Film;
use super::source::{Source, stream_name};
use super::video_info::{Clip, DRAWN};

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
        let ffmpeg = directory.is_some() && is_installed();
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
