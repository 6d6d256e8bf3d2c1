//! Sources in the directory of media assets, and the videos in them.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use image::RgbImage;

use super::ffmpeg::process::is_installed;
use super::ffmpeg::video::Video;
use super::source::{Source, stream_name};
use super::video_info::{SYNTHETIC, UNREADABLE, VideoInfo};

/// Longer side of a frame that is only analyzed.
const ANALYSIS_SIDE: u32 = 160;

/// All sources, with cached information on their videos.
#[derive(Debug, Default)]
pub(crate) struct MediaLibrary {
    directory: Option<PathBuf>,
    ffmpeg: bool,
    known: Mutex<HashMap<PathBuf, ProbedFile>>,
}

/// A file that was probed.
#[derive(Debug)]
struct ProbedFile {
    /// Time of the last change of the file.
    changed: Option<SystemTime>,
    /// The video, or `None` if the file does not hold one. The first caller probes, others wait for it.
    video: Arc<OnceLock<Option<Arc<Video>>>>,
}

impl MediaLibrary {
    /// Creates a library of the sources in a directory. Without one, all sources exist and are synthetic. If `ffmpeg`
    /// is not installed, those in the directory are.
    pub(crate) fn new(directory: Option<PathBuf>) -> Self {
        let ffmpeg = directory.is_some() && is_installed();
        if directory.is_some() && !ffmpeg {
            tracing::warn!("ffmpeg is not installed; frames of the files are synthetic");
        }
        Self {
            directory,
            ffmpeg,
            known: Mutex::default(),
        }
    }

    /// Returns whether sources are files, which take time to probe.
    pub(crate) fn is_slow(&self) -> bool {
        self.directory.is_some()
    }

    /// Returns the file of a source.
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

    /// Returns duration and size of a source, or `None` if there is a directory without a file for it. A stream whose
    /// file is not a video does not exist either.
    pub(crate) fn video_info(&self, source: &Source) -> Option<VideoInfo> {
        if self.directory.is_none() {
            return Some(SYNTHETIC);
        }
        let path = self.file(source)?;
        match self.probe(&path) {
            Some(video) => Some(video.info),
            None if !self.ffmpeg => Some(SYNTHETIC),
            None if matches!(source, Source::Stream(_)) => None,
            None => Some(UNREADABLE),
        }
    }

    /// Returns the video to extract frames from, or `None` for a synthetic source.
    pub(crate) fn video(&self, source: &Source) -> Option<Arc<Video>> {
        self.probe(&self.file(source)?)
    }

    /// Returns the video in a file, which is probed again after the file has changed.
    fn probe(&self, path: &Path) -> Option<Arc<Video>> {
        if !self.ffmpeg {
            return None;
        }
        let changed = path.metadata().and_then(|metadata| metadata.modified()).ok();
        let video = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let new = || ProbedFile {
                changed,
                video: Arc::default(),
            };
            let probed = known.entry(path.to_owned()).or_insert_with(new);
            if probed.changed != changed {
                *probed = new();
            }
            Arc::clone(&probed.video)
        };
        let probe = || match Video::probe(path) {
            Ok(video) => Some(Arc::new(video)),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "the file is not a video");
                None
            }
        };
        video.get_or_init(probe).clone()
    }

    /// Moves `times` to the nearest key frames. All synthetic frames are key frames.
    pub(crate) fn key_frames(&self, source: &Source, times: &mut [u64]) {
        if let Some(video) = self.video(source) {
            for time in times {
                *time = video.key_frame(*time);
            }
        }
    }

    /// Returns for each frame at `times` whether it is black: at least `share` percent of its pixels have a
    /// brightness of at most `dark`. Synthetic frames are not.
    pub(crate) fn are_black(&self, source: &Source, times: &[u64], share: u64, dark: u64) -> Vec<bool> {
        let video = self.video(source);
        let images = video.and_then(|video| {
            let cut = video.extract_frames(times, video.info.size_within(ANALYSIS_SIDE));
            cut.inspect_err(|error| tracing::warn!(%error, "frames cannot be analyzed"))
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

/// Returns the file with this stem and any extension.
fn named(directory: &Path, name: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(directory).ok()?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let fits = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == name) && path.is_file();
    paths.into_iter().find(fits)
}
