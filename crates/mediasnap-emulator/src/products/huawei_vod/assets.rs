//! Assets: what was captured from them, and their covers.

use serde_json::{Map, Value, json};

use super::state::{State, Task, invalid, missing};
use crate::clock::digits;
use crate::media::source::Source;
use crate::products::product::Call;
use crate::protocol::service_error::Refusal;

/// Where the results of each kind of task stand in the answer.
const SECTIONS: [(&str, &str); 3] = [("time", "sample"), ("dots", "dots"), ("quantity", "quantity")];

pub(super) fn show(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (asset, project) = (call.required("asset_id"), call.required("project_id"));
    let clip = call
        .world
        .clip(&Source::Media(asset.to_owned()))
        .ok_or_else(|| missing("asset_id"))?;
    let categories = call.texts("categories");
    let wanted = |name: &str| categories.is_empty() || categories.contains(&name);
    let mut answer = Map::new();
    answer.insert("asset_id".into(), json!(asset));
    if wanted("base_info") {
        let covers = state
            .covers
            .get(asset)
            .map(|path| json!([{ "cover_url": call.world.url_of(&path) }]));
        answer.insert(
            "base_info".into(),
            json!({
                "title": asset,
                "video_name": format!("{asset}.mp4"),
                "video_type": "MP4",
                "create_time": digits(call.now),
                "cover_info_array": covers,
                "meta_data": {
                    "duration": clip.duration_ms / 1000,
                    "width": clip.width,
                    "hight": clip.height,
                },
            }),
        );
    }
    if wanted("thumbnail_info") {
        answer.insert("thumbnail_info".into(), thumbnails(state, call, asset, project));
    }
    Ok(Value::Object(answer))
}

/// The images of the latest task of each kind.
fn thumbnails(state: &State, call: &Call<'_>, asset: &str, project: &str) -> Value {
    let now = call.now;
    let of_asset = |task: &Task| task.project == project && task.asset == asset;
    let mut info = Map::new();
    let newest = state.tasks.newest(of_asset);
    let status = newest.map_or("UN_THUMBNAIL", |task| task.status(now));
    info.insert("thumbnail_status".into(), json!(status));
    if status == "THUMBNAIL_FAILED" {
        info.insert(
            "exec_desc".into(),
            json!("The video has no frame at the positions asked for."),
        );
    }
    for (kind, section) in SECTIONS {
        let done = state
            .tasks
            .newest(|task| of_asset(task) && task.kind == kind && now >= task.ends);
        if let Some(task) = done {
            let images = task.images.iter();
            let images: Vec<Value> = images
                .map(|(seconds, path)| json!({ "offset": seconds, "url": call.world.url_of(path) }))
                .collect();
            info.insert(section.into(), Value::Array(images));
        }
    }
    Value::Object(info)
}

pub(super) fn update_cover(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (url, now) = (call.required("thumbnailUrl"), call.now);
    let path = url
        .strip_prefix(&*call.world.url)
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
