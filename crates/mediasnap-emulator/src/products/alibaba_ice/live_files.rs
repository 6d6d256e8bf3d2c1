//! The images of live snapshot jobs: one each interval of the clock.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::live;
use super::state::{LiveJob, PRODUCT, State, invalid};
use crate::clock::{parse_rfc3339, rfc3339};
use crate::media::content::{Content, Frame};
use crate::media::source::Source;
use crate::media::video_info::{Clip, DRAWN};
use crate::notifications::{Notification, Scheme};
use crate::products::product::Call;
use crate::protocol::service_error::Refusal;
use crate::state::World;
use crate::storage::objects::Objects;

/// No more captures of a job than this are put behind URLs at a time; the oldest are left out.
const MOST: i64 = 20_000;
/// The most captures of a job that are notified of at a time.
const MOST_NOTIFIED: usize = 100;
/// The most files that one call deletes.
const MOST_DELETED: usize = 200;

fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// The key of a capture in a naming format.
fn key(format: &str, job: &LiveJob, seconds: i64, number: i64) -> String {
    format
        .replace("{JobId}", &job.id)
        .replace("{Date}", &time(seconds).format("%Y%m%d").to_string())
        .replace("{UnixTimestamp}", &seconds.to_string())
        .replace("{Sequence}", &(number + 1).to_string())
}

/// Puts the captures of every job behind their URLs, up to now.
pub(super) fn publish_all(state: &State, world: &World) {
    let now = world.clock.now();
    for job in state.live_jobs.list(|_| true) {
        publish(state, world, &job.id, now);
    }
}

/// Puts the captures of a job behind their URLs, up to now.
fn publish(state: &State, world: &World, id: &str, now: DateTime<Utc>) {
    state.live_jobs.update(id, |job| {
        let before = now.timestamp() + 1;
        let from = job.published.max(before - MOST * job.template.interval.max(1));
        let source = Source::Stream(job.stream_url.clone());
        let clip = world.clip(&source).unwrap_or(DRAWN);
        let origin = job.spans.first().map_or(before, |(start, _)| *start);
        let content = |seconds: i64| Content::Jpeg(frame(job, &source, clip, seconds - origin));
        if let Some(format) = &job.template.sequence {
            for (seconds, number) in job.captures(from, before, usize::MAX) {
                let path = Objects::path(&job.output.bucket, &key(format, job, seconds, number));
                world.objects.publish(&path, content(seconds), time(seconds));
            }
        }
        if let (Some(format), Some(seconds)) = (&job.template.overwrite, job.latest(before)) {
            let path = Objects::path(&job.output.bucket, &key(format, job, seconds, 0));
            world.objects.publish(&path, content(seconds), time(seconds));
        }
        job.published = job.published.max(before);
    });
}

fn frame(job: &LiveJob, source: &Source, clip: Clip, seconds: i64) -> Frame {
    let time_ms = u64::try_from(seconds).unwrap_or_default().saturating_mul(1000);
    let (job, source) = (job.id.clone(), source.clone());
    Frame {
        product: PRODUCT.to_owned(),
        job,
        source,
        time_ms,
        width: clip.width,
        height: clip.height,
    }
}

/// The paths of the newest captures, newest first.
pub(super) fn newest(job: &LiveJob, now: DateTime<Utc>, most: usize) -> Vec<String> {
    let before = now.timestamp() + 1;
    let span = i64::try_from(most)
        .unwrap_or(i64::MAX)
        .saturating_mul(job.template.interval.max(1));
    let format = job.template.sequence.as_ref().or(job.template.overwrite.as_ref());
    let captures = job.captures(
        job.latest(before).unwrap_or(before).saturating_sub(span) + 1,
        before,
        most,
    );
    let path = |(seconds, number): &(i64, i64)| {
        format.map(|format| Objects::path(&job.output.bucket, &key(format, job, *seconds, *number)))
    };
    captures.iter().rev().filter_map(path).collect()
}

/// Sends the notifications of the captures since the last time: at most as many as a listing has.
pub(super) fn notify(state: &State, world: &World) {
    let now = world.clock.now();
    let before = now.timestamp() + 1;
    let due =
        |job: &LiveJob| job.callback.is_some() && job.latest(before).is_some_and(|last| last >= job.notified);
    for job in state.live_jobs.list(due) {
        let format = job.template.sequence.as_ref().or(job.template.overwrite.as_ref());
        let (Some(format), Some(url)) = (format, &job.callback) else {
            continue;
        };
        for (seconds, number) in job.captures(job.notified, before, MOST_NOTIFIED) {
            let mut body = entry(
                &job,
                &key(format, &job, seconds, number),
                seconds,
                job.template.sequence.is_none(),
            );
            body["EventType"] = json!("LiveSnapshotComplete");
            body["JobId"] = json!(job.id);
            world.callbacks.add(Notification {
                scheme: Scheme::AlibabaIce,
                url: url.clone(),
                body,
                due: now,
            });
        }
        state.live_jobs.update(&job.id, |job| job.notified = before);
    }
}

