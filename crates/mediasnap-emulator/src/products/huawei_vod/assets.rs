//! Assets: their images and covers.

use serde_json::{Map, Value, json};

use super::state::{HuaweiVod, Task, invalid, missing};
use crate::clock::digits;
use crate::media::source::Source;
use crate::media::video_info::VideoInfo;
use crate::products::product::ApiCall;
use crate::protocol::service_error::ServiceError;

/// Fields of the response for each kind of task.
const SECTIONS: [(&str, &str); 3] = [("time", "sample"), ("dots", "dots"), ("quantity", "quantity")];

pub(super) fn show(state: &HuaweiVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (asset, project) = (call.required_str("asset_id"), call.required_str("project_id"));
    let info = call
        .emulator
        .video_info(&Source::Media(asset.to_owned()))
        .ok_or_else(|| missing("asset_id"))?;
    let categories = call.str_args("categories");
    let wanted = |name: &str| categories.is_empty() || categories.contains(&name);
    let mut response = Map::new();
    response.insert("asset_id".into(), json!(asset));
    if wanted("base_info") {
        // A cover is named from the time on at which it is served.
        let cover = state.covers.get(asset);
        let cover = cover.filter(|path| call.emulator.objects.get(path, call.now).is_some());
        let covers: Vec<Value> = cover
            .map(|path| json!({ "cover_url": call.emulator.url_of(&path) }))
            .into_iter()
            .collect();
        response.insert(
            "base_info".into(),
            json!({
                "title": asset,
                "video_name": format!("{asset}.mp4"),
                "video_type": "MP4",
                "create_time": digits(call.now),
                "cover_info_array": covers,
                "meta_data": {
                    "duration": info.duration_ms / 1000,
                    "width": info.width,
                    "hight": info.height,
                },
            }),
        );
    }
    if wanted("thumbnail_info") {
        response.insert("thumbnail_info".into(), thumbnails(state, call, asset, project));
    }
    Ok(Value::Object(response))
}

/// Returns the images of the latest task of each kind.
fn thumbnails(state: &HuaweiVod, call: &ApiCall<'_>, asset: &str, project: &str) -> Value {
    let now = call.now;
    let of_asset = |task: &Task| task.project == project && task.asset == asset;
    let mut info = Map::new();
    let newest = state.tasks.newest(of_asset);
    let status = newest.map_or("UN_THUMBNAIL", |task| task.status(now));
    info.insert("thumbnail_status".into(), json!(status));
    if status == "THUMBNAIL_FAILED" {
        let video = call.emulator.video_info(&Source::Media(asset.to_owned()));
        let is_video = video.is_none_or(VideoInfo::is_readable);
        info.insert(
            "exec_desc".into(),
            json!(if is_video {
                "The video has no frame at the requested positions."
            } else {
                "The file is not a video."
            }),
        );
    }
    for (kind, section) in SECTIONS {
        let done = state
            .tasks
            .newest(|task| of_asset(task) && task.kind == kind && now >= task.ends);
        if let Some(task) = done {
            let images = task.images.iter();
            let images: Vec<Value> = images
                .map(|(seconds, path)| json!({ "offset": seconds, "url": call.emulator.url_of(path) }))
                .collect();
            info.insert(section.into(), Value::Array(images));
        }
    }
    Value::Object(info)
}

pub(super) fn update_cover(state: &HuaweiVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (url, now) = (call.required_str("thumbnailUrl"), call.now);
    let path = url
        .strip_prefix(&*call.emulator.url)
        .map(|path| path.split('?').next().unwrap_or_default());
    let holder = path.and_then(|path| {
        state
            .tasks
            .newest(|task| task.images(now).iter().any(|(_, known)| known == path))
    });
    let holder = holder.ok_or_else(|| invalid("thumbnailUrl is not the URL of a captured image"))?;
    state
        .covers
        .put(&holder.asset, path.unwrap_or_default().to_owned());
    Ok(Value::Null)
}
