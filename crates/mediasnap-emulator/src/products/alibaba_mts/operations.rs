//! The operations.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::capture::{is_synchronous, run};
use super::state::{AlibabaMts, DEFAULT_PIPELINE, Job, OssFile, Settings};
use crate::clock::rfc3339;
use crate::media::source::Source;
use crate::products::alibaba_arguments::{invalid, time_arg};
use crate::products::product::ApiCall;
use crate::protocol::service_error::ServiceError;

/// Maximum number of jobs of a response.
const MAX_JOBS: usize = 10;
/// Code of an object or a media asset that does not exist.
const NOT_FOUND: &str = "InvalidParameter.ResourceNotFound";

pub(super) fn submit(state: &AlibabaMts, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (emulator, now) = (call.emulator, call.now);
    let input: OssFile = call.decode(Some("Input"))?;
    let settings: Settings = call.decode(Some("SnapshotConfig"))?;
    let ends = if is_synchronous(&settings) {
        now
    } else {
        emulator.done_at(now)
    };
    let (id, source) = (emulator.ids.hex(), input.source());
    let pipeline = call.str_arg("PipelineId");
    let mut job = Job {
        id: id.clone(),
        pipeline: pipeline.unwrap_or(DEFAULT_PIPELINE).to_owned(),
        notifies: pipeline.is_some(),
        input,
        config: stringified(call.arguments.get("SnapshotConfig")),
        user_data: call.str_arg("UserData").map(str::to_owned),
        created: now,
        begins: now + (ends - now) / 2,
        ends,
        images: Vec::new(),
        count: 0,
        tile_count: 0,
        failure: None,
    };
    match emulator.video_info(&source) {
        Some(info) => run(emulator, &mut job, &settings, &source, info)?,
        // Like with the service itself, a missing file fails the job, not the call.
        None => {
            job.failure = Some((
                NOT_FOUND.to_owned(),
                "The resource operated InputFile cannot be found.".to_owned(),
            ));
        }
    }
    let response = json!({ "SnapshotJob": view(&job, now) });
    state.jobs.put(&id, job);
    Ok(response)
}

/// Returns settings as the service returns them: with numbers as strings.
fn stringified(config: Option<&Value>) -> Value {
    match config {
        Some(Value::Number(number)) => json!(number.to_string()),
        Some(Value::Object(members)) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            let members = members.map(|(name, value)| (name.clone(), stringified(Some(value))));
            Value::Object(members.collect())
        }
        Some(value) => value.clone(),
        None => Value::Null,
    }
}

/// Returns a job as responses have it.
fn view(job: &Job, now: DateTime<Utc>) -> Value {
    let ended = now >= job.ends;
    let count = |count: usize| {
        let count = (ended && count > 0).then(|| count.to_string());
        Value::from(count.unwrap_or_default())
    };
    let mut view = Map::new();
    for (name, value) in [
        ("Id", json!(job.id)),
        ("State", json!(job.status(now))),
        ("PipelineId", json!(job.pipeline)),
        ("CreationTime", json!(rfc3339(job.created))),
        ("Input", json!(job.input)),
        ("SnapshotConfig", job.config.clone()),
        ("Count", count(job.count)),
        ("TileCount", count(job.tile_count)),
        ("UserData", json!(job.user_data.as_deref().unwrap_or_default())),
    ] {
        view.insert(name.to_owned(), value);
    }
    if ended {
        if let Some((code, message)) = &job.failure {
            view.insert("Code".into(), json!(code));
            view.insert("Message".into(), json!(message));
        }
        // The message has the id of the job, upper case as the queue's ids are.
        let message = if job.notifies {
            json!({ "MessageId": job.id.to_ascii_uppercase() })
        } else {
            json!({})
        };
        view.insert("MNSMessageResult".into(), message);
    }
    view.into()
}

pub(super) fn query(state: &AlibabaMts, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let show =
        |jobs: &[std::sync::Arc<Job>]| -> Vec<Value> { jobs.iter().map(|job| view(job, call.now)).collect() };
    if let Some(ids) = call.str_arg("SnapshotJobIds") {
        let mut ids: Vec<&str> = ids.split(',').map(str::trim).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.retain(|id| !id.is_empty());
        let mut jobs = state.jobs.list(|job| ids.contains(&&*job.id));
        jobs.reverse();
        ids.retain(|id| jobs.iter().all(|job| job.id != *id));
        return Ok(json!({
            "SnapshotJobList": { "SnapshotJob": show(&jobs) },
            "NonExistSnapshotJobIds": { "String": ids },
        }));
    }
    let (from, to) = (
        time_arg(call, "StartOfJobCreatedTimeRange")?,
        time_arg(call, "EndOfJobCreatedTimeRange")?,
    );
    let (pipeline, status) = (call.str_arg("PipelineId"), call.str_arg("State"));
    let mut jobs = state.jobs.list(|job| {
        pipeline.is_none_or(|pipeline| pipeline == job.pipeline)
            && status.is_none_or(|status| status == job.status(call.now))
            && from.is_none_or(|from| job.created.timestamp() >= from.timestamp())
            && to.is_none_or(|to| job.created.timestamp() <= to.timestamp())
    });
    jobs.reverse();
    // A token is the id of the first job of its page.
    let start = match call.str_arg("NextPageToken") {
        None => 0,
        Some(token) => {
            let position = jobs.iter().position(|job| job.id == token);
            position.ok_or_else(|| invalid("NextPageToken was not returned by a previous page"))?
        }
    };
    let size = call.integer_arg("MaximumPageSize").map(usize::try_from);
    let size = size.and_then(Result::ok).unwrap_or(MAX_JOBS).clamp(1, MAX_JOBS);
    let (_, rest) = jobs.split_at(start);
    let next = rest.get(size).map(|job| job.id.clone());
    Ok(json!({
        "NextPageToken": next.unwrap_or_default(),
        "SnapshotJobList": { "SnapshotJob": show(&rest[..size.min(rest.len())]) },
        "NonExistSnapshotJobIds": { "String": [] },
    }))
}

/// Sets the cover of a media asset. No operation of this product reads it.
pub(super) fn update_cover(call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let media = Source::Media(call.required_str("MediaId").to_owned());
    match call.emulator.video_info(&media) {
        Some(_) => Ok(json!({})),
        None => Err(ServiceError::with_code(
            NOT_FOUND,
            "The media asset does not exist.",
        )),
    }
}
