//! Snapshot tasks of assets.

use serde::Deserialize;
use serde_json::{Value, json};

use super::state::{HuaweiVod, PRODUCT, Task, invalid, missing};
use crate::media::content::{Content, Frame, is_renderable};
use crate::media::source::Source;
use crate::media::video_info::VideoInfo;
use crate::products::product::ApiCall;
use crate::protocol::service_error::ServiceError;

/// Proportions of an image that does not have those of the video.
const WIDE: (u32, u32) = (16, 9);

#[derive(Deserialize)]
struct Thumbnail {
    #[serde(rename = "type")]
    kind: String,
    quantity: Option<u64>,
    quantity_time: Option<u64>,
    dots: Option<Vec<i64>>,
    time: Option<u64>,
    cover_position: Option<usize>,
    #[serde(default)]
    aspect_ratio: i64,
    max_length: Option<u32>,
}

impl Thumbnail {
    /// Returns the positions to capture, in milliseconds.
    fn times(&self, info: VideoInfo) -> Result<Vec<u64>, ServiceError> {
        match self.kind.as_str() {
            "dots" => {
                let dots = self.dots.as_deref().filter(|dots| !dots.is_empty());
                let dots = dots.ok_or_else(|| invalid("thumbnail.dots is required for type dots"))?;
                let times = dots
                    .iter()
                    .map(|dot| u64::try_from(*dot).map(|dot| dot.saturating_mul(1000)));
                times
                    .collect::<Result<_, _>>()
                    .map_err(|_| invalid("thumbnail.dots has a negative position"))
            }
            "quantity" => {
                let quantity = self
                    .quantity
                    .ok_or_else(|| invalid("thumbnail.quantity is required for type quantity"))?;
                match self.quantity_time.filter(|step| *step > 0) {
                    Some(step) => {
                        let step = step.saturating_mul(1000);
                        Ok(info.series_times(0, step, step.saturating_mul(quantity)))
                    }
                    None => Ok(info.spread_times(quantity)),
                }
            }
            _ => Ok(info.sample_times(0, self.time.unwrap_or(12).max(1) * 1000, None)),
        }
    }

    fn size(&self, info: VideoInfo) -> Result<(u32, u32), ServiceError> {
        let longest = self.max_length.filter(|side| *side > 0);
        let size = match (self.aspect_ratio, longest) {
            (1, longest) => {
                let width = longest.unwrap_or(info.width);
                (width, width.saturating_mul(WIDE.1) / WIDE.0)
            }
            (_, Some(longest)) => info.size_within(longest),
            (_, None) => (info.width, info.height),
        };
        if is_renderable(size) {
            Ok(size)
        } else {
            Err(invalid("thumbnail.max_length is out of range"))
        }
    }
}

/// Returns the settings without null values.
fn given(settings: &Value) -> Value {
    let mut settings = settings.clone();
    if let Some(members) = settings.as_object_mut() {
        members.retain(|_, member| !member.is_null());
    }
    settings
}

pub(super) fn create(state: &HuaweiVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (emulator, now, asset) = (call.emulator, call.now, call.required_str("asset_id"));
    if asset.is_empty() {
        return Err(invalid("asset_id is empty"));
    }
    let source = Source::Media(asset.to_owned());
    let info = emulator.video_info(&source).ok_or_else(|| missing("asset_id"))?;
    let Some(settings) = call.arguments.get("thumbnail") else {
        return Ok(json!({ "asset_id": asset }));
    };
    let thumbnail: Thumbnail = call.decode(Some("thumbnail"))?;
    let (width, height) = thumbnail.size(info)?;
    let (id, ends) = (emulator.ids.hex(), emulator.done_at(now));
    let mut images = Vec::new();
    let times = thumbnail.times(info)?;
    for time_ms in times.into_iter().filter(|time| info.has_frame_at(*time)) {
        let seconds = time_ms / 1000;
        let path = format!("/asset/{asset}/snapshot/{id}/{seconds}.jpg");
        let (job, source) = (id.clone(), source.clone());
        let frame = Frame {
            product: PRODUCT.to_owned(),
            job,
            source,
            time_ms,
            width,
            height,
        };
        emulator.objects.publish(&path, Content::Jpeg(frame), ends);
        images.push((seconds, path));
    }
    let cover = thumbnail.cover_position.unwrap_or(1).max(1) - 1;
    if let Some((_, path)) = images.get(cover) {
        state.covers.put(asset, path.clone());
    }
    let task = Task {
        id: id.clone(),
        project: call.required_str("project_id").to_owned(),
        asset: asset.to_owned(),
        kind: thumbnail.kind,
        settings: given(settings),
        ends,
        images,
    };
    state.tasks.put(&id, task);
    Ok(json!({ "asset_id": asset, "thumbnail_task_id": id }))
}

