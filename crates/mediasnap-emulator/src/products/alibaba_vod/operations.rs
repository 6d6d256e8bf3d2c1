//! Submitting jobs and asking for them.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::pictures;
use super::state::{Config, Job, PRODUCT, Settings, State, USER, abbreviated, invalid, missing};
use crate::clock::rfc3339;
use crate::media::content::Frame;
use crate::media::source::Source;
use crate::media::video_info::Clip;
use crate::notifications::{Notification, Scheme};
use crate::products::alibaba_sprite::Sprite;
use crate::products::product::Call;
use crate::protocol::service_error::Refusal;

/// No job takes more pictures than this.
const MOST_PICTURES: i64 = 2000;
/// No request lists more positions than this.
const MOST_OFFSETS: usize = 30;

/// The settings of the template, or of the request itself.
fn settings(state: &State, call: &Call<'_>) -> Result<Settings, Refusal> {
    if let Some(id) = call.text("SnapshotTemplateId") {
        // A template that was not made here counts as made elsewhere, with the defaults.
        let Some(template) = state.templates.get(id) else {
            return Ok(Settings::default());
        };
        let config: Config = serde_json::from_str(&template.config)
            .map_err(|_| invalid("the template is not one for snapshots"))?;
        let mut settings = config.snapshot_config;
        if config.snapshot_type == "SpriteSnapshot" && settings.sprite_snapshot_config.is_none() {
            settings.sprite_snapshot_config = Some(Sprite::default());
        }
        settings.web_vtt = config.snapshot_type == "WebVttSnapshot";
        return Ok(settings);
    }
    let sprite = match call.text("SpriteSnapshotConfig") {
        Some(text) => Some(
            serde_json::from_str(text)
                .map_err(|_| invalid("SpriteSnapshotConfig is no JSON of its shape"))?,
        ),
        None => None,
    };
    let listed = call
        .arguments
        .get("SpecifiedOffsetTimes")
        .and_then(Value::as_array);
    let offsets: Vec<u64> = listed.into_iter().flatten().filter_map(Value::as_u64).collect();
    if listed.map_or(0, Vec::len) != offsets.len() || offsets.len() > MOST_OFFSETS {
        return Err(invalid("SpecifiedOffsetTimes takes up to 30 positions from 0 on"));
    }
    if let Some(text) = call.text("UserData") {
        let _: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| invalid("UserData is no JSON object"))?;
    }
    let side = |name: &str| call.text(name).and_then(|text| text.trim().parse().ok());
    Ok(Settings {
        count: call.integer("Count"),
        interval: call.integer("Interval"),
        specified_offset_time: call.integer("SpecifiedOffsetTime"),
        offsets,
        width: side("Width"),
        height: side("Height"),
        frame_type: None,
        sprite_snapshot_config: sprite,
        web_vtt: false,
    })
}

/// The positions to take pictures at, in milliseconds.
fn times(settings: &Settings, clip: Clip) -> Result<Vec<u64>, Refusal> {
    if !settings.offsets.is_empty() {
        return Ok(settings
            .offsets
            .iter()
            .copied()
            .filter(|time| clip.has(*time))
            .collect());
    }
    let count = settings.count.unwrap_or(1);
    if !(1..=MOST_PICTURES).contains(&count) {
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
        return Ok(clip.spread(count));
    }
    let end = start.saturating_add(step.saturating_mul(1000).saturating_mul(count));
    Ok(clip.series(start, step.saturating_mul(1000), end))
}

pub(super) fn submit(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (world, now, video) = (call.world, call.now, call.required("VideoId"));
    if video.is_empty() {
        return Err(Refusal::named(
            "MissingParameter",
            "The parameter VideoId is required.",
        ));
    }
    let source = Source::Media(video.to_owned());
    let clip = world.clip(&source);
    let clip = clip.ok_or_else(|| Refusal::named("InvalidVideo.NotFound", "The video does not exist."))?;
    let settings = settings(state, call)?;
    let mut times = times(&settings, clip)?;
    if settings.frame_type.as_deref() == Some("intra") {
        world.media.key_frames(&source, &mut times);
    }
    let (id, ends) = (world.ids.hex(), world.done_at(now));
    let (width, height) = clip.size(settings.width, settings.height);
    pictures::check_size(&settings, (width, height), times.len())?;
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
    let pictures = pictures::publish(world, video, &id, &settings, frames, ends);
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
    notify(call, video, &id, failed, ends);
    Ok(json!({ "SnapshotJob": { "JobId": id } }))
}

/// Has the end of a job sent to the URL in the caller's own data.
fn notify(call: &Call<'_>, video: &str, id: &str, failed: bool, due: DateTime<Utc>) {
    let data: Value = call
        .text("UserData")
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let Some(url) = data
        .pointer("/MessageCallback/CallbackURL")
        .and_then(Value::as_str)
    else {
        return;
    };
    let status = if failed { "fail" } else { "success" };
    let body = json!({
        "EventType": "SnapshotComplete",
        "EventTime": rfc3339(due),
        "VideoId": video,
        "JobId": id,
        "Status": status,
        "Extend": data.get("Extend").map(Value::to_string).unwrap_or_default(),
    });
    call.world.callbacks.add(Notification {
        scheme: Scheme::AlibabaVod,
        url: url.to_owned(),
        body,
        due,
    });
}

/// The members that name a job and its times.
fn summary(job: &Job, call: &Call<'_>) -> Map<String, Value> {
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

pub(super) fn detail(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let kind = call.required("JobType");
    let job = state
        .jobs
        .get(call.required("JobId"))
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

pub(super) fn list(state: &State, call: &Call<'_>) -> Value {
    let (media, kind) = (call.required("MediaId"), call.required("JobType"));
    let jobs = state.jobs.list(|job| kind == "snapshot" && job.video == media);
    let jobs: Vec<Value> = jobs.iter().rev().map(|job| summary(job, call).into()).collect();
    json!({ "MediaId": media, "JobType": kind, "JobInfoList": jobs })
}
