//! The operations.

use serde::Deserialize;
use serde_json::{Value, json};

use super::state::{State, Task};
use crate::media::content::{Content, Frame};
use crate::media::source::Source;
use crate::media::video_info::DRAWN;
use crate::notifications::{Notification, Scheme};
use crate::products::product::Call;
use crate::protocol::service_error::Refusal;
use crate::storage::objects::Objects;

const PRODUCT: &str = "tencent-tiw";
/// The bucket of the service's own that images go to when the caller names none.
const PUBLIC_BUCKET: &str = "tiw-snapshot-1259648581";
/// The marks of a room that has not been mapped to a file: milliseconds since the lesson began. The first two are on
/// the same page.
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

pub(super) fn create(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let request: Request = call.decode(None)?;
    let (world, now) = (call.world, call.now);
    let params = request
        .whiteboard
        .init_params
        .as_deref()
        .filter(|text| !text.is_empty());
    if params.is_some_and(|text| serde_json::from_str::<serde_json::Map<String, Value>>(text).is_err()) {
        return Err(Refusal::named(
            "InvalidParameter",
            "Whiteboard.InitParams is no JSON object.",
        ));
    }
    let (id, ends) = (world.ids.uuid(), world.done_at(now));
    let (bucket, directory) = match &request.cos {
        Some(cos) => {
            let directory = cos
                .target_dir
                .as_deref()
                .unwrap_or_default()
                .trim_matches('/')
                .to_owned();
            (cos.bucket.clone(), directory)
        }
        None => (PUBLIC_BUCKET.to_owned(), request.sdk_app_id.to_string()),
    };
    let latest_only = request.snapshot_mode.as_deref() == Some("LatestMarksOnly");
    let width = request
        .whiteboard
        .width
        .filter(|side| *side > 0)
        .unwrap_or(DEFAULT_SIZE.0);
    let height = request
        .whiteboard
        .height
        .filter(|side| *side > 0)
        .unwrap_or(DEFAULT_SIZE.1);
    let source = Source::Whiteboard(request.room_id);
    let clip = world.clip(&source);
    let clip = clip.ok_or_else(|| Refusal::named("ResourceNotFound", "The room does not exist."))?;
    let mut marks = if clip == DRAWN {
        MARKS.to_vec()
    } else {
        clip.spread(MARKS.len() as u64)
    };
    // A room that is one still image has one mark.
    marks.dedup();
    let paths = marks.into_iter().skip(usize::from(latest_only)).map(|mark| {
        let key = format!("{directory}/{id}/{mark}.jpg");
        let path = Objects::path(&bucket, &key);
        let (job, source) = (id.clone(), source.clone());
        let frame = Frame {
            product: PRODUCT.to_owned(),
            job,
            source,
            time_ms: mark,
            width,
            height,
        };
        world.objects.publish(&path, Content::Jpeg(frame), ends);
        path
    });
    let paths: Vec<String> = paths.collect();
    if let Some(url) = request.callback_url.filter(|url| !url.is_empty()) {
        let urls: Vec<String> = paths.iter().map(|path| world.url_of(path)).collect();
        let body = json!({
            "EventType": "SnapshotFinished",
            "TaskID": id,
            "Status": "Finished",
            "CreateTime": now.timestamp(),
            "FinishTime": ends.timestamp(),
            "Result": { "ErrorCode": "OK", "ErrorMessage": "", "Snapshots": urls, "Total": urls.len() },
        });
        world.callbacks.add(Notification {
            scheme: Scheme::TencentTiw,
            url,
            body,
            due: ends,
        });
    }
    let result = Ok(paths);
    state.tasks.put(
        &id,
        Task {
            id: id.clone(),
            application: request.sdk_app_id,
            created: now,
            ends,
            result,
        },
    );
    Ok(json!({ "TaskID": id }))
}

pub(super) fn describe(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (id, application) = (call.required("TaskID"), call.integer("SdkAppId"));
    let task = state
        .tasks
        .get(id)
        .filter(|task| Some(task.application) == application);
    let task =
        task.ok_or_else(|| Refusal::named("InvalidParameter.TaskNotFound", "The task does not exist."))?;
    let mut answer = json!({
        "TaskID": id,
        "Status": "Running",
        "CreateTime": task.created.timestamp(),
        "FinishTime": null,
        "Result": null,
    });
    if call.now >= task.ends {
        answer["Status"] = json!("Finished");
        answer["FinishTime"] = json!(task.ends.timestamp());
        answer["Result"] = match &task.result {
            Ok(paths) => {
                let urls: Vec<String> = paths.iter().map(|path| call.world.url_of(path)).collect();
                json!({ "ErrorCode": "OK", "ErrorMessage": "", "Snapshots": urls, "Total": urls.len() })
            }
            Err((code, message)) => {
                json!({ "ErrorCode": code, "ErrorMessage": message, "Snapshots": null, "Total": 0 })
            }
        };
    }
    Ok(answer)
}
