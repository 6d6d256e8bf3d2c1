//! Submitting jobs and describing them.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::images;
use super::state::{AlibabaVod, Config, Job, PRODUCT, SCHEME, Settings, USER, abbreviated, missing};
use crate::clock::rfc3339;
use crate::media::content::Frame;
use crate::media::source::Source;
use crate::media::video_info::VideoInfo;
use crate::notifications::{Notification, check_url};
use crate::products::alibaba_arguments::{invalid, required};
use crate::products::alibaba_sprite::Sprite;
use crate::products::product::ApiCall;
use crate::protocol::service_error::ServiceError;

/// Maximum number of images of a job.
const MAX_IMAGES: i64 = 2000;
/// Maximum number of positions that a request lists.
const MAX_OFFSETS: usize = 30;

/// Returns the settings of the template, or of the request itself.
fn settings(state: &AlibabaVod, call: &ApiCall<'_>) -> Result<Settings, ServiceError> {
    if let Some(id) = call.str_arg("SnapshotTemplateId") {
        let Some(template) = state.templates.get(id) else {
            let foreign = call.is_foreign(&state.templates, id);
            return foreign
                .then(Settings::default)
                .ok_or_else(|| missing("SnapshotTemplateId"));
        };
        let config: Config = serde_json::from_str(&template.config)
            .map_err(|_| invalid("the template is not a snapshot template"))?;
        let mut settings = config.snapshot_config;
        if config.snapshot_type == "SpriteSnapshot" && settings.sprite_snapshot_config.is_none() {
            settings.sprite_snapshot_config = Some(Sprite::default());
        }
        settings.web_vtt = config.snapshot_type == "WebVttSnapshot";
        return Ok(settings);
    }
    let sprite = match call.str_arg("SpriteSnapshotConfig") {
        Some(text) => Some(
            Sprite::parse(text)
                .map_err(|_| invalid("SpriteSnapshotConfig is not JSON of the documented form"))?,
        ),
        None => None,
    };
    let listed = call
        .arguments
        .get("SpecifiedOffsetTimes")
        .and_then(Value::as_array);
    let offsets: Vec<u64> = listed.into_iter().flatten().filter_map(Value::as_u64).collect();
    if listed.map_or(0, Vec::len) != offsets.len() || offsets.len() > MAX_OFFSETS {
        return Err(invalid("SpecifiedOffsetTimes takes up to 30 positions from 0 on"));
    }
    if let Some(text) = call.str_arg("UserData") {
        let _: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| invalid("UserData is not a JSON object"))?;
    }
    let side = |name: &str| call.str_arg(name).and_then(|text| text.trim().parse().ok());
    Ok(Settings {
        count: call.integer_arg("Count"),
        interval: call.integer_arg("Interval"),
        specified_offset_time: call.integer_arg("SpecifiedOffsetTime"),
        offsets,
        width: side("Width"),
        height: side("Height"),
        frame_type: None,
        sprite_snapshot_config: sprite,
        web_vtt: false,
    })
}

/// Returns the positions to capture, in milliseconds.
fn times(settings: &Settings, info: VideoInfo) -> Result<Vec<u64>, ServiceError> {
    if !settings.offsets.is_empty() {
        return Ok(settings
            .offsets
            .iter()
            .copied()
            .filter(|time| info.has_frame_at(*time))
            .collect());
    }
    let count = settings.count.unwrap_or(1);
    if !(1..=MAX_IMAGES).contains(&count) {
        return Err(invalid("Count is out of range"));
    }
    let (start, step) = (
        settings.specified_offset_time.unwrap_or(0),
        settings.interval.unwrap_or(1),
    );
    let (Ok(start), Ok(step), Ok(count)) = (u64::try_from(start), u64::try_from(step), u64::try_from(count))
    else {
        return Err(invalid("an offset or interval is negative"));
    };
    if step == 0 {
        return Ok(info.spread_times(count));
    }
    let end = start.saturating_add(step.saturating_mul(1000).saturating_mul(count));
    Ok(info.series_times(start, step.saturating_mul(1000), end))
}

