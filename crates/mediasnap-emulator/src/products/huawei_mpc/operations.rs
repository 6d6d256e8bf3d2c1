//! Creating, listing and canceling tasks.

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::request::{Request, invalid};
use super::state::{HuaweiMpc, Place, Task};
use crate::clock::{digits, parse_digits};
use crate::media::content::{Content, Frame, FrameSeries};
use crate::media::source::Source;
use crate::products::product::{ApiCall, page as page_of};
use crate::protocol::service_error::ServiceError;

/// Code for a task that does not exist or cannot be changed any more.
const OPERATION_FAILED: &str = "MPC.10212";
/// Code for an input path without an object.
const NO_INPUT: &str = "MPC.10053";
const PRODUCT: &str = "huawei-mpc";

pub(super) fn create(state: &HuaweiMpc, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let request: Request = call.decode(None)?;
    let (emulator, now, para) = (call.emulator, call.now, &request.thumbnail_para);
    let source = Source::Object {
        bucket: request.input.bucket.clone(),
        key: request.input.object.clone(),
    };
    let info = emulator
        .video_info(&source)
        .ok_or_else(|| ServiceError::with_code(NO_INPUT, "The input file does not exist."))?;
    let sync = request.sync == 1;
    let mut times = para.times(info, sync)?;
    para.filter(emulator, &source, info, &mut times);
    if sync && (times.len() != 1 || para.kind() == "TIME") {
        return Err(invalid(
            "sync takes exactly one point in time, of type DOTS or DOTS_MS",
        ));
    }
    let output = output(&request, call);
    let id = state.next_id();
    let ends = if sync { now } else { emulator.done_at(now) };
    let series = FrameSeries {
        product: PRODUCT,
        job: &id.to_string(),
        source: &source,
        size: para.size(info),
    };
    let frames = times
        .iter()
        .map(|time| (para.image_name(*time, times.len() == 1), series.at(*time)));
    let files: Vec<(String, Content)> = if request.tar == Some(0) {
        let frames: Vec<(String, Frame)> = frames.collect();
        vec![(para.archive_name(id), Content::Archive(frames))]
    } else {
        frames.map(|(name, frame)| (name, Content::Jpeg(frame))).collect()
    };
    let images: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let task = Task {
        id,
        project: request.project_id,
        input: request.input,
        output,
        user_data: request.user_data,
        created: now,
        begins: if sync { now } else { now + (ends - now) / 2 },
        ends,
        canceled: None,
        file: images.first().filter(|_| images.len() == 1).cloned(),
        images,
        failure: match times.is_empty() {
            true if info.is_readable() => Some("there is no frame in the range to capture".to_owned()),
            true => Some("the input file is not a video".to_owned()),
            false => None,
        },
    };
    for (path, (_, content)) in task.paths().iter().zip(files) {
        emulator.objects.publish(path, content, ends);
    }
    let mut response = json!({
        "task_id": task.id.to_string(),
        "status": task.status(now),
        "create_time": digits(now),
        "output": task.output,
    });
    if sync {
        response["output_file_name"] = json!(task.file);
        response["thumbnail_time"] = json!(seconds(times.first().copied().unwrap_or_default()));
    }
    state.tasks.put(&id.to_string(), task);
    Ok(response)
}

/// Returns where the images go: a new directory within the requested one, unless `original_dir` is set.
fn output(request: &Request, call: &ApiCall<'_>) -> Place {
    let mut output = request.output.clone();
    if request.original_dir == 0 {
        let directory = output.object.trim_end_matches('/');
        output.object = format!("{directory}/{}", &call.emulator.ids.hex()[..8]);
    }
    output
}

/// Formats seconds, with a fraction only if there is one.
fn seconds(time_ms: u64) -> String {
    match time_ms % 1000 {
        0 => (time_ms / 1000).to_string(),
        rest => format!("{}.{rest:03}", time_ms / 1000),
    }
}

