//! What a job on media makes: single images, sprites, or images with an index for players.

use super::state::{Job, PRODUCT, Settings, invalid};
use crate::media::content::{Content, Frame, Grid, drawable};
use crate::media::source::Source;
use crate::media::video_info::Clip;
use crate::media::webvtt as vtt;
use crate::protocol::service_error::Refusal;
use crate::state::World;
use crate::storage::objects::Objects;

/// No job makes more images than this.
const MOST_IMAGES: i64 = 2000;
/// How light a black pixel may be, where the settings do not say.
const USUAL_BLACK: u32 = 30;

/// The times to capture, in milliseconds.
fn times(settings: &Settings, clip: Clip) -> Result<Vec<u64>, Refusal> {
    let count = settings.count.unwrap_or(1);
    if !(1..=MOST_IMAGES).contains(&count) {
        return Err(invalid("Count is out of range"));
    }
    let (start, step) = (settings.time.unwrap_or(0), settings.interval.unwrap_or(0));
    let (Ok(start), Ok(step), Ok(count)) = (u64::try_from(start), u64::try_from(step), u64::try_from(count))
    else {
        return Err(invalid("Time or Interval is negative"));
    };
    if count > 1 && step == 0 {
        return Ok(clip.spread(count));
    }
    let step = step.saturating_mul(1000).max(1);
    Ok(clip.series(start, step, start.saturating_add(step.saturating_mul(count))))
}

/// Moves to key frames and leaves a black beginning out, where the settings say so.
fn choose(world: &World, settings: &Settings, source: &Source, times: &mut Vec<u64>) {
    if settings.frame_type.as_deref() == Some("intra") {
        world.media.key_frames(source, times);
    }
    let Some(share) = settings.black_level.filter(|share| *share > 0 && times.len() > 1) else {
        return;
    };
    let dark = settings.pixel_black_threshold.unwrap_or(USUAL_BLACK);
    if world
        .media
        .are_black(source, &times[..1], share.into(), dark.into())
        == [true]
    {
        times.remove(0);
    }
}

/// Names the files of one job.
struct Names<'a> {
    bucket: String,
    key: &'a str,
}

impl Names<'_> {
    /// The path of the file with a number; where the name has no place for it, in front of the extension.
    fn path(&self, number: usize, several: bool) -> String {
        let digits = format!("{number:05}");
        let key = self
            .key
            .replace("{Count}", &digits)
            .replace("{TileCount}", &digits);
        let key = match key.rsplit_once('.') {
            Some((stem, suffix)) if several && key == self.key => format!("{stem}-{digits}.{suffix}"),
            _ => key,
        };
        Objects::path(&self.bucket, &key)
    }
}

/// Refuses images and sprites that are too large to be made.
fn check_size(size: (u32, u32), grid: Option<Grid>, frames: usize) -> Result<(), Refusal> {
    let fits = grid.is_none_or(|grid| grid.sheet(frames.min(grid.tiles()), size).is_some());
    if fits && drawable(size) {
        Ok(())
    } else {
        Err(invalid("images of this size are too large, or empty"))
    }
}

/// Puts the images behind their URLs and notes them in the job.
pub(super) fn run(world: &World, job: &mut Job, source: &Source, clip: Clip) -> Result<(), Refusal> {
    let mut times = times(&job.settings, clip)?;
    choose(world, &job.settings, source, &mut times);
    let kind = job.settings.kind.as_deref().unwrap_or("Normal").to_owned();
    let sprite = job.settings.sprite_snapshot_config.clone().unwrap_or_default();
    let tiled = kind == "Sprite" || (kind == "WebVtt" && job.settings.is_spt_frag == Some(true));
    let (mut width, mut height) = clip.size(job.settings.width, job.settings.height);
    if tiled {
        (width, height) = sprite.cell((width, height));
    }
    check_size((width, height), tiled.then(|| sprite.grid()), times.len())?;
    let frame = |time_ms: &u64| Frame {
        product: PRODUCT.to_owned(),
        job: job.id.clone(),
        source: source.clone(),
        time_ms: *time_ms,
        width,
        height,
    };
    let frames: Vec<Frame> = times.iter().map(frame).collect();
    if frames.is_empty() {
        job.failure = Some((
            "InvalidParameter.Time".to_owned(),
            "The video has no frame at the time asked for.".to_owned(),
        ));
        return Ok(());
    }
    let output = job.output.clone();
    let own_key;
    let names = match output.object() {
        Some((bucket, key)) => Names {
            bucket: bucket.to_owned(),
            key,
        },
        None => {
            own_key = format!("{}/{}-{{Count}}.jpg", output.media, job.id);
            Names {
                bucket: "media-output".to_owned(),
                key: &own_key,
            }
        }
    };
    let vtt = kind == "WebVtt";
    if vtt && output.kind == "OSS" && !has_suffix(names.key, "vtt") {
        return Err(invalid("Output.Media of WebVTT thumbnails has to end in .vtt"));
    }
    // The images of an index stand beside it, under its name.
    let images_key = format!(
        "{}-{{Count}}.jpg",
        names.key.rsplit_once('.').map_or(names.key, |(stem, _)| stem)
    );
    let image_names = Names {
        bucket: names.bucket.clone(),
        key: if vtt { &images_key } else { names.key },
    };
    let mut cues = Vec::new();
    if tiled {
        let grid = sprite.grid();
        let sheets: Vec<&[Frame]> = frames.chunks(grid.tiles()).collect();
        for (number, cells) in sheets.iter().enumerate() {
            let path = image_names.path(number + 1, sheets.len() > 1);
            for (tile, cell) in (0_u32..).zip(*cells) {
                let (column, line) = (tile % grid.columns, tile / grid.columns);
                let x = grid.margin + column * (width + grid.padding);
                let y = grid.margin + line * (height + grid.padding);
                cues.push((
                    cell.time_ms,
                    format!("{}#xywh={x},{y},{width},{height}", file_name(&path)),
                ));
            }
            let content = Content::Sprite {
                frames: cells.to_vec(),
                grid: grid.clone(),
                png: false,
            };
            world.objects.publish(&path, content, job.ends);
            job.images.push(path);
        }
    } else {
        let several = frames.len() > 1;
        for (number, frame) in frames.into_iter().enumerate() {
            let path = image_names.path(number + 1, several);
            cues.push((frame.time_ms, file_name(&path).to_owned()));
            world.objects.publish(&path, Content::Jpeg(frame), job.ends);
            job.images.push(path);
        }
    }
    if vtt {
        let path = Objects::path(&names.bucket, names.key);
        world
            .objects
            .publish(&path, Content::Vtt(vtt::index(&cues)), job.ends);
        job.index = Some(path);
    }
    Ok(())
}

fn has_suffix(key: &str, suffix: &str) -> bool {
    key.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(suffix))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
