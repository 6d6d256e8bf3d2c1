//! Images and sprites of a job.

use super::state::{Job, OssFile, PRODUCT, Settings, TileOut};
use crate::media::content::{Content, Frame, FrameSeries};
use crate::media::source::Source;
use crate::media::video_info::VideoInfo;
use crate::products::alibaba_arguments::invalid;
use crate::products::alibaba_files::{check_size, numbered};
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::objects::Objects;

/// Maximum number of images of a job.
const MAX_IMAGES: usize = 2000;
/// Default interval, in seconds.
const INTERVAL: u64 = 10;

/// Returns whether a job has its result within the call: it takes one image, at one time.
pub(super) fn is_synchronous(settings: &Settings) -> bool {
    let times = settings
        .time_array
        .as_ref()
        .map_or(&[][..], |times| &times.time_point_list);
    settings.interval.is_none() && settings.num.is_none() && times.len() <= 1
}

/// Returns the positions to capture, in milliseconds.
fn times(settings: &Settings, info: VideoInfo) -> Result<Vec<u64>, ServiceError> {
    let number = |number: Option<i64>, name: &str| {
        let number = number.map(u64::try_from).transpose();
        number.map_err(|_| invalid(&format!("SnapshotConfig.{name} is negative")))
    };
    let start = number(settings.time, "Time")?.unwrap_or(0);
    let step = number(settings.interval, "Interval")?.unwrap_or(INTERVAL);
    let step = step.saturating_mul(1000).max(1);
    let listed = settings.time_array.as_ref().map(|times| &times.time_point_list);
    if let Some(times) = listed.filter(|times| !times.is_empty()) {
        let times = times.iter().copied().filter(|time| info.has_frame_at(*time));
        return Ok(times.take(MAX_IMAGES).collect());
    }
    if is_synchronous(settings) {
        return Ok(Some(start)
            .filter(|time| info.has_frame_at(*time))
            .into_iter()
            .collect());
    }
    match number(settings.num, "Num")? {
        Some(count) if count > MAX_IMAGES as u64 => Err(invalid("SnapshotConfig.Num is out of range")),
        Some(count) => Ok(info.series_times(start, step, start.saturating_add(step.saturating_mul(count)))),
        None => Ok(info.sample_times(start, step, None)),
    }
}

/// Returns the path of a file with a number.
fn path(file: &OssFile, number: usize, several: bool) -> String {
    Objects::path(&file.bucket, &numbered(&file.key(), number, several))
}

/// Publishes the images of a job and records their paths in it.
pub(super) fn run(
    emulator: &EmulatorState,
    job: &mut Job,
    settings: &Settings,
    source: &Source,
    info: VideoInfo,
) -> Result<(), ServiceError> {
    let mut times = times(settings, info)?;
    if settings.frame_type.as_deref() == Some("intra") {
        emulator.media.key_frames(source, &mut times);
    }
    let size = info.size(settings.width, settings.height);
    check_size(size, None, times.len())?;
    let layout = settings.tile_out.clone().unwrap_or_default();
    let sheets = match &settings.tile_output_file {
        Some(file) => sprites(job, &layout, source, size, &times)?
            .map(|content| (file, content))
            .collect(),
        None if settings.tile_out.is_some() => {
            return Err(invalid("SnapshotConfig.TileOut needs TileOutputFile"));
        }
        None => Vec::new(),
    };
    if times.is_empty() {
        let (code, message) = if info.is_readable() {
            (
                "InvalidParameter.Time",
                "The video has no frame at the requested time.",
            )
        } else {
            ("ResourceContentBad", "The resource operated InputFile is bad.")
        };
        job.failure = Some((code.to_owned(), message.to_owned()));
        return Ok(());
    }
    (job.count, job.tile_count) = (times.len(), sheets.len());
    let keep = sheets.is_empty() || layout.is_keep_cell_pic.as_deref() != Some("false");
    let series = series(job.id.clone(), source, size);
    let singles = times
        .iter()
        .filter(|_| keep)
        .map(|time| Content::Jpeg(series(*time)));
    let singles: Vec<_> = singles.map(|content| (&settings.output_file, content)).collect();
    for files in [singles, sheets] {
        let several = files.len() > 1;
        for (number, (file, content)) in (1..).zip(files) {
            let path = path(file, number, several);
            emulator.objects.publish(&path, content, job.ends);
            job.images.push(path);
        }
    }
    Ok(())
}

/// Returns a function that makes the frame at a position.
fn series(job: String, source: &Source, size: (u32, u32)) -> impl Fn(u64) -> Frame {
    move |time| {
        let series = FrameSeries {
            product: PRODUCT,
            job: &job,
            source,
            size,
        };
        series.at(time)
    }
}

/// Returns the sprites: of each image, or of every nth.
fn sprites(
    job: &Job,
    layout: &TileOut,
    source: &Source,
    size: (u32, u32),
    times: &[u64],
) -> Result<impl Iterator<Item = Content>, ServiceError> {
    let (grid, cell) = (layout.sprite.grid(), layout.sprite.cell(size));
    let step = usize::try_from(layout.cell_sel_step.unwrap_or(1)).unwrap_or(usize::MAX);
    let tile = series(job.id.clone(), source, cell);
    let cells: Vec<Frame> = times
        .iter()
        .step_by(step.max(1))
        .map(|time| tile(*time))
        .collect();
    check_size(cell, Some(&grid), cells.len())?;
    let sheets: Vec<Vec<Frame>> = cells.chunks(grid.tiles()).map(<[Frame]>::to_vec).collect();
    Ok(sheets.into_iter().map(move |frames| Content::Sprite {
        frames,
        grid: grid.clone(),
        png: false,
    }))
}
