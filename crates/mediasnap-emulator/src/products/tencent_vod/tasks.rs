//! Querying, listing and stopping tasks.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::state::{RETENTION, Task, TencentVod, application};
use super::view::{self, with_nulls};
use crate::clock::rfc3339;
use crate::products::product::ApiCall;
use crate::products::tencent_capture::Images;
use crate::protocol::service_error::ServiceError;

/// Maximum number of tasks of a page.
const MAX_PAGE: usize = 100;
/// Start of the tokens that lead to the next page.
const TOKEN_PREFIX: &str = "after-";

fn no_task() -> ServiceError {
    ServiceError::with_code("ResourceNotFound", "The task does not exist.")
}

/// Returns the times of a task that have come.
fn times(task: &Task, now: DateTime<Utc>) -> [String; 3] {
    let shown = |time: DateTime<Utc>| {
        if now < time || task.aborted {
            String::new()
        } else {
            rfc3339(time)
        }
    };
    [rfc3339(task.created), shown(task.begins), shown(task.ends)]
}

pub(super) fn detail(vod: &TencentVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let task = vod.task(call.required_str("TaskId"), call).ok_or_else(no_task)?;
    let [created, begun, finished] = times(&task, call.now);
    let response = json!({
        "TaskType": "Procedure",
        "Status": task.status(call.now),
        "CreateTime": created,
        "BeginProcessTime": begun,
        "FinishTime": finished,
        "ProcedureTask": view::procedure(&task, call, call.now),
    });
    Ok(with_nulls(response, "DescribeTaskDetailResponseBody", call))
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Span {
    after: Option<String>,
    before: Option<String>,
}

impl Span {
    /// Returns whether a time is within the span.
    fn contains(&self, time: DateTime<Utc>) -> Result<bool, ServiceError> {
        let bound = |text: &Option<String>| {
            let text = text.as_deref().filter(|text| !text.is_empty());
            let parsed =
                text.map(|text| DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc)));
            parsed.transpose().map_err(|_| {
                ServiceError::with_code(
                    "InvalidParameterValue",
                    "A time is not written as 2026-11-20T00:00:00Z.",
                )
            })
        };
        let (after, before) = (bound(&self.after)?, bound(&self.before)?);
        Ok(after.is_none_or(|after| after <= time) && before.is_none_or(|before| time < before))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sort {
    field: String,
    order: String,
}

pub(super) fn list(vod: &TencentVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let span = |name: &str| -> Result<Span, ServiceError> {
        if call.arguments.contains_key(name) {
            call.decode(Some(name))
        } else {
            Ok(Span::default())
        }
    };
    let (created, finished) = (span("CreateTime")?, span("FinishTime")?);
    let mut tasks: Vec<Arc<Task>> = Vec::new();
    for task in vod
        .tasks
        .list(|task| task.application == application(call) && task.created + RETENTION > call.now)
    {
        let fits = |name: &str, value: &str| call.str_arg(name).is_none_or(|wanted| wanted == value);
        let ended = call.now >= task.ends && !task.aborted;
        let within_spans = created.contains(task.created)?
            && (!call.arguments.contains_key("FinishTime") || ended && finished.contains(task.ends)?);
        if fits("Status", task.status(call.now)) && fits("FileId", &task.file_id) && within_spans {
            tasks.push(task);
        }
    }
    tasks.reverse();
    if call.arguments.contains_key("Sort") {
        let sort: Sort = call.decode(Some("Sort"))?;
        let key = |task: &Arc<Task>| {
            if sort.field == "FinishTime" {
                task.ends
            } else {
                task.created
            }
        };
        if sort.order == "Asc" {
            tasks.reverse();
            tasks.sort_by_key(key);
        } else {
            tasks.sort_by_key(|task| Reverse(key(task)));
        }
    }
    let start = match call.str_arg("ScrollToken") {
        None => 0,
        Some(token) => {
            let id = token.strip_prefix(TOKEN_PREFIX).unwrap_or_default();
            let known = tasks.iter().position(|task| task.id == id);
            let invalid =
                || ServiceError::with_code("InvalidParameterValue", "ScrollToken is not of a previous page.");
            known.ok_or_else(invalid)? + 1
        }
    };
    let size = usize::try_from(call.integer_arg("Limit").unwrap_or_default()).unwrap_or(MAX_PAGE);
    let size = size.clamp(1, MAX_PAGE);
    let page: Vec<&Arc<Task>> = tasks.iter().skip(start).take(size).collect();
    let next = page.last().filter(|_| tasks.len() > start + size);
    let next = next.map(|task| format!("{TOKEN_PREFIX}{}", task.id));
    let page: Vec<Value> = page.into_iter().map(|task| summary(task, call.now)).collect();
    Ok(json!({ "TaskSet": page, "ScrollToken": next.unwrap_or_default() }))
}

fn summary(task: &Task, now: DateTime<Utc>) -> Value {
    let [created, begun, finished] = times(task, now);
    json!({
        "TaskId": task.id,
        "Status": task.status(now),
        "FileId": task.file_id,
        "TaskType": "Procedure",
        "CreateTime": created,
        "BeginProcessTime": begun,
        "FinishTime": finished,
        "SessionId": task.session_id,
        "SessionContext": task.session_context,
    })
}

pub(super) fn manage(vod: &TencentVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let task = vod.task(call.required_str("TaskId"), call).ok_or_else(no_task)?;
    if task.status(call.now) != "WAITING" {
        return Err(ServiceError::with_code(
            "FailedOperation",
            "Only tasks that wait can be stopped.",
        ));
    }
    vod.tasks.update(&task.id, |task| task.aborted = true);
    let results = task.parts.iter().filter_map(|part| part.result.as_ref().ok());
    for path in results.flat_map(Images::files) {
        call.emulator.objects.remove(&path);
    }
    Ok(json!({}))
}
