//! Results of a job on a media asset: single images, sprites, or images with a `WebVTT` index for players.

use super::state::{Job, PRODUCT, Settings};
use crate::media::content::{Content, Frame, FrameSeries, Grid};
use crate::media::source::Source;
use crate::media::video_info::VideoInfo;
use crate::media::webvtt;
use crate::products::alibaba_arguments::invalid;
use crate::products::alibaba_files::{check_size, numbered};
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::objects::Objects;

/// Maximum number of images of a job.
const MAX_IMAGES: i64 = 2000;
/// Maximum brightness of a black pixel, unless the settings name another.
const DEFAULT_BLACK_THRESHOLD: u32 = 30;

/// Returns the positions to capture, in milliseconds.
fn times(settings: &Settings, info: VideoInfo) -> Result<Vec<u64>, ServiceError> {
    let count = settings.count.unwrap_or(1);
    if !(1..=MAX_IMAGES).contains(&count) {
        return Err(invalid("Count is out of range"));
    }
    let (start, step) = (settings.time.unwrap_or(0), settings.interval.unwrap_or(0));
    let (Ok(start), Ok(step), Ok(count)) = (u64::try_from(start), u64::try_from(step), u64::try_from(count))
    else {
        return Err(invalid("Time or Interval is negative"));
    };
    if count > 1 && step == 0 {
        return Ok(info.spread_times(count));
    }
    let step = step.saturating_mul(1000).max(1);
    Ok(info.series_times(start, step, start.saturating_add(step.saturating_mul(count))))
}

/// Moves positions to key frames and drops a black first image, if the settings request it.
fn adjust(emulator: &EmulatorState, settings: &Settings, source: &Source, times: &mut Vec<u64>) {
    if settings.frame_type.as_deref() == Some("intra") {
        emulator.media.key_frames(source, times);
    }
    let Some(share) = settings.black_level.filter(|share| *share > 0 && times.len() > 1) else {
        return;
    };
    let dark = settings.pixel_black_threshold.unwrap_or(DEFAULT_BLACK_THRESHOLD);
    let black = emulator
        .media
        .are_black(source, &times[..1], share.into(), dark.into());
    if black == [true] {
        times.remove(0);
    }
}

/// Naming of the files of one job.
struct FileNames {
    bucket: String,
    key: String,
}

impl FileNames {
    /// Returns the names that the output of the job requests, or default ones for output that is a media asset.
    fn of(job: &Job) -> Self {
        let (bucket, key) = match job.output.object() {
            Some((bucket, key)) => (bucket.to_owned(), key.to_owned()),
            None => (
                "media-output".to_owned(),
                format!("{}/{}-{{Count}}.jpg", job.output.media, job.id),
            ),
        };
        Self { bucket, key }
    }

    /// Returns the names of the images that belong to an index: beside it, with the same stem.
    fn of_images(&self) -> Self {
        let stem = self.key.rsplit_once('.').map_or(&*self.key, |(stem, _)| stem);
        Self {
            bucket: self.bucket.clone(),
            key: format!("{stem}-{{Count}}.jpg"),
        }
    }

    /// Returns the path of the file with a number.
    fn path(&self, number: usize, several: bool) -> String {
        Objects::path(&self.bucket, &numbered(&self.key, number, several))
    }
}

/// Publishes the images of a job and records their paths in it.
pub(super) fn run(
    emulator: &EmulatorState,
    job: &mut Job,
    source: &Source,
    info: VideoInfo,
) -> Result<(), ServiceError> {
    let mut times = times(&job.settings, info)?;
    adjust(emulator, &job.settings, source, &mut times);
    let kind = job.settings.kind.as_deref().unwrap_or("Normal").to_owned();
    let sprite = job.settings.sprite_snapshot_config.clone().unwrap_or_default();
    let tiled = kind == "Sprite" || (kind == "WebVtt" && job.settings.is_spt_frag == Some(true));
    let grid = tiled.then(|| sprite.grid());
    let mut size = info.size(job.settings.width, job.settings.height);
    if tiled {
        size = sprite.cell(size);
    }
    check_size(size, grid.as_ref(), times.len())?;
    if times.is_empty() {
        let (code, message) = if info.is_readable() {
            (
                "InvalidParameter.Time",
                "The video has no frame at the requested time.",
            )
        } else {
            ("InvalidParameter.Input", "The input file is not a video.")
        };
        job.failure = Some((code.to_owned(), message.to_owned()));
        return Ok(());
    }
    let names = FileNames::of(job);
    let index = kind == "WebVtt";
    if index && job.output.kind == "OSS" && !has_suffix(&names.key, "vtt") {
        return Err(invalid("Output.Media of WebVTT thumbnails has to end in .vtt"));
    }
    let beside_index = names.of_images();
    let image_names = if index { &beside_index } else { &names };
    let series = FrameSeries {
        product: PRODUCT,
        job: &job.id,
        source,
        size,
    };
    let frames: Vec<Frame> = times.iter().map(|time| series.at(*time)).collect();
    let (contents, cues) = match grid {
        Some(grid) => sprites(&frames, &grid, image_names),
        None => singles(frames, image_names),
    };
    for (path, content) in contents {
        emulator.objects.publish(&path, content, job.ends);
        job.images.push(path);
    }
    if index {
        let path = Objects::path(&names.bucket, &names.key);
        let content = Content::Vtt(webvtt::index(&cues));
        emulator.objects.publish(&path, content, job.ends);
        job.index = Some(path);
    }
    Ok(())
}

/// Files by path, and the cues that lead a player to each frame in them: start in milliseconds and target.
type Captured = (Vec<(String, Content)>, Vec<(u64, String)>);

/// Returns one file per frame.
fn singles(frames: Vec<Frame>, names: &FileNames) -> Captured {
    let several = frames.len() > 1;
    let file = |(number, frame): (usize, Frame)| {
        let path = names.path(number, several);
        let cue = (frame.time_ms, file_name(&path).to_owned());
        ((path, Content::Jpeg(frame)), cue)
    };
    (1..).zip(frames).map(file).unzip()
}

/// Returns sprites of as many frames as the grid has tiles.
fn sprites(frames: &[Frame], grid: &Grid, names: &FileNames) -> Captured {
    let sheets: Vec<&[Frame]> = frames.chunks(grid.tiles()).collect();
    let (mut contents, mut cues) = (Vec::new(), Vec::new());
    for (number, cells) in (1..).zip(&sheets) {
        let path = names.path(number, sheets.len() > 1);
        for (tile, cell) in (0_u32..).zip(*cells) {
            let (column, row) = (tile % grid.columns, tile / grid.columns);
            let x = grid.margin + column * (cell.width + grid.padding);
            let y = grid.margin + row * (cell.height + grid.padding);
            let target = format!("{}#xywh={x},{y},{},{}", file_name(&path), cell.width, cell.height);
            cues.push((cell.time_ms, target));
        }
        let content = Content::Sprite {
            frames: cells.to_vec(),
            grid: grid.clone(),
            png: false,
        };
        contents.push((path, content));
    }
    (contents, cues)
}

fn has_suffix(key: &str, suffix: &str) -> bool {
    key.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(suffix))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
