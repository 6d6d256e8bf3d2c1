//! Workflows on objects in buckets, each with several tasks.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::notification;
use super::state::{HuaweiVod, PRODUCT, Place, Workflow, invalid, missing};
use crate::clock::digits;
use crate::media::content::{Content, Frame, Grid, is_renderable};
use crate::media::source::Source;
use crate::media::video_info::VideoInfo;
use crate::media::webvtt;
use crate::notifications::{Notification, check_url};
use crate::products::product::ApiCall;
use crate::protocol::service_error::ServiceError;
use crate::storage::objects::Objects;

/// State of a task, and of a workflow, without results.
const FAILED: &str = "FAILED";
/// Maximum number of tiles of a sprite.
const MAX_TILES: u32 = 100;

#[derive(Deserialize)]
struct Request {
    project_id: String,
    input: Place,
    output: Place,
    #[serde(default)]
    thumbnail_task: Vec<ThumbnailTask>,
    #[serde(default)]
    image_sprite_task: Vec<ImageSpriteTask>,
    #[serde(default)]
    transcode_task: Vec<Value>,
    callback_url: Option<String>,
    session_context: Option<String>,
}

#[derive(Deserialize)]
struct ThumbnailTask {
    #[serde(rename = "type")]
    kind: String,
    percent: Option<u64>,
    dots: Option<Vec<i64>>,
    output_filename: Option<String>,
    output: Option<Place>,
    format: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
}

#[derive(Deserialize)]
struct ImageSpriteTask {
    sample_type: String,
    sample_interval: u64,
    row_count: u32,
    column_count: u32,
    width: Option<u32>,
    height: Option<u32>,
    format: Option<String>,
    output_object_name: Option<String>,
    webvtt_object_name: Option<String>,
    output: Option<Place>,
}

/// Publishes the results of one workflow.
struct Output<'a> {
    call: &'a ApiCall<'a>,
    id: &'a str,
    source: Source,
    info: VideoInfo,
    input: &'a Place,
    place: &'a Place,
    ends: chrono::DateTime<chrono::Utc>,
}

