//! Snapshot tasks of assets.

use serde::Deserialize;
use serde_json::{Value, json};

use super::state::{PRODUCT, State, Task, invalid, missing};
use crate::media::content::{Content, Frame, drawable};
use crate::media::source::Source;
use crate::media::video_info::Clip;
use crate::products::product::Call;
use crate::protocol::service_error::Refusal;

/// No task makes more images than this.
const MOST_IMAGES: usize = 1000;
/// The width of an image of proportions that are not those of the video.
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
    /// The times to capture, in milliseconds.
    fn times(&self, clip: Clip) -> Result<Vec<u64>, Refusal> {
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
                        Ok(clip.series(0, step, step.saturating_mul(quantity)))
                    }
                    None => Ok(clip.spread(quantity)),
                }
            }
            _ => Ok(clip.every(0, self.time.unwrap_or(12).max(1) * 1000, None, MOST_IMAGES)),
        }
    }

    fn size(&self, clip: Clip) -> Result<(u32, u32), Refusal> {
        let longest = self.max_length.filter(|side| *side > 0);
        let size = match (self.aspect_ratio, longest) {
            (1, longest) => {
                let width = longest.unwrap_or(clip.width);
                (width, width.saturating_mul(WIDE.1) / WIDE.0)
            }
            (_, Some(longest)) => clip.within(longest),
            (_, None) => (clip.width, clip.height),
        };
        if drawable(size) {
            Ok(size)
        } else {
            Err(invalid("thumbnail.max_length is out of range"))
        }
    }
}

/// The members that were given.
fn given(settings: &Value) -> Value {
    let mut settings = settings.clone();
    if let Some(members) = settings.as_object_mut() {
        members.retain(|_, member| !member.is_null());
    }
    settings
}

pub(super) fn create(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (world, now, asset) = (call.world, call.now, call.required("asset_id"));
    if asset.is_empty() {
        return Err(invalid("asset_id is empty"));
    }
    let source = Source::Media(asset.to_owned());
    let clip = world.clip(&source).ok_or_else(|| missing("asset_id"))?;
    let Some(settings) = call.arguments.get("thumbnail") else {
        return Ok(json!({ "asset_id": asset }));
    };
    let thumbnail: Thumbnail = call.decode(Some("thumbnail"))?;
    let (width, height) = thumbnail.size(clip)?;
    let (id, ends) = (world.ids.hex(), world.done_at(now));
    let mut images = Vec::new();
    let times = thumbnail.times(clip)?;
    for time_ms in times.into_iter().filter(|time| clip.has(*time)) {
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
        world.objects.publish(&path, Content::Jpeg(frame), ends);
        images.push((seconds, path));
    }
    let cover = thumbnail.cover_position.unwrap_or(1).max(1) - 1;
    if let Some((_, path)) = images.get(cover) {
        state.covers.put(asset, path.clone());
    }
    let task = Task {
        id: id.clone(),
        project: call.required("project_id").to_owned(),
        asset: asset.to_owned(),
        kind: thumbnail.kind,
        settings: given(settings),
        ends,
        images,
    };
    state.tasks.put(&id, task);
    Ok(json!({ "asset_id": asset, "thumbnail_task_id": id }))
}

/// `offset` and `limit` of a list.
fn window(call: &Call<'_>) -> (usize, usize) {
    let number = |name: &str| usize::try_from(call.integer(name).unwrap_or(0)).unwrap_or(0);
    (number("offset"), number("limit"))
}

pub(super) fn details(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (id, project) = (call.required("task_id"), call.required("project_id"));
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
        .map(|(seconds, path)| json!({ "offset": seconds, "url": call.world.url_of(path) }))
        .collect();
    Ok(json!({ "total": images.len(), "thumbnail_result": page }))
}

pub(super) fn list(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (asset, id, project) = (
        call.text("asset_id"),
        call.text("task_id"),
        call.required("project_id"),
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

pub(super) fn delete(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (asset, project) = (call.text("asset_id"), call.required("project_id"));
    let ids = call.texts("task_id");
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
                    .for_each(|(_, path)| call.world.objects.remove(path));
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