/// A capture in the list.
fn entry(job: &LiveJob, object: &str, seconds: i64, overlay: bool) -> Value {
    json!({
        "CreateTime": rfc3339(time(seconds)),
        "CreateTimestamp": seconds * 1000,
        "IsOverlay": overlay,
        "OssBucket": job.output.bucket,
        "OssEndpoint": job.output.endpoint,
        "OssObject": object,
    })
}

pub(super) fn list(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let job = live::find(state, call)?;
    let bound =
        |name: &str| parse_rfc3339(call.required(name)).ok_or_else(|| invalid(&format!("{name} is no time")));
    let (from, to) = (bound("StartTime")?, bound("EndTime")?);
    if from > to || to - from > TimeDelta::days(1) {
        return Err(invalid("EndTime is not within a day after StartTime"));
    }
    publish(state, call.world, &job.id, call.now);
    let limit = usize::try_from(call.integer("Limit").unwrap_or(10)).unwrap_or(usize::MAX);
    let before = to.timestamp().min(call.now.timestamp()) + 1;
    let mut files: Vec<(i64, Value)> = Vec::new();
    if let Some(format) = &job.template.sequence {
        let captures = job.captures(
            from.timestamp(),
            before,
            limit.saturating_add(1 + job.deleted.len()),
        );
        let kept = captures
            .into_iter()
            .filter(|(seconds, _)| !job.deleted.contains(seconds));
        files.extend(kept.map(|(seconds, number)| {
            (
                seconds,
                entry(&job, &key(format, &job, seconds, number), seconds, false),
            )
        }));
    }
    let latest = job
        .latest(call.now.timestamp() + 1)
        .filter(|latest| (from.timestamp()..before).contains(latest));
    if let (Some(format), Some(seconds)) = (&job.template.overwrite, latest) {
        files.push((
            seconds,
            entry(&job, &key(format, &job, seconds, 0), seconds, true),
        ));
    }
    files.sort_by_key(|(seconds, _)| *seconds);
    let next = files.get(limit).map(|(seconds, _)| rfc3339(time(*seconds)));
    files.truncate(limit);
    // Pages follow each other by their start; the order holds within a page.
    if call.text("SortBy") == Some("desc") {
        files.reverse();
    }
    let mut answer = json!({ "FileList": files.into_iter().map(|(_, file)| file).collect::<Vec<_>>() });
    if let Some(next) = next {
        answer["NextStartTime"] = json!(next);
    }
    Ok(answer)
}

pub(super) fn delete(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let job = live::find(state, call)?;
    let stamps: Vec<i64> = call.decode(Some("CreateTimestampList"))?;
    if stamps.is_empty() || stamps.len() > MOST_DELETED {
        return Err(invalid("CreateTimestampList takes 1 to 200 time stamps"));
    }
    let Some(format) = &job.template.sequence else {
        return Err(Refusal::named(
            "OverlayNotSupported",
            "The overwritten image cannot be deleted.",
        ));
    };
    publish(state, call.world, &job.id, call.now);
    let objects_too = call.arguments.get("DeleteOriginalFile") == Some(&Value::Bool(true));
    let mut gone = Vec::new();
    let results: Vec<Value> = stamps
        .iter()
        .map(|stamp| {
            let seconds = stamp / 1000;
            let captures = job.captures(
                seconds,
                seconds.saturating_add(1).min(call.now.timestamp() + 1),
                1,
            );
            let known = captures
                .first()
                .filter(|_| stamp % 1000 == 0 && !job.deleted.contains(&seconds));
            if let Some((seconds, number)) = known {
                gone.push(*seconds);
                if objects_too {
                    let path = Objects::path(&job.output.bucket, &key(format, &job, *seconds, *number));
                    call.world.objects.remove(&path);
                }
            }
            json!({ "CreateTimestamp": stamp, "Result": if known.is_some() { "OK" } else { "FileNotFound" } })
        })
        .collect();
    state.live_jobs.update(&job.id, |job| job.deleted.extend(gone));
    Ok(json!({ "DeleteFileResultList": results }))
}