impl Output<'_> {
    fn frame(&self, time_ms: u64, (width, height): (u32, u32)) -> Frame {
        Frame {
            product: PRODUCT.to_owned(),
            job: self.id.to_owned(),
            source: self.source.clone(),
            time_ms,
            width,
            height,
        }
    }

    /// Publishes a file in the output directory and returns its key.
    fn put(&self, place: &Place, name: &str, content: Content) -> String {
        let key = format!("{}/{name}", place.object.trim_end_matches('/'))
            .trim_start_matches('/')
            .to_owned();
        self.call
            .emulator
            .objects
            .publish(&Objects::path(&place.bucket, &key), content, self.ends);
        key
    }

    /// Returns the name of the input without directory and extension.
    fn stem(&self) -> &str {
        let name = self.input.object.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Returns the result of a task that has captured nothing.
    fn failed(&self, kind: &str, name: &str) -> Value {
        let reason = if self.info.is_readable() {
            "The video has no frame at the requested positions."
        } else {
            "The input file is not a video."
        };
        json!({ "task_type": kind, name: { "status": FAILED, "error_msg": reason } })
    }

    fn thumbnail(&self, task: &ThumbnailTask) -> Result<Value, ServiceError> {
        let place = task.output.as_ref().unwrap_or(self.place);
        let size = self.info.size(task.width, task.height);
        if !is_renderable(size) {
            return Err(invalid("images of this size are too large or empty"));
        }
        let png = task.format.as_deref() == Some("png");
        let suffix = if png { "png" } else { "jpg" };
        let base = task
            .output_filename
            .as_deref()
            .filter(|name| !name.is_empty())
            .unwrap_or(self.stem());
        let base = base.strip_suffix(&format!(".{suffix}")).unwrap_or(base);
        let times = if task.kind == "DOTS" {
            let dots = task.dots.as_deref().filter(|dots| !dots.is_empty());
            let dots = dots.ok_or_else(|| invalid("thumbnail_task.dots is required for type DOTS"))?;
            let times = dots
                .iter()
                .map(|dot| u64::try_from(*dot).map(|dot| dot.saturating_mul(1000)));
            times
                .collect::<Result<Vec<u64>, _>>()
                .map_err(|_| invalid("thumbnail_task.dots is negative"))?
        } else {
            let percent = task.percent.filter(|percent| (1..=100).contains(percent));
            let percent =
                percent.ok_or_else(|| invalid("thumbnail_task.percent is required for type PERCENT"))?;
            let step = (self.info.duration_ms * percent / 100).max(1);
            self.info.sample_times(0, step, None)
        };
        let times: Vec<u64> = times
            .into_iter()
            .filter(|time| self.info.has_frame_at(*time))
            .collect();
        let alone = times.len() == 1;
        let keys = times.iter().enumerate().map(|(index, time)| {
            let name = match task.kind.as_str() {
                _ if alone => format!("{base}.{suffix}"),
                "DOTS" => format!("{base}_{}.{suffix}", time / 1000),
                _ => format!("{base}_{index}.{suffix}"),
            };
            let frame = self.frame(*time, size);
            let key = self.put(
                place,
                &name,
                if png {
                    Content::Png(frame)
                } else {
                    Content::Jpeg(frame)
                },
            );
            json!({ "object_key": key })
        });
        let keys: Vec<Value> = keys.collect();
        if keys.is_empty() {
            return Ok(self.failed("THUMBNAIL", "thumbnail_task"));
        }
        Ok(json!({
            "task_type": "THUMBNAIL",
            "thumbnail_task": {
                "status": "SUCCEEDED",
                "output": { "obs_info": place, "pic_info_list": keys },
            },
        }))
    }

    fn sprite(&self, task: &ImageSpriteTask, number: usize) -> Result<Value, ServiceError> {
        let cells = task.row_count.saturating_mul(task.column_count);
        if cells == 0 || cells > MAX_TILES {
            return Err(invalid("row_count times column_count is not between 1 and 100"));
        }
        let step = match task.sample_type.as_str() {
            "PERCENT" if task.sample_interval > 100 => {
                return Err(invalid("sample_interval is above 100 percent"));
            }
            "PERCENT" => self.info.duration_ms * task.sample_interval / 100,
            _ => task.sample_interval.saturating_mul(1000),
        };
        let place = task.output.as_ref().unwrap_or(self.place);
        let cell = self.info.size(task.width, task.height);
        let png = task.format.as_deref() == Some("png");
        let suffix = if png { "png" } else { "jpg" };
        let times = self.info.sample_times(0, step.max(1), None);
        let grid = Grid::plain(task.column_count, task.row_count);
        let (Some(full), true) = (grid.image_size(grid.tiles(), cell), is_renderable(cell)) else {
            return Err(invalid("an image sprite of this size is too large or empty"));
        };
        let base = task.output_object_name.as_deref().filter(|name| !name.is_empty());
        let base = base.map_or_else(|| format!("{}_imageSprite_{number}", self.stem()), str::to_owned);
        let base = base.strip_suffix(&format!(".{suffix}")).unwrap_or(&base);
        let mut cues = Vec::new();
        let sheets = times.chunks(grid.tiles()).enumerate().map(|(index, times)| {
            let name = format!("{base}_{index}.{suffix}");
            for (tile, time) in (0_u32..).zip(times) {
                let (x, y) = (
                    tile % task.column_count * cell.0,
                    tile / task.column_count * cell.1,
                );
                cues.push((*time, format!("{name}#xywh={x},{y},{},{}", cell.0, cell.1)));
            }
            let frames = times.iter().map(|time| self.frame(*time, cell)).collect();
            self.put(
                place,
                &name,
                Content::Sprite {
                    frames,
                    grid: grid.clone(),
                    png,
                },
            )
        });
        let sheets: Vec<String> = sheets.collect();
        if sheets.is_empty() {
            return Ok(self.failed("IMAGE_SPRITE", "image_sprite_task"));
        }
        let index = task.webvtt_object_name.as_deref().filter(|name| !name.is_empty());
        let index = index.map_or_else(|| format!("{base}.vtt"), str::to_owned);
        self.put(place, &index, Content::Vtt(webvtt::index(&cues)));
        Ok(json!({
            "task_type": "IMAGE_SPRITE",
            "image_sprite_task": {
                "status": "SUCCEEDED",
                "output": {
                    "obs_info": place,
                    "width": full.0,
                    "height": full.1,
                    "sprite_image_list": sheets,
                },
            },
        }))
    }
}

