//! Publishing, listing and deleting images.

use chrono::{DateTime, Utc};
use mediasnap_core::ErrorKind;
use serde_json::{Value, json};

use super::state::{AlibabaVod, PRODUCT, Settings};
use crate::clock::rfc3339;
use crate::media::content::{Content, Frame, is_renderable};
use crate::media::source::Source;
use crate::media::webvtt;
use crate::products::alibaba_arguments::{invalid, required};
use crate::products::product::{ApiCall, page as page_of};
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::objects::Objects;
use crate::storage::signed_url::PRIVATE_BUCKET;

/// Minimum and default validity of a URL, and its maximum, in seconds.
const VALIDITY: std::ops::RangeInclusive<i64> = 3600..=2_592_000;
/// Number of covers that a video has without a job.
const COVERS: u64 = 8;
/// Default size of a tile.
const CELL: (u32, u32) = (120, 68);

/// Returns the path of an image.
fn path(video: &str, kind: &str, job: &str, number: usize, suffix: &str) -> String {
    Objects::path(
        PRIVATE_BUCKET,
        &format!("{video}/snapshots/{kind}/{job}-{number:05}.{suffix}"),
    )
}

/// Rejects images and sprites that are too large to be rendered.
pub(super) fn check_size(settings: &Settings, size: (u32, u32), frames: usize) -> Result<(), ServiceError> {
    if !is_renderable(size) {
        return Err(invalid("images of this size are too large or empty"));
    }
    let sprite = settings.sprite_snapshot_config.as_ref();
    let fits = sprite.is_none_or(|sprite| {
        let (grid, cell) = (sprite.grid(), sprite.cell(CELL));
        is_renderable(cell) && grid.image_size(frames.min(grid.tiles()), cell).is_some()
    });
    if fits {
        Ok(())
    } else {
        Err(invalid("sprites of this size are too large or empty"))
    }
}

/// Publishes the images of a job and returns their paths by kind.
pub(super) fn publish(
    emulator: &EmulatorState,
    video: &str,
    job: &str,
    settings: &Settings,
    frames: Vec<Frame>,
    ready: DateTime<Utc>,
) -> Vec<(String, Vec<String>)> {
    let put = |kind: &str, number: usize, suffix: &str, content: Content| {
        let path = path(video, kind, job, number, suffix);
        emulator.objects.publish(&path, content, ready);
        path
    };
    let mut pictures = Vec::new();
    if settings.web_vtt {
        let cues = frames
            .iter()
            .enumerate()
            .map(|(index, frame)| (frame.time_ms, format!("{job}-{:05}.jpg", index + 1)));
        let text = webvtt::index(&cues.collect::<Vec<_>>());
        for (index, frame) in frames.into_iter().enumerate() {
            put("webvtt", index + 1, "jpg", Content::Jpeg(frame));
        }
        pictures.push((
            "WebVttSnapshot".to_owned(),
            vec![put("webvtt", 0, "vtt", Content::Vtt(text))],
        ));
        return pictures;
    }
    if let Some(sprite) = &settings.sprite_snapshot_config {
        let grid = sprite.grid();
        let (width, height) = sprite.cell(CELL);
        let cells: Vec<Frame> = frames
            .iter()
            .map(|frame| Frame {
                width,
                height,
                ..frame.clone()
            })
            .collect();
        let sheets = cells.chunks(grid.tiles()).enumerate().map(|(index, cells)| {
            let content = Content::Sprite {
                frames: cells.to_vec(),
                grid: grid.clone(),
                png: false,
            };
            put("sprite", index + 1, "jpg", content)
        });
        pictures.push(("SpriteSnapshot".to_owned(), sheets.collect()));
        if sprite.keep_cell_pic.as_deref() == Some("keep") {
            let cells = cells.into_iter().enumerate();
            let origins =
                cells.map(|(index, cell)| put("sprite-origin", index + 1, "jpg", Content::Jpeg(cell)));
            pictures.push(("SpriteOriginSnapshot".to_owned(), origins.collect()));
        }
    }
    let singles = frames.into_iter().enumerate();
    let singles = singles.map(|(index, frame)| put("normal", index + 1, "jpg", Content::Jpeg(frame)));
    pictures.push(("NormalSnapshot".to_owned(), singles.collect()));
    pictures
}

/// Images of a list, with the job that captured them.
struct Taken {
    job: String,
    created: DateTime<Utc>,
    paths: Vec<String>,
}

