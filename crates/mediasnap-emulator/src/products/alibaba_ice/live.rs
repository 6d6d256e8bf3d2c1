//! Jobs on live streams.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::live_templates;
use super::state::{AlibabaIce, LiveJob, job_not_found};
use crate::clock::rfc3339;
use crate::media::source::Source;
use crate::notifications;
use crate::products::alibaba_arguments::{invalid, time_arg};
use crate::products::product::{ApiCall, page as page_of};
use crate::protocol::service_error::ServiceError;

/// Maximum span of creation times of a list of jobs, and its default.
const MAX_SPAN: TimeDelta = TimeDelta::days(30);
const DEFAULT_SPAN: TimeDelta = TimeDelta::days(7);

pub(super) fn submit(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (emulator, now) = (call.emulator, call.now);
    let template = live_templates::find_or_foreign(state, call, call.required_str("TemplateId"))?;
    let stream = call.arguments.get("StreamInput").cloned().unwrap_or_default();
    let stream_url = stream["Url"].as_str().unwrap_or_default().to_owned();
    let callback = call.str_arg("CallbackUrl");
    if callback.is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
        return Err(invalid("CallbackUrl is not an http or https URL"));
    }
    callback
        .map_or(Ok(()), notifications::check_url)
        .map_err(invalid)?;
    let id = emulator.ids.uuid();
    // A job on a stream that is not being pushed waits for a command.
    let pushed = emulator.video_info(&Source::Stream(stream_url.clone())).is_some();
    let begins = emulator.done_at(now).timestamp() + 1;
    let job = LiveJob {
        id: id.clone(),
        name: call.required_str("JobName").to_owned(),
        template,
        stream,
        stream_url,
        output: call.decode(Some("SnapshotOutput"))?,
        callback: callback.map(str::to_owned),
        created: now,
        modified: now,
        spans: if pushed { vec![(begins, None)] } else { Vec::new() },
        deleted: BTreeSet::new(),
        published: 0,
        notified: 0,
    };
    state.live_jobs.put(&id, job);
    Ok(json!({ "JobId": id }))
}

/// Returns the job that the request names.
pub(super) fn find(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Arc<LiveJob>, ServiceError> {
    state
        .live_jobs
        .get(call.required_str("JobId"))
        .ok_or_else(job_not_found)
}

pub(super) fn get(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let job = find(state, call)?;
    let (template, callback) = (&job.template, job.callback.as_deref());
    Ok(json!({
        "JobId": job.id,
        "JobName": job.name,
        "Status": job.status(call.now),
        "StreamInput": job.stream,
        "SnapshotOutput": job.output,
        "TemplateId": template.id,
        "TemplateName": template.name,
        "TimeInterval": template.interval,
        "OverwriteFormat": template.overwrite.as_deref().unwrap_or_default(),
        "SequenceFormat": template.sequence.as_deref().unwrap_or_default(),
        "CallbackUrl": callback.unwrap_or_default(),
        "CreateTime": rfc3339(job.created),
        "LastModified": rfc3339(job.modified),
    }))
}

pub(super) fn list(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let to = time_arg(call, "EndTime")?.unwrap_or(call.now);
    let from = time_arg(call, "StartTime")?.unwrap_or(to - DEFAULT_SPAN);
    if from > to || to - from > MAX_SPAN {
        return Err(invalid("StartTime and EndTime are not within 30 days"));
    }
    let (word, status) = (call.str_arg("SearchKeyWord"), call.str_arg("Status"));
    let mut jobs = state.live_jobs.list(|job| {
        let created = job.created.timestamp();
        (from.timestamp()..=to.timestamp()).contains(&created)
            && status.is_none_or(|status| status == job.status(call.now))
            && word.is_none_or(|word| job.id == word || job.name.contains(word))
    });
    let order = call.str_arg("SortBy").unwrap_or("desc");
    if order != "asc" {
        jobs.reverse();
    }
    let (page, size) = call.page_args("PageNo", "PageSize", 10);
    let total = jobs.len();
    let views = page_of(jobs, page, 1, size).into_iter().map(|job| {
        json!({
            "JobId": job.id,
            "JobName": job.name,
            "Status": job.status(call.now),
            "TemplateId": job.template.id,
            "TemplateName": job.template.name,
            "TimeInterval": job.template.interval,
            "SnapshotOutput": job.output,
            "CreateTime": rfc3339(job.created),
        })
    });
    Ok(json!({
        "JobList": views.collect::<Vec<_>>(),
        "TotalCount": total,
        "PageNo": page,
        "PageSize": size,
        "SortBy": order,
    }))
}

pub(super) fn command(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (job, now) = (find(state, call)?, call.now);
    let second = now.timestamp();
    let (command, status) = (call.required_str("Command"), job.status(now));
    if command == "start" && status == "started" {
        return Err(ServiceError::with_code(
            "JobAlreadyStarted",
            "The job is already started.",
        ));
    }
    if command != "stop"
        && call
            .emulator
            .video_info(&Source::Stream(job.stream_url.clone()))
            .is_none()
    {
        return Err(ServiceError::with_code(
            "StreamNotFound",
            "The stream is not being pushed.",
        ));
    }
    let done = state.live_jobs.update(&job.id, |job| {
        let waiting = status == "init";
        // An image that was captured in this second remains, so spans end and begin after it.
        let captured = !job.captures(second, second + 1, 1).is_empty();
        let boundary = second + i64::from(captured);
        job.published = job.published.min(boundary);
        job.notified = job.notified.min(boundary);
        if waiting {
            job.spans.clear();
        } else if let Some((begin, end @ None)) = job.spans.last_mut() {
            *end = Some(boundary.max(*begin));
        }
        match command {
            // A job that never ran gets an empty span, and is paused.
            "stop" if waiting => job.spans.push((second, Some(second))),
            "stop" => {}
            _ => job.spans.push((boundary, None)),
        }
        job.modified = now;
    });
    done.ok_or_else(job_not_found)?;
    Ok(json!({}))
}