/// Returns the state of a workflow that has ended: it has failed if all of its tasks have.
fn status(results: &[Value]) -> &'static str {
    let has_failed = |result: &Value| {
        let mut parts = result.as_object().into_iter().flat_map(Map::values);
        parts.any(|part| part.get("status").is_some_and(|status| status == FAILED))
    };
    if results.iter().all(has_failed) {
        FAILED
    } else {
        "SUCCEEDED"
    }
}

pub(super) fn create(state: &HuaweiVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let request: Request = call.decode(None)?;
    if request.thumbnail_task.is_empty()
        && request.image_sprite_task.is_empty()
        && request.transcode_task.is_empty()
    {
        return Err(invalid("the request has no task"));
    }
    check_url(request.callback_url.as_deref().unwrap_or_default()).map_err(invalid)?;
    let (emulator, now) = (call.emulator, call.now);
    let source = Source::Object {
        bucket: request.input.bucket.clone(),
        key: request.input.object.clone(),
    };
    let info = emulator.video_info(&source).ok_or_else(|| missing("input"))?;
    let (id, ends) = (emulator.ids.hex(), emulator.done_at(now));
    let output = Output {
        call,
        id: &id,
        source,
        info,
        input: &request.input,
        place: &request.output,
        ends,
    };
    let mut results = Vec::new();
    for task in &request.thumbnail_task {
        results.push(output.thumbnail(task)?);
    }
    for (number, task) in request.image_sprite_task.iter().enumerate() {
        results.push(output.sprite(task, number)?);
    }
    for _ in &request.transcode_task {
        results.push(json!({ "task_type": "TRANSCODE", "transcode_task": { "status": "SUCCEEDED" } }));
    }
    if let Some(url) = request.callback_url.clone().filter(|url| !url.is_empty()) {
        let body = json!({
            "event_type": "objectProcessComplete",
            "task_id": id,
            "status": status(&results),
            "session_context": request.session_context,
            "workflow_task": { "input": request.input, "task_result": results },
        });
        emulator.notifications.add(Notification {
            scheme: notification::SCHEME.to_owned(),
            url,
            body,
            due: ends,
        });
    }
    let workflow = Workflow {
        project: request.project_id,
        input: request.input.clone(),
        callback_url: request.callback_url,
        session_context: request.session_context,
        created: now,
        ends,
        results,
    };
    state.workflows.put(&id, workflow);
    Ok(json!({ "task_id": id }))
}

pub(super) fn show(state: &HuaweiVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (id, project, now) = (
        call.required_str("task_id"),
        call.required_str("project_id"),
        call.now,
    );
    let workflow = state
        .workflows
        .get(id)
        .filter(|workflow| workflow.project == project);
    let workflow = workflow.ok_or_else(|| missing("task_id"))?;
    let ended = now >= workflow.ends;
    let mut response = Map::new();
    response.insert("task_id".into(), json!(id));
    response.insert("task_type".into(), json!("WORKFLOW"));
    response.insert(
        "status".into(),
        json!(if ended {
            status(&workflow.results)
        } else {
            "RUNNING"
        }),
    );
    response.insert("create_time".into(), json!(digits(workflow.created)));
    response.insert("start_time".into(), json!(digits(workflow.created)));
    if ended {
        response.insert("end_time".into(), json!(digits(workflow.ends)));
    }
    let results: &[Value] = if ended { &workflow.results } else { &[] };
    response.insert(
        "workflow_task".into(),
        json!({ "input": workflow.input, "task_result": results }),
    );
    for (name, text) in [
        ("session_context", &workflow.session_context),
        ("callback_url", &workflow.callback_url),
    ] {
        if let Some(text) = text {
            response.insert(name.into(), json!(text));
        }
    }
    Ok(Value::Object(response))
}
