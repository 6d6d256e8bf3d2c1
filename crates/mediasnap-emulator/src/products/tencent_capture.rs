//! Snapshots of one task: at given times, sampled, and as sprites with a `WebVTT` file.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::media::content::{Content, FrameSeries};
use crate::media::source::Source;
use crate::media::video_info::VideoInfo;
use crate::media::webvtt;
use crate::products::tencent_settings::TemplateSettings;
use crate::state::EmulatorState;

/// Maximum side of a sprite, in pixels.
const MAX_SPRITE_SIDE: u32 = 15_000;

/// Code and message of a part that failed.
pub(crate) type Failure = (String, String);

/// Images of one part of a task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Images {
    /// Position in milliseconds and path of each image.
    AtTimes(Vec<(u64, String)>),
    /// Paths of the images, and what chose their frames.
    Sampled {
        by: String,
        interval: u64,
        paths: Vec<String>,
    },
    /// Paths of the sprites and of their index, and the size and number of the tiles.
    Sprites {
        paths: Vec<String>,
        index: String,
        size: (u32, u32),
        tiles: usize,
    },
    Cover(String),
    /// Nothing that is an image.
    Other,
}

impl Images {
    /// Returns the paths of the images.
    pub(crate) fn paths(&self) -> Vec<String> {
        match self {
            Self::AtTimes(images) => images.iter().map(|(_, path)| path.clone()).collect(),
            Self::Sampled { paths, .. } | Self::Sprites { paths, .. } => paths.clone(),
            Self::Cover(path) => vec![path.clone()],
            Self::Other => Vec::new(),
        }
    }

    /// Returns the paths of the images and of what belongs to them.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut paths = self.paths();
        if let Self::Sprites { index, .. } = self {
            paths.push(index.clone());
        }
        paths
    }
}

/// Where the images of a part of a task are from and go to.
pub(crate) struct Capture<'a> {
    pub(crate) emulator: &'a EmulatorState,
    pub(crate) product: &'static str,
    /// Id of the task.
    pub(crate) task: &'a str,
    pub(crate) source: &'a Source,
    pub(crate) info: VideoInfo,
    pub(crate) settings: &'a TemplateSettings,
    /// Time from which on images are available.
    pub(crate) ready: DateTime<Utc>,
    /// Returns the path of a file by number, or of the index.
    pub(crate) path: &'a dyn Fn(Option<usize>) -> String,
}

impl Capture<'_> {
    fn series(&self) -> FrameSeries<'_> {
        FrameSeries {
            product: self.product,
            job: self.task,
            source: self.source,
            size: self.settings.size(self.info),
        }
    }

    fn publish(&self, number: Option<usize>, content: Content) -> String {
        let path = (self.path)(number);
        self.emulator.objects.publish(&path, content, self.ready);
        path
    }

    fn publish_frame(&self, number: usize, time: u64) -> String {
        self.publish(Some(number), self.settings.image(self.series().at(time)))
    }

    /// Takes the frames at positions in milliseconds.
    pub(crate) fn at_times(&self, times: &[u64]) -> Result<Images, Failure> {
        if let Some(time) = times.iter().find(|time| !self.info.has_frame_at(**time)) {
            return Err(failed(format!("The video has no frame at {time} ms.")));
        }
        let images = times.iter().enumerate();
        let images = images.map(|(number, time)| (*time, self.publish_frame(number, *time)));
        Ok(Images::AtTimes(images.collect()))
    }

    /// Returns the positions of the distance that the settings name.
    fn times(&self) -> Result<Vec<u64>, Failure> {
        let times = self.info.sample_times(0, self.settings.step(self.info), None);
        if times.is_empty() {
            return Err(failed("The file is not a video.".to_owned()));
        }
        Ok(times)
    }

    /// Takes frames at the distance that the settings name.
    pub(crate) fn sampled(&self) -> Result<Images, Failure> {
        let times = self.times()?;
        let paths = times.iter().enumerate();
        Ok(Images::Sampled {
            by: self.settings.sample_type.clone().unwrap_or_default(),
            interval: self.settings.sample_interval.unwrap_or_default(),
            paths: paths
                .map(|(number, time)| self.publish_frame(number, *time))
                .collect(),
        })
    }

    /// Takes frames at the distance that the settings name, and tiles them.
    pub(crate) fn sprites(&self) -> Result<Images, Failure> {
        let (grid, size) = (self.settings.grid(), self.settings.size(self.info));
        let times = self.times()?;
        let whole = grid.image_size(grid.tiles().min(times.len()), size);
        if whole.is_none_or(|(width, height)| width > MAX_SPRITE_SIDE || height > MAX_SPRITE_SIDE) {
            return Err(failed("A sprite of this size is too large.".to_owned()));
        }
        let mut cues = Vec::new();
        let mut paths = Vec::new();
        for (number, times) in times.chunks(grid.tiles()).enumerate() {
            let frames = times.iter().map(|time| self.series().at(*time)).collect();
            let path = self.publish(Some(number), self.settings.sprite(frames));
            let name = path.rsplit('/').next().unwrap_or(&path);
            for (tile, time) in (0_u32..).zip(times) {
                let (x, y) = (tile % grid.columns * size.0, tile / grid.columns * size.1);
                cues.push((*time, format!("{name}#xywh={x},{y},{},{}", size.0, size.1)));
            }
            paths.push(path);
        }
        Ok(Images::Sprites {
            index: self.publish(None, Content::Vtt(webvtt::index(&cues))),
            paths,
            size,
            tiles: times.len(),
        })
    }
}

/// Returns the failure of a part whose frames do not exist or do not fit.
fn failed(message: String) -> Failure {
    ("InvalidParameterValue".to_owned(), message)
}

/// Returns the position of `3.5s` or `10%`, in milliseconds.
pub(crate) fn position(text: &str, info: VideoInfo) -> Option<u64> {
    if let Some(percent) = text.strip_suffix('%') {
        return by_percent(percent.trim().parse().ok()?, info);
    }
    by_seconds(text.strip_suffix('s')?.trim().parse().ok()?)
}

/// Returns the position at a number of seconds, in milliseconds.
pub(crate) fn by_seconds(seconds: f64) -> Option<u64> {
    // Far beyond the length of any video.
    let fits = (0.0..1e12).contains(&seconds);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked above"
    )]
    fits.then(|| (seconds * 1000.0).round() as u64)
}

/// Returns the position at a percentage of the duration, in milliseconds. 100 is the last frame.
pub(crate) fn by_percent(percent: f64, info: VideoInfo) -> Option<u64> {
    let fits = (0.0..=100.0).contains(&percent);
    #[allow(clippy::cast_precision_loss, reason = "durations are far below 2^52 ms")]
    let seconds = info.duration_ms as f64 / 1000.0 * percent / 100.0;
    let time = fits.then(|| by_seconds(seconds)).flatten()?;
    Some(time.min(info.duration_ms.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::position;
    use crate::media::video_info::SYNTHETIC;

    #[test]
    fn positions_are_seconds_or_percent() {
        let cases = [
            ("3.5s", Some(3500)),
            ("0s", Some(0)),
            ("10%", Some(6000)),
            ("12.5%", Some(7500)),
            ("100%", Some(59_999)),
            ("101%", None),
            ("-1s", None),
            ("NaNs", None),
            ("1e300s", None),
            ("3.5", None),
            ("s", None),
            ("", None),
        ];
        for (text, time) in cases {
            assert_eq!(position(text, SYNTHETIC), time, "{text}");
        }
    }
}
