//! What has been made of media assets.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::state::{Part, Task, TencentVod, application};
use super::view::{self, with_nulls};
use crate::media::source::Source;
use crate::products::product::ApiCall;
use crate::products::tencent_capture::Images;
use crate::protocol::service_error::ServiceError;

/// Parts of a media asset that are images: type of the part of a task, name, and name of the list within.
const LISTS: [(&str, &str, &str); 3] = [
    ("SampleSnapshot", "SampleSnapshotInfo", "SampleSnapshotSet"),
    ("ImageSprites", "ImageSpriteInfo", "ImageSpriteSet"),
    (
        "SnapshotByTimeOffset",
        "SnapshotByTimeOffsetInfo",
        "SnapshotByTimeOffsetSet",
    ),
];

pub(super) fn describe(vod: &TencentVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let ids = call.str_args("FileIds");
    if ids.is_empty() {
        return Err(ServiceError::with_code(
            "InvalidParameterValue.FileIdsEmpty",
            "FileIds is empty.",
        ));
    }
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for id in ids {
        let application = application(call);
        let done = |task: &Task| {
            task.application == application && task.file_id == id && task.status(call.now) == "FINISH"
        };
        let tasks = vod.tasks.list(done);
        if tasks.is_empty() && call.emulator.video_info(&Source::Media(id.to_owned())).is_none() {
            missing.push(id);
        } else {
            found.push(asset(id, &tasks, call));
        }
    }
    Ok(json!({ "MediaInfoSet": found, "NotExistFileIdSet": missing }))
}

fn asset(id: &str, tasks: &[Arc<Task>], call: &ApiCall<'_>) -> Value {
    let parts = || tasks.iter().flat_map(|task| &task.parts);
    let covers = parts().filter_map(|part| match &part.result {
        Ok(Images::Cover(path)) => Some(call.emulator.url_of(path)),
        _ => None,
    });
    let mut info = Map::new();
    info.insert("FileId".into(), json!(id));
    info.insert(
        "BasicInfo".into(),
        json!({ "Name": id, "CoverUrl": covers.last().unwrap_or_default() }),
    );
    if let Some(task) = tasks.last() {
        info.insert("MetaData".into(), task.meta_data.clone());
    }
    for (kind, name, list) in LISTS {
        let images = |part: &Part| match &part.result {
            Ok(images) if part.kind == kind => Some(view::output(part.definition, images, call)),
            _ => None,
        };
        let entries: Vec<Value> = parts().filter_map(images).collect();
        if !entries.is_empty() {
            info.insert(name.into(), json!({ list: entries }));
        }
    }
    let filters = call.str_args("Filters");
    if !filters.is_empty() {
        // A filter is the name of a part with a small letter in front.
        let wanted = |name: &str| filters.iter().any(|filter| filter.eq_ignore_ascii_case(name));
        info.retain(|name, _| name == "FileId" || wanted(name));
    }
    with_nulls(Value::Object(info), "MediaInfo", call)
}
