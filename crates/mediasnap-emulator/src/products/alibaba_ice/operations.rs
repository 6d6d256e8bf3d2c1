//! Jobs on media assets.

use mediasnap_core::operation::PagingStyle;
use serde_json::{Map, Value, json};

use super::state::{AlibabaIce, End, Job, Settings, job_not_found};
use super::{capture, templates};
use crate::clock::rfc3339;
use crate::media::source::Source;
use crate::products::alibaba_arguments::{invalid, required, time_arg};
use crate::products::product::{ApiCall, page as page_of};
use crate::protocol::service_error::ServiceError;

/// Default validity of a URL, in seconds.
const VALIDITY: i64 = 3600;
/// Prefix of page tokens, which hold the id of the first job of the next page.
const TOKEN_PREFIX: &str = "next-";

pub(super) fn submit(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (emulator, now) = (call.emulator, call.now);
    let input: End = call.decode(Some("Input"))?;
    let output: End = call.decode(Some("Output"))?;
    let source = match (input.kind.as_str(), input.object()) {
        ("OSS", Some((bucket, key))) => Source::Object {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
        },
        ("OSS", None) => return Err(invalid("Input.Media is not the address of an object")),
        _ => Source::Media(input.media.clone()),
    };
    if output.kind == "OSS" && output.object().is_none() {
        return Err(invalid("Output.Media is not the address of an object"));
    }
    let chosen = call.arguments.get("TemplateConfig").cloned().unwrap_or_default();
    let template = chosen["TemplateId"].as_str().unwrap_or_default();
    let mut config = templates::snapshot_config(state, call, template)?;
    merge(&mut config, chosen["OverwriteParams"].as_object());
    let config = Value::Object(config);
    let settings: Settings = serde_json::from_value(config.clone())
        .map_err(|error| invalid(&format!("the snapshot settings are invalid: {error}")))?;
    if let Some(text) = call.str_arg("UserData") {
        let _: Value = serde_json::from_str(text).map_err(|_| invalid("UserData is not JSON"))?;
    }
    let (id, ends) = (emulator.ids.hex(), emulator.done_at(now));
    let mut job = Job {
        id: id.clone(),
        name: call.str_arg("Name").unwrap_or_default().to_owned(),
        input,
        output,
        template: template.to_owned(),
        settings,
        config: config.to_string(),
        pipeline: call
            .arguments
            .get("ScheduleConfig")
            .and_then(|config| config["PipelineId"].as_str().map(str::to_owned)),
        user_data: call.str_arg("UserData").map(str::to_owned),
        created: now,
        ends,
        images: Vec::new(),
        index: None,
        failure: None,
    };
    match emulator.video_info(&source) {
        Some(info) => capture::run(emulator, &mut job, &source, info)?,
        // Like with the service itself, a missing file fails the job, not the call.
        None => {
            job.failure = Some((
                "InvalidParameter.ResourceNotFound".to_owned(),
                "The input file does not exist.".to_owned(),
            ));
        }
    }
    state.jobs.put(&id, job);
    Ok(json!({ "JobId": id }))
}

/// Overrides settings of a template with those of a job, field by field.
fn merge(config: &mut Map<String, Value>, overrides: Option<&Map<String, Value>>) {
    for (name, value) in overrides
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null())
    {
        match (
            config.get_mut(name).and_then(Value::as_object_mut),
            value.as_object(),
        ) {
            (Some(inner), Some(_)) => merge(inner, value.as_object()),
            _ => {
                config.insert(name.clone(), value.clone());
            }
        }
    }
}