/// Returns the covers that the service captures when a video is uploaded.
fn covers(call: &ApiCall<'_>, video: &str) -> Result<Taken, ServiceError> {
    let emulator = call.emulator;
    let source = Source::Media(video.to_owned());
    let info = emulator.video_info(&source);
    let info =
        info.ok_or_else(|| ServiceError::with_code("InvalidVideo.NotFound", "The video does not exist."))?;
    let paths = info
        .spread_times(COVERS)
        .into_iter()
        .enumerate()
        .map(|(index, time_ms)| {
            let path = path(video, "cover", video, index + 1, "jpg");
            let (width, height) = (info.width, info.height);
            let frame = Frame {
                product: PRODUCT.to_owned(),
                job: video.to_owned(),
                source: source.clone(),
                time_ms,
                width,
                height,
            };
            emulator
                .objects
                .publish(&path, Content::Jpeg(frame), DateTime::UNIX_EPOCH);
            path
        });
    Ok(Taken {
        job: video.to_owned(),
        created: call.now,
        paths: paths.collect(),
    })
}

pub(super) fn list(state: &AlibabaVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (now, video) = (call.now, call.required_str("VideoId"));
    let kind = call.str_arg("SnapshotType").unwrap_or("CoverSnapshot");
    let positive = |name: &str, default: i64| match call.str_arg(name) {
        None => Ok(default),
        Some(text) => {
            let number = text.trim().parse().ok().filter(|number| *number >= 1);
            number.ok_or_else(|| invalid(&format!("{name} is not a positive integer")))
        }
    };
    let (page, size) = (positive("PageNo", 1)?, positive("PageSize", 20)?);
    // A validity below the minimum is raised to it.
    let valid = positive("AuthTimeout", *VALIDITY.start())?.clamp(*VALIDITY.start(), *VALIDITY.end());
    // A job that has captured nothing does not take the place of an earlier one.
    let done = state
        .jobs
        .newest(|job| job.video == video && job.status(now) == "Success" && job.pictures(kind).is_some());
    let taken = match done {
        Some(job) => {
            let paths = job.pictures(kind).unwrap_or_default().to_vec();
            Taken {
                job: job.id.clone(),
                created: job.created,
                paths,
            }
        }
        None if kind == "CoverSnapshot" => covers(call, video)?,
        None => return Ok(json!({ "MediaSnapshot": { "Total": 0, "Snapshots": { "Snapshot": [] } } })),
    };
    let regular = taken
        .paths
        .first()
        .map(|path| call.emulator.url_of(path).replace("-00001.", "-{SnapshotCount}."));
    let total = taken.paths.len();
    let numbered: Vec<(usize, String)> = (1..).zip(taken.paths).collect();
    let page = page_of(numbered, page, 1, size)
        .into_iter()
        .map(|(index, path)| json!({ "Index": index, "Url": call.emulator.cdn_auth_url(&path, valid) }));
    Ok(json!({
        "MediaSnapshot": {
            "JobId": taken.job,
            "CreationTime": rfc3339(taken.created),
            "Total": total,
            "Regular": regular,
            "Snapshots": { "Snapshot": page.collect::<Vec<_>>() },
        }
    }))
}

pub(super) fn delete(state: &AlibabaVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let needed = |name: &str| call.str_arg(name).ok_or_else(|| required(name));
    let objects = &call.emulator.objects;
    match call.required_str("DeleteImageType") {
        "ImageURL" => {
            for url in needed("ImageURLs")?.split(',') {
                let path = call.emulator.path_of(url.trim()).unwrap_or_default();
                objects.remove(&path);
                let holder = state
                    .jobs
                    .newest(|job| job.pictures.iter().any(|(_, paths)| paths.contains(&path)));
                if let Some(holder) = holder {
                    state.jobs.update(&holder.id, |job| {
                        job.pictures
                            .iter_mut()
                            .for_each(|(_, paths)| paths.retain(|known| *known != path));
                    });
                }
            }
        }
        // Uploaded images are not emulated: every id names one, which is deleted.
        "ImageId" => drop(needed("ImageIds")?),
        "VideoId" => {
            let (video, kinds) = (needed("VideoId")?, needed("ImageType")?);
            let kinds: Vec<&str> = kinds.split(',').map(str::trim).collect();
            let chosen = |kind: &str| kinds.contains(&"All") || kinds.contains(&kind);
            for job in state.jobs.list(|job| job.video == video) {
                let gone = job.pictures.iter().filter(|(kind, _)| chosen(kind));
                gone.flat_map(|(_, paths)| paths)
                    .for_each(|path| objects.remove(path));
                state
                    .jobs
                    .update(&job.id, |job| job.pictures.retain(|(kind, _)| !chosen(kind)));
            }
        }
        other => {
            let why = format!("DeleteImageType is not {other}");
            return Err(ServiceError::with_kind(ErrorKind::InvalidArgument, why));
        }
    }
    Ok(json!({}))
}