pub(super) fn submit(state: &AlibabaVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (emulator, now, video) = (call.emulator, call.now, call.required_str("VideoId"));
    if video.is_empty() {
        return Err(required("VideoId"));
    }
    let source = Source::Media(video.to_owned());
    let info = emulator.video_info(&source);
    let info =
        info.ok_or_else(|| ServiceError::with_code("InvalidVideo.NotFound", "The video does not exist."))?;
    let settings = settings(state, call)?;
    let callback = callback(call)?;
    let mut times = times(&settings, info)?;
    if settings.frame_type.as_deref() == Some("intra") {
        emulator.media.key_frames(&source, &mut times);
    }
    let (id, ends) = (emulator.ids.hex(), emulator.done_at(now));
    let (width, height) = info.size(settings.width, settings.height);
    images::check_size(&settings, (width, height), times.len())?;
    let frames: Vec<Frame> = times
        .iter()
        .map(|time| Frame {
            product: PRODUCT.to_owned(),
            job: id.clone(),
            source: source.clone(),
            time_ms: *time,
            width,
            height,
        })
        .collect();
    let failed = frames.is_empty();
    let pictures = images::publish(emulator, video, &id, &settings, frames, ends);
    let job = Job {
        id: id.clone(),
        video: video.to_owned(),
        created: now,
        ends,
        settings,
        pictures,
        failed,
    };
    state.jobs.put(&id, job);
    if let Some(callback) = callback {
        notify(call, callback, video, &id, failed, ends);
    }
    Ok(json!({ "SnapshotJob": { "JobId": id } }))
}

/// Returns the URL for notifications and the caller's data for them, if the request has them.
fn callback(call: &ApiCall<'_>) -> Result<Option<(String, String)>, ServiceError> {
    let data = call.str_arg("UserData").unwrap_or_default();
    let data: Value = serde_json::from_str(data).unwrap_or_default();
    let Some(url) = data
        .pointer("/MessageCallback/CallbackURL")
        .and_then(Value::as_str)
    else {
        return Ok(None);
    };
    check_url(url).map_err(invalid)?;
    let extend = data.get("Extend").map(Value::to_string).unwrap_or_default();
    Ok(Some((url.to_owned(), extend)))
}

/// Queues the notification of the end of a job.
fn notify(
    call: &ApiCall<'_>,
    (url, extend): (String, String),
    video: &str,
    id: &str,
    failed: bool,
    due: DateTime<Utc>,
) {
    let status = if failed { "fail" } else { "success" };
    let body = json!({
        "EventType": "SnapshotComplete",
        "EventTime": rfc3339(due),
        "VideoId": video,
        "JobId": id,
        "Status": status,
        "Extend": extend,
    });
    call.emulator.notifications.add(Notification {
        scheme: SCHEME.to_owned(),
        url,
        body,
        due,
    });
}

/// Returns the fields that a job has in lists too.
fn summary(job: &Job, call: &ApiCall<'_>) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("JobId".into(), json!(job.id));
    members.insert("UserId".into(), json!(USER));
    members.insert("Status".into(), json!(job.status(call.now)));
    members.insert("CreateTime".into(), json!(rfc3339(job.created)));
    if call.now >= job.ends {
        members.insert("CompleteTime".into(), json!(rfc3339(job.ends)));
    }
    members
}

pub(super) fn detail(state: &AlibabaVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let kind = call.required_str("JobType");
    let job = state
        .jobs
        .get(call.required_str("JobId"))
        .filter(|_| kind == "snapshot");
    let job = job.ok_or_else(|| missing("JobId"))?;
    let mut detail = summary(&job, call);
    detail.insert("VideoId".into(), json!(job.video));
    detail.insert("Trigger".into(), json!("Manual"));
    detail.insert("NormalConfig".into(), json!(job.settings.normal().to_string()));
    if let Some(sprite) = &job.settings.sprite_snapshot_config {
        detail.insert("SpriteConfig".into(), json!(abbreviated(sprite).to_string()));
    }
    Ok(json!({ "JobType": kind, "SnapshotJobDetail": detail }))
}

pub(super) fn list(state: &AlibabaVod, call: &ApiCall<'_>) -> Value {
    let (media, kind) = (call.required_str("MediaId"), call.required_str("JobType"));
    let jobs = state.jobs.list(|job| kind == "snapshot" && job.video == media);
    let jobs: Vec<Value> = jobs.iter().rev().map(|job| summary(job, call).into()).collect();
    json!({ "MediaId": media, "JobType": kind, "JobInfoList": jobs })
}