fn find(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<std::sync::Arc<Job>, ServiceError> {
    let id = call.str_arg("JobId").ok_or_else(|| required("JobId"))?;
    state.jobs.get(id).ok_or_else(job_not_found)
}

/// Returns the fields that a job has in lists too.
fn summary(job: &Job, call: &ApiCall<'_>) -> Map<String, Value> {
    let ended = call.now >= job.ends;
    let modified = rfc3339(if ended { job.ends } else { job.created });
    let mut members = Map::new();
    for (name, value) in [
        ("JobId", json!(job.id)),
        ("Name", json!(job.name)),
        ("Status", json!(job.status(call.now))),
        ("Type", json!(job.settings.kind.as_deref().unwrap_or("Normal"))),
        ("Async", json!(true)),
        ("Count", json!(job.images.len())),
        ("TemplateId", json!(job.template)),
        ("TriggerSource", json!("API")),
        ("CreateTime", json!(rfc3339(job.created))),
        ("SubmitTime", json!(rfc3339(job.created))),
        ("ModifiedTime", json!(modified)),
        ("PipelineId", json!(job.pipeline.as_deref().unwrap_or_default())),
        ("Input", json!(job.input)),
        ("Output", json!(job.output)),
    ] {
        members.insert(name.to_owned(), value);
    }
    if ended {
        members.insert("FinishTime".into(), json!(rfc3339(job.ends)));
    }
    members
}

/// Returns input or output with bucket and key as separate fields.
fn end(end: &End) -> Value {
    let mut view = json!(end);
    if let (Some(members), Some((bucket, key))) = (view.as_object_mut(), end.object()) {
        let file = json!({ "Bucket": bucket, "Object": key, "Location": end.location().unwrap_or("oss-cn-shanghai") });
        members.insert("OssFile".into(), file);
    }
    view
}

pub(super) fn get(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let job = find(state, call)?;
    let mut view = summary(&job, call);
    view.insert("Input".into(), end(&job.input));
    view.insert("Output".into(), end(&job.output));
    view.insert("TemplateConfig".into(), json!(job.config));
    let user_data = job.user_data.as_deref().unwrap_or_default();
    view.insert("UserData".into(), json!(user_data));
    if let (Some((code, message)), true) = (&job.failure, call.now >= job.ends) {
        view.insert("Code".into(), json!(code));
        view.insert("Message".into(), json!(message));
    }
    Ok(json!({ "SnapshotJob": view }))
}

pub(super) fn list(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (from, to) = (
        time_arg(call, "StartOfCreateTime")?,
        time_arg(call, "EndOfCreateTime")?,
    );
    let (id, status) = (call.str_arg("JobId"), call.str_arg("Status"));
    let mut jobs = state.jobs.list(|job| {
        id.is_none_or(|id| id == job.id)
            && status.is_none_or(|status| status == job.status(call.now))
            && from.is_none_or(|from| job.created.timestamp() >= from.timestamp())
            && to.is_none_or(|to| job.created.timestamp() <= to.timestamp())
    });
    if call.str_arg("OrderBy") != Some("CreateTimeAsc") {
        jobs.reverse();
    }
    let start = match call.str_arg("NextPageToken") {
        None => 0,
        Some(token) => {
            let id = token.strip_prefix(TOKEN_PREFIX).unwrap_or_default();
            let position = jobs.iter().position(|job| job.id == id);
            position.ok_or_else(|| invalid("NextPageToken was not returned by a previous page"))?
        }
    };
    let size = match call.operation.paging.as_ref().map(|paging| &paging.style) {
        Some(PagingStyle::Token { size, .. }) => call.integer_arg(size).unwrap_or(20).max(1),
        _ => 20,
    };
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let page: Vec<Value> = jobs
        .iter()
        .skip(start)
        .take(size)
        .map(|job| summary(job, call).into())
        .collect();
    let next = jobs
        .get(start.saturating_add(size))
        .map(|job| format!("{TOKEN_PREFIX}{}", job.id));
    Ok(json!({ "Jobs": page, "NextPageToken": next.unwrap_or_default() }))
}

pub(super) fn urls(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let job = find(state, call)?;
    let done = job.status(call.now) == "Success";
    let mut paths = job.available_images(call.now).to_vec();
    if call.str_arg("OrderBy") == Some("Desc") {
        paths.reverse();
    }
    let (page, size) = call.page_args("PageNumber", "PageSize", 10);
    let total = paths.len();
    let page = page_of(paths, page, 1, size);
    let valid = call
        .integer_arg("Timeout")
        .filter(|seconds| *seconds > 0)
        .unwrap_or(VALIDITY);
    let urls: Vec<String> = page
        .iter()
        .map(|path| call.emulator.presigned_url(path, valid))
        .collect();
    let mut response = json!({ "SnapshotUrls": urls, "Total": total });
    if let (Some(index), true) = (&job.index, done) {
        response["WebVTTUrl"] = json!(call.emulator.presigned_url(index, valid));
    }
    Ok(response)
}
