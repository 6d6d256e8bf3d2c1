//! Creating and describing snapshot tasks.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::notification;
use super::state::{Task, TencentTiw};
use crate::media::content::{Content, FrameSeries};
use crate::media::source::Source;
use crate::notifications::{Notification, check_url};
use crate::products::product::ApiCall;
use crate::protocol::service_error::ServiceError;
use crate::storage::objects::Objects;

const PRODUCT: &str = "tencent-tiw";
/// Bucket of the service, for images of callers who name no bucket.
const PUBLIC_BUCKET: &str = "tiw-snapshot-1259648581";
/// Marks of a synthetic room, in milliseconds since the lesson began. The first two are on the same page.
const MARKS: [u64; 3] = [4_000, 9_500, 21_000];
const DEFAULT_SIZE: (u32, u32) = (1280, 720);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Request {
    sdk_app_id: i64,
    room_id: i64,
    #[serde(default)]
    whiteboard: Whiteboard,
    #[serde(rename = "COS")]
    cos: Option<Cos>,
    snapshot_mode: Option<String>,
    #[serde(rename = "CallbackURL")]
    callback_url: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase")]
struct Whiteboard {
    width: Option<u32>,
    height: Option<u32>,
    init_params: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Cos {
    bucket: String,
    target_dir: Option<String>,
}

impl Request {
    /// Returns the bucket and the directory for the images.
    fn output(&self) -> (&str, String) {
        match &self.cos {
            Some(cos) => {
                let directory = cos.target_dir.as_deref().unwrap_or_default();
                (&cos.bucket, directory.trim_matches('/').to_owned())
            }
            None => (PUBLIC_BUCKET, self.sdk_app_id.to_string()),
        }
    }

    /// Returns width and height of the images.
    fn size(&self) -> (u32, u32) {
        let side = |side: Option<u32>, default: u32| side.filter(|side| *side > 0).unwrap_or(default);
        let Whiteboard { width, height, .. } = self.whiteboard;
        (side(width, DEFAULT_SIZE.0), side(height, DEFAULT_SIZE.1))
    }
}

pub(super) fn create(state: &TencentTiw, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let request: Request = call.decode(None)?;
    let (emulator, now) = (call.emulator, call.now);
    let params = request.whiteboard.init_params.as_deref();
    let mut params = params.into_iter().filter(|params| !params.is_empty());
    if params.any(|params| serde_json::from_str::<Map<String, Value>>(params).is_err()) {
        return Err(ServiceError::with_code(
            "InvalidParameter",
            "Whiteboard.InitParams is not a JSON object.",
        ));
    }
    let callback = request.callback_url.as_deref().unwrap_or_default();
    check_url(callback)
        .map_err(|why| ServiceError::with_code("InvalidParameter.CallbackAddressFormatError", why))?;
    let (id, ends) = (emulator.ids.uuid(), emulator.done_at(now));
    let source = Source::Whiteboard(request.room_id);
    let info = emulator
        .video_info(&source)
        .ok_or_else(|| ServiceError::with_code("ResourceNotFound", "The room does not exist."))?;
    let mut marks = if info.is_synthetic {
        MARKS.to_vec()
    } else {
        info.spread_times(MARKS.len() as u64)
    };
    // A room that is one still image has one mark.
    marks.dedup();
    let (bucket, directory) = request.output();
    let series = FrameSeries {
        product: PRODUCT,
        job: &id,
        source: &source,
        size: request.size(),
    };
    let latest_only = request.snapshot_mode.as_deref() == Some("LatestMarksOnly");
    let marks = marks.into_iter().skip(usize::from(latest_only));
    let paths: Vec<String> = marks
        .map(|mark| {
            let path = Objects::path(bucket, &format!("{directory}/{id}/{mark}.jpg"));
            emulator
                .objects
                .publish(&path, Content::Jpeg(series.at(mark)), ends);
            path
        })
        .collect();
    let task = Task {
        id: id.clone(),
        application: request.sdk_app_id,
        created: now,
        ends,
        result: if info.is_readable() {
            Ok(paths)
        } else {
            let code = "FailedOperation.FileFormatError";
            Err((
                code.to_owned(),
                "The recording of the room is not a video.".to_owned(),
            ))
        },
    };
    if let Some(url) = request.callback_url.filter(|url| !url.is_empty()) {
        let body = json!({
            "EventType": "SnapshotFinished",
            "TaskID": id,
            "Status": "Finished",
            "CreateTime": now.timestamp(),
            "FinishTime": ends.timestamp(),
            "Result": result(&task, call),
        });
        emulator.notifications.add(Notification {
            scheme: notification::SCHEME.to_owned(),
            url,
            body,
            due: ends,
        });
    }
    state.tasks.put(&id, task);
    Ok(json!({ "TaskID": id }))
}

/// Returns the result of a finished task.
fn result(task: &Task, call: &ApiCall<'_>) -> Value {
    match &task.result {
        Ok(paths) => {
            let urls: Vec<String> = paths.iter().map(|path| call.emulator.url_of(path)).collect();
            json!({ "ErrorCode": "OK", "ErrorMessage": "", "Snapshots": urls, "Total": urls.len() })
        }
        Err((code, message)) => {
            json!({ "ErrorCode": code, "ErrorMessage": message, "Snapshots": [], "Total": 0 })
        }
    }
}

pub(super) fn describe(state: &TencentTiw, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (id, application) = (call.required_str("TaskID"), call.integer_arg("SdkAppId"));
    let task = state.tasks.get(id);
    let task = task
        .filter(|task| Some(task.application) == application)
        .ok_or_else(|| {
            ServiceError::with_code("InvalidParameter.TaskNotFound", "The task does not exist.")
        })?;
    let finished = call.now >= task.ends;
    Ok(json!({
        "TaskID": id,
        "Status": if finished { "Finished" } else { "Running" },
        "CreateTime": task.created.timestamp(),
        "FinishTime": finished.then(|| task.ends.timestamp()),
        "Result": finished.then(|| result(&task, call)),
    }))
}
