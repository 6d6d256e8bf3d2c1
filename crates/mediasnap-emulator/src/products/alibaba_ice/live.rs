//! Jobs on live streams.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::live_templates;
use super::state::{LiveJob, State, invalid, no_job};
use crate::clock::{parse_rfc3339, rfc3339};
use crate::media::source::Source;
use crate::products::product::{Call, page as page_of};
use crate::protocol::service_error::Refusal;

/// The longest span that jobs are listed for, and the span without one.
const LONGEST_SPAN: TimeDelta = TimeDelta::days(30);
const USUAL_SPAN: TimeDelta = TimeDelta::days(7);

pub(super) fn submit(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (world, now) = (call.world, call.now);
    let template = live_templates::find_or_foreign(state, call.required("TemplateId"));
    let stream = call.arguments.get("StreamInput").cloned().unwrap_or_default();
    let stream_url = stream
        .get("Url")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let callback = call.text("CallbackUrl");
    if callback.is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
        return Err(invalid("CallbackUrl is no http or https URL"));
    }
    let id = world.ids.uuid();
    // A stream that is not being pushed leaves the job waiting for a command.
    let pushed = world.clip(&Source::Stream(stream_url.clone())).is_some();
    let begins = world.done_at(now).timestamp() + 1;
    let job = LiveJob {
        id: id.clone(),
        name: call.required("JobName").to_owned(),
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

/// The job that the request names.
pub(super) fn find(state: &State, call: &Call<'_>) -> Result<Arc<LiveJob>, Refusal> {
    state.live_jobs.get(call.required("JobId")).ok_or_else(no_job)
}

pub(super) fn get(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let job = find(state, call)?;
    let template = &job.template;
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
        "CallbackUrl": job.callback.as_deref().unwrap_or_default(),
        "CreateTime": rfc3339(job.created),
        "LastModified": rfc3339(job.modified),
    }))
}

pub(super) fn list(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let time = |name: &str| match call.text(name) {
        None => Ok(None),
        Some(text) => parse_rfc3339(text)
            .map(Some)
            .ok_or_else(|| invalid(&format!("{name} is no time"))),
    };
    let to = time("EndTime")?.unwrap_or(call.now);
    let from = time("StartTime")?.unwrap_or(to - USUAL_SPAN);
    if from > to || to - from > LONGEST_SPAN {
        return Err(invalid("StartTime and EndTime are not within 30 days"));
    }
    let (word, status) = (call.text("SearchKeyWord"), call.text("Status"));
    let mut jobs = state.live_jobs.list(|job| {
        let created = job.created.timestamp();
        (from.timestamp()..=to.timestamp()).contains(&created)
            && status.is_none_or(|status| status == job.status(call.now))
            && word.is_none_or(|word| job.id == word || job.name.contains(word))
    });
    let order = call.text("SortBy").unwrap_or("desc");
    if order != "asc" {
        jobs.reverse();
    }
    let (page, size) = (
        call.integer("PageNo").unwrap_or(1),
        call.integer("PageSize").unwrap_or(10),
    );
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

pub(super) fn command(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (job, now) = (find(state, call)?, call.now);
    let second = now.timestamp();
    let (command, status) = (call.required("Command"), job.status(now));
    if command == "start" && status == "started" {
        return Err(Refusal::named("JobAlreadyStarted", "The job is already started."));
    }
    if command != "stop" && call.world.clip(&Source::Stream(job.stream_url.clone())).is_none() {
        return Err(Refusal::named(
            "StreamNotFound",
            "The stream is not being pushed.",
        ));
    }
    let done = state.live_jobs.update(&job.id, |job| {
        let waiting = status == "init";
        if waiting {
            job.spans.clear();
        } else if let Some((_, end @ None)) = job.spans.last_mut() {
            *end = Some(second);
        }
        match command {
            // A job that never ran has an empty span behind it, and is paused.
            "stop" if waiting => job.spans.push((second, Some(second))),
            "stop" => {}
            _ => job.spans.push((second, None)),
        }
        job.modified = now;
    });
    done.ok_or_else(no_job)?;
    Ok(json!({}))
}
