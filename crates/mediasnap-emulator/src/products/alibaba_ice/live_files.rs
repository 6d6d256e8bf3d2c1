//! Images of live snapshot jobs, one per interval of the clock.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::live;
use super::state::{AlibabaIce, LiveJob, PRODUCT, SCHEME};
use crate::clock::{parse_rfc3339, rfc3339};
use crate::media::content::{Content, Frame};
use crate::media::source::Source;
use crate::media::video_info::{SYNTHETIC, VideoInfo};
use crate::notifications::Notification;
use crate::products::alibaba_arguments::invalid;
use crate::products::product::ApiCall;
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::journal::Journal;
use crate::storage::objects::Objects;

/// Maximum number of captures of a job that are published at a time; older ones are left out.
const MAX_ENTRIES: i64 = 20_000;
/// Maximum number of captures of a job that notifications are sent for at a time.
const MAX_NOTIFIED: usize = 100;
/// Maximum number of files that one call deletes.
const MAX_DELETED: usize = 200;

fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// Returns the key of a capture in a naming format.
fn key(format: &str, job: &LiveJob, seconds: i64, number: i64) -> String {
    format
        .replace("{JobId}", &job.id)
        .replace("{Date}", &time(seconds).format("%Y%m%d").to_string())
        .replace("{UnixTimestamp}", &seconds.to_string())
        .replace("{Sequence}", &(number + 1).to_string())
}

/// Publishes the captures of all jobs up to now.
pub(super) fn publish_all(state: &AlibabaIce, emulator: &EmulatorState) {
    let now = emulator.clock.now();
    for job in state.live_jobs.list(|_| true) {
        publish(state, emulator, &job.id, now);
    }
}

/// Publishes the captures of a job up to now.
fn publish(state: &AlibabaIce, emulator: &EmulatorState, id: &str, now: DateTime<Utc>) {
    let publish = |job: &mut LiveJob| {
        let before = now.timestamp() + 1;
        let from = job
            .published
            .max(before - MAX_ENTRIES * job.template.interval.max(1));
        let source = Source::Stream(job.stream_url.clone());
        let info = emulator.video_info(&source).unwrap_or(SYNTHETIC);
        let origin = job.spans.first().map_or(before, |(start, _)| *start);
        let content = |seconds: i64| Content::Jpeg(frame(job, &source, info, seconds - origin));
        if let Some(format) = &job.template.sequence {
            for (seconds, number) in job.captures(from, before, usize::MAX) {
                let path = Objects::path(&job.output.bucket, &key(format, job, seconds, number));
                emulator.objects.publish(&path, content(seconds), time(seconds));
            }
        }
        if let (Some(format), Some(seconds)) = (&job.template.overwrite, job.latest(before)) {
            let path = Objects::path(&job.output.bucket, &key(format, job, seconds, 0));
            emulator.objects.publish(&path, content(seconds), time(seconds));
        }
        job.published = job.published.max(before);
    };
    Journal::derived(|| state.live_jobs.update(id, publish));
}

fn frame(job: &LiveJob, source: &Source, info: VideoInfo, seconds: i64) -> Frame {
    let time_ms = u64::try_from(seconds).unwrap_or_default().saturating_mul(1000);
    let (job, source) = (job.id.clone(), source.clone());
    Frame {
        product: PRODUCT.to_owned(),
        job,
        source,
        time_ms,
        width: info.width,
        height: info.height,
    }
}

/// Returns the paths of the newest captures, newest first.
pub(super) fn newest(job: &LiveJob, now: DateTime<Utc>, max: usize) -> Vec<String> {
    let before = now.timestamp() + 1;
    let span = i64::try_from(max)
        .unwrap_or(i64::MAX)
        .saturating_mul(job.template.interval.max(1));
    let format = job.template.sequence.as_ref().or(job.template.overwrite.as_ref());
    let captures = job.captures(
        job.latest(before).unwrap_or(before).saturating_sub(span) + 1,
        before,
        max,
    );
    let path = |(seconds, number): &(i64, i64)| {
        format.map(|format| Objects::path(&job.output.bucket, &key(format, job, *seconds, *number)))
    };
    captures.iter().rev().filter_map(path).collect()
}

/// Queues notifications for the captures since the last call, at most [`MAX_NOTIFIED`] per job.
pub(super) fn notify(state: &AlibabaIce, emulator: &EmulatorState) {
    let now = emulator.clock.now();
    let before = now.timestamp() + 1;
    let due =
        |job: &LiveJob| job.callback.is_some() && job.latest(before).is_some_and(|last| last >= job.notified);
    for job in state.live_jobs.list(due) {
        let format = job.template.sequence.as_ref().or(job.template.overwrite.as_ref());
        let (Some(format), Some(url)) = (format, &job.callback) else {
            continue;
        };
        for (seconds, number) in job.captures(job.notified, before, MAX_NOTIFIED) {
            let mut body = entry(
                &job,
                &key(format, &job, seconds, number),
                seconds,
                job.template.sequence.is_none(),
            );
            body["EventType"] = json!("LiveSnapshotComplete");
            body["JobId"] = json!(job.id);
            emulator.notifications.add(Notification {
                scheme: SCHEME.to_owned(),
                url: url.clone(),
                body,
                due: now,
            });
        }
        state.live_jobs.update(&job.id, |job| job.notified = before);
    }
}

/// Returns the list entry of a capture.
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

pub(super) fn list(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let job = live::find(state, call)?;
    let bound = |name: &str| {
        parse_rfc3339(call.required_str(name)).ok_or_else(|| invalid(&format!("{name} is not a valid time")))
    };
    let (from, to) = (bound("StartTime")?, bound("EndTime")?);
    if from > to || to - from > TimeDelta::days(1) {
        return Err(invalid("EndTime is not within a day after StartTime"));
    }
    publish(state, call.emulator, &job.id, call.now);
    let limit = usize::try_from(call.integer_arg("Limit").unwrap_or(10)).unwrap_or(usize::MAX);
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
    // The next page begins where this one ends in time. The order applies within a page.
    if call.str_arg("SortBy") == Some("desc") {
        files.reverse();
    }
    let mut response = json!({ "FileList": files.into_iter().map(|(_, file)| file).collect::<Vec<_>>() });
    if let Some(next) = next {
        response["NextStartTime"] = json!(next);
    }
    Ok(response)
}

pub(super) fn delete(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let job = live::find(state, call)?;
    let stamps: Vec<i64> = call.decode(Some("CreateTimestampList"))?;
    if stamps.is_empty() || stamps.len() > MAX_DELETED {
        return Err(invalid("CreateTimestampList takes 1 to 200 timestamps"));
    }
    let Some(format) = &job.template.sequence else {
        return Err(ServiceError::with_code(
            "OverlayNotSupported",
            "The overwritten image cannot be deleted.",
        ));
    };
    publish(state, call.emulator, &job.id, call.now);
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
                    call.emulator.objects.remove(&path);
                }
            }
            json!({ "CreateTimestamp": stamp, "Result": if known.is_some() { "OK" } else { "FileNotFound" } })
        })
        .collect();
    state.live_jobs.update(&job.id, |job| job.deleted.extend(gone));
    Ok(json!({ "DeleteFileResultList": results }))
}