/// Returns `offset` and `limit` of a list.
fn window(call: &ApiCall<'_>) -> (usize, usize) {
    let number = |name: &str| usize::try_from(call.integer_arg(name).unwrap_or(0)).unwrap_or(0);
    (number("offset"), number("limit"))
}

pub(super) fn details(state: &HuaweiVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (id, project) = (call.required_str("task_id"), call.required_str("project_id"));
    let none = json!({ "total": 0, "thumbnail_result": null });
    if id.is_empty() {
        return Ok(none);
    }
    let task = state
        .tasks
        .get(id)
        .filter(|task| task.project == project)
        .ok_or_else(|| missing("task_id"))?;
    let images = task.images(call.now);
    if images.is_empty() {
        return Ok(none);
    }
    let (offset, limit) = window(call);
    let page = images.iter().skip(offset).take(limit);
    let page: Vec<Value> = page
        .map(|(seconds, path)| json!({ "offset": seconds, "url": call.emulator.url_of(path) }))
        .collect();
    Ok(json!({ "total": images.len(), "thumbnail_result": page }))
}

pub(super) fn list(state: &HuaweiVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (asset, id, project) = (
        call.str_arg("asset_id"),
        call.str_arg("task_id"),
        call.required_str("project_id"),
    );
    if asset.is_none() && id.is_none() {
        return Err(invalid("asset_id or task_id is required"));
    }
    let mut tasks = state.tasks.list(|task| {
        task.project == project
            && asset.is_none_or(|asset| asset == task.asset)
            && id.is_none_or(|id| id == task.id)
    });
    if id.is_some() && tasks.is_empty() {
        return Err(missing("task_id"));
    }
    tasks.reverse();
    let (offset, limit) = window(call);
    let page = tasks.iter().skip(offset).take(limit);
    let page: Vec<Value> = page
        .map(|task| {
            json!({
                "task_id": task.id,
                "thumbnail_para": task.settings,
                "thumbnail_count": task.images(call.now).len(),
            })
        })
        .collect();
    Ok(json!({ "total": tasks.len(), "thumbnails": page }))
}

pub(super) fn delete(state: &HuaweiVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (asset, project) = (call.str_arg("asset_id"), call.required_str("project_id"));
    let ids = call.str_args("task_id");
    if ids.is_empty() && asset.is_none() {
        return Err(invalid("asset_id and task_id are missing"));
    }
    let results = ids.iter().map(|id| {
        let known = state.tasks.get(id).filter(|task| task.project == project);
        let status = match &known {
            None => "UNKNOW",
            Some(task) if asset.is_some_and(|asset| asset != task.asset) => "FAILED",
            Some(task) => {
                task.images
                    .iter()
                    .for_each(|(_, path)| call.emulator.objects.remove(path));
                state.tasks.remove(id);
                "DELETED"
            }
        };
        let mut result = json!({ "task_id": id, "status": status });
        if let Some(asset) = asset.or(known.as_ref().map(|task| &*task.asset)) {
            result["asset_id"] = json!(asset);
        }
        result
    });
    Ok(json!({ "delete_result_array": results.collect::<Vec<_>>() }))
}