pub(super) fn list(state: &HuaweiMpc, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (now, project) = (call.now, call.required_str("project_id"));
    let wanted = call.str_arg("status");
    let status_fits = |task: &Task| wanted.is_none_or(|wanted| wanted == task.status(now));
    let ids = call.str_args("task_id");
    if !ids.is_empty() {
        let find = |id: &&str| state.tasks.get(id).filter(|task| task.project == project);
        let found: Vec<_> = ids.iter().map(|id| (*id, find(id))).collect();
        if found.iter().all(|(_, task)| task.is_none()) {
            return Err(ServiceError::with_code(OPERATION_FAILED, "Operation failed."));
        }
        let entries = found
            .iter()
            .filter(|(_, task)| task.as_ref().is_none_or(|task| status_fits(task)));
        let entries: Vec<Value> = entries
            .map(|(id, task)| {
                task.as_ref()
                    .map_or_else(|| missing_entry(id), |task| entry(task, call))
            })
            .collect();
        return Ok(json!({ "total": entries.len(), "is_truncated": 0, "task_array": entries }));
    }
    let time = |name: &str| match call.str_arg(name) {
        None => Ok(None),
        Some(text) => parse_digits(text)
            .map(Some)
            .ok_or_else(|| invalid(&format!("{name} is not a valid time"))),
    };
    let (from, to) = (time("start_time")?, time("end_time")?);
    let mut tasks = state.tasks.list(|task| {
        task.project == project
            && status_fits(task)
            && from.is_none_or(|from| task.created >= from)
            // The time in the request has no fraction of a second, the one of the task has.
            && to.is_none_or(|to| task.created < to + TimeDelta::seconds(1))
    });
    tasks.reverse();
    let (page, size) = (
        call.integer_arg("page").unwrap_or(0),
        call.integer_arg("size").unwrap_or(10),
    );
    if page < 0 {
        return Err(invalid("page is negative"));
    }
    let total = tasks.len();
    let end = usize::try_from(page.saturating_add(1).saturating_mul(size)).unwrap_or(usize::MAX);
    let entries: Vec<Value> = page_of(tasks, page, 0, size)
        .iter()
        .map(|task| entry(task, call))
        .collect();
    Ok(json!({ "total": total, "is_truncated": i32::from(end < total), "task_array": entries }))
}

/// Returns the entry of an id without a task, in a list with others.
fn missing_entry(id: &str) -> Value {
    let number = id.parse::<i64>().map_or_else(|_| Value::from(id), Value::from);
    json!({ "task_id": number, "status": "NO_TASK" })
}

/// Returns a list entry. Ids and times are integers, unlike in the vendor's documentation.
fn entry(task: &Task, call: &ApiCall<'_>) -> Value {
    let now = call.now;
    let number = |text: String| text.parse::<i64>().map_or(Value::Null, Value::from);
    let mut entry = Map::new();
    entry.insert("task_id".into(), json!(task.id));
    entry.insert("status".into(), json!(task.status(now)));
    entry.insert("create_time".into(), number(digits(task.created)));
    if let Some(ended) = task.ended(now) {
        entry.insert("end_time".into(), number(digits(ended)));
    }
    entry.insert("input".into(), json!(task.input));
    entry.insert("output".into(), json!(task.output));
    if let Some(user_data) = &task.user_data {
        entry.insert("user_data".into(), json!(user_data));
    }
    match task.status(now) {
        "SUCCEEDED" => {
            let names: Vec<Value> = task
                .images
                .iter()
                .map(|name| json!({ "pic_name": name }))
                .collect();
            entry.insert("thumbnail_info".into(), Value::Array(names));
            if let Some(file) = &task.file {
                entry.insert("output_file_name".into(), json!(file));
            }
        }
        "FAILED" => {
            entry.insert("description".into(), json!(task.failure));
        }
        _ => {}
    }
    Value::Object(entry)
}

pub(super) fn delete(state: &HuaweiMpc, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (now, id) = (call.now, call.required_str("task_id"));
    let project = call.required_str("project_id");
    let canceled = state.tasks.update(id, |task| {
        let waiting = task.project == project && task.status(now) == "WAITING";
        if waiting {
            task.canceled = Some(now);
        }
        waiting.then(|| task.paths())
    });
    let Some(paths) = canceled.flatten() else {
        return Err(ServiceError::with_code(OPERATION_FAILED, "Operation failed."));
    };
    for path in paths {
        call.emulator.objects.remove(&path);
    }
    Ok(Value::Null)
}
