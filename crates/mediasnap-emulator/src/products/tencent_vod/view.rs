//! Tasks and their results, as responses and notifications show them.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::state::{Part, Task};
use crate::clock::rfc3339;
use crate::media::video_info::VideoInfo;
use crate::products::product::ApiCall;
use crate::products::tencent_capture::Images;

/// Returns size and duration of a source.
pub(super) fn meta_data(info: VideoInfo) -> Value {
    #[allow(clippy::cast_precision_loss, reason = "durations are far below 2^52 ms")]
    let seconds = info.duration_ms as f64 / 1000.0;
    json!({ "Duration": seconds, "VideoDuration": seconds, "Width": info.width, "Height": info.height })
}

/// Returns a processing task at a time.
pub(super) fn procedure(task: &Task, call: &ApiCall<'_>, now: DateTime<Utc>) -> Value {
    let parts: Vec<Value> = task
        .parts
        .iter()
        .map(|part| show(part, task, call, now))
        .collect();
    json!({
        "TaskId": task.id,
        "Status": if task.status(now) == "FINISH" { "FINISH" } else { "PROCESSING" },
        "ErrCode": 0,
        "Message": "",
        "FileId": task.file_id,
        "FileName": task.file_id,
        "FileUrl": task.file_url,
        "MetaData": task.meta_data,
        "MediaProcessResultSet": parts,
        "AiContentReviewResultSet": [],
        "AiAnalysisResultSet": [],
        "AiRecognitionResultSet": [],
        "TasksPriority": task.priority,
        "TasksNotifyMode": task.notify_mode,
        "SessionContext": task.session_context,
        "SessionId": task.session_id,
        "Operator": "",
        "OperationType": "",
    })
}

fn show(part: &Part, task: &Task, call: &ApiCall<'_>, now: DateTime<Utc>) -> Value {
    let done = task.status(now) == "FINISH";
    let (status, code, message, output) = match &part.result {
        _ if !done => ("PROCESSING", "", "", Value::Null),
        Ok(images) => ("SUCCESS", "", "SUCCESS", output(part.definition, images, call)),
        Err((code, message)) => ("FAIL", code.as_str(), message.as_str(), Value::Null),
    };
    let time = |time: DateTime<Utc>| if now < time { String::new() } else { rfc3339(time) };
    let result = json!({
        "Status": status,
        "ErrCodeExt": code,
        "ErrCode": i32::from(!code.is_empty()),
        "Message": message,
        "Input": part.input,
        "Output": output,
        "Progress": if done { 100 } else { 0 },
        "BeginProcessTime": time(task.begins),
        "FinishTime": time(task.ends),
    });
    let whole = json!({ "Type": part.kind, part.property.as_str(): result });
    with_nulls(whole, "MediaProcessTaskResult", call)
}

/// Returns what a part has made, also as part of a media asset.
pub(super) fn output(definition: i64, images: &Images, call: &ApiCall<'_>) -> Value {
    let urls =
        |paths: &[String]| -> Vec<String> { paths.iter().map(|path| call.emulator.url_of(path)).collect() };
    match images {
        Images::AtTimes(images) => {
            let picture = |(time, path): &(u64, String)| {
                #[allow(clippy::cast_precision_loss, reason = "durations are far below 2^52 ms")]
                let time = *time as f64;
                json!({ "TimeOffset": time, "Url": call.emulator.url_of(path), "WaterMarkDefinition": [] })
            };
            let pictures: Vec<Value> = images.iter().map(picture).collect();
            json!({ "Definition": definition, "PicInfoSet": pictures })
        }
        Images::Sampled { by, interval, paths } => json!({
            "Definition": definition,
            "SampleType": by,
            "Interval": interval,
            "ImageUrlSet": urls(paths),
            "WaterMarkDefinition": [],
        }),
        Images::Sprites {
            paths,
            index,
            size,
            tiles,
        } => json!({
            "Definition": definition,
            "Width": size.0,
            "Height": size.1,
            "TotalCount": tiles,
            "ImageUrlSet": urls(paths),
            "WebVttUrl": call.emulator.url_of(index),
        }),
        Images::Cover(path) => json!({ "CoverUrl": call.emulator.url_of(path) }),
        Images::Other => Value::Null,
    }
}

/// Returns `null` for each property of an object that it lacks, as the vendor sends them.
pub(super) fn with_nulls(mut value: Value, schema: &str, call: &ApiCall<'_>) -> Value {
    let reference = json!({ "$ref": format!("#/components/schemas/{schema}") });
    let properties = call.spec.resolve(&reference).get("properties");
    if let (Value::Object(members), Some(Value::Object(known))) = (&mut value, properties) {
        for (name, property) in known {
            let nullable = property
                .get("x-nullable")
                .is_some_and(|nullable| nullable == true);
            if nullable && !members.contains_key(name) {
                members.insert(name.clone(), Value::Null);
            }
        }
    }
    value
}
