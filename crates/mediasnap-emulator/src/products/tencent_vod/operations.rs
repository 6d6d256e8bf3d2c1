//! Starting tasks: of the parts that a request names, or of a task flow.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::state::{PRODUCT, Part, RETENTION, Task, TencentVod, application};
use super::{events, view};
use crate::media::source::Source;
use crate::media::video_info::VideoInfo;
use crate::products::product::ApiCall;
use crate::products::tencent_capture::{Capture, Failure, Images, by_percent, by_seconds, position};
use crate::products::tencent_settings::{Kind, TemplateSettings};
use crate::products::tencent_templates::{PRESET, no_template};
use crate::protocol::service_error::ServiceError;
use crate::storage::objects::Objects;

/// The parts of a task by the names of their lists: type, name of the property with the result, and start of file names.
const PARTS: [(&str, &str, &str, &str); 7] = [
    ("TranscodeTaskSet", "Transcode", "TranscodeTask", ""),
    (
        "AnimatedGraphicTaskSet",
        "AnimatedGraphics",
        "AnimatedGraphicTask",
        "",
    ),
    (
        "SnapshotByTimeOffsetTaskSet",
        "SnapshotByTimeOffset",
        "SnapshotByTimeOffsetTask",
        "snapshotByTimeOffset",
    ),
    (
        "SampleSnapshotTaskSet",
        "SampleSnapshot",
        "SampleSnapshotTask",
        "sampleSnapshot",
    ),
    (
        "ImageSpriteTaskSet",
        "ImageSprites",
        "ImageSpriteTask",
        "imageSprite",
    ),
    (
        "CoverBySnapshotTaskSet",
        "CoverBySnapshot",
        "CoverBySnapshotTask",
        "coverBySnapshot",
    ),
    (
        "AdaptiveDynamicStreamingTaskSet",
        "AdaptiveDynamicStreaming",
        "AdaptiveDynamicStreamingTask",
        "",
    ),
];

/// Frames that a part of a request names.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Input {
    definition: i64,
    ext_time_offset_set: Vec<String>,
    time_offset_set: Vec<f64>,
    position_type: String,
    position_value: f64,
}

/// A source, with what it is called in responses.
struct Asset {
    source: Source,
    info: VideoInfo,
    file_id: String,
    url: String,
}

impl Asset {
    fn of(call: &ApiCall<'_>) -> Result<Self, ServiceError> {
        let bucket = format!("vod-{}", application(call));
        let (source, file_id, path) = match (
            call.str_arg("FileId"),
            call.str_arg("MediaStoragePath"),
            call.str_arg("Url"),
        ) {
            (Some(id), ..) => (
                Source::Media(id.to_owned()),
                id.to_owned(),
                Objects::path(&bucket, &format!("{id}/source.mp4")),
            ),
            (None, Some(path), _) => {
                let source = Source::Object {
                    bucket: bucket.clone(),
                    key: path.trim_start_matches('/').to_owned(),
                };
                (source, new_file_id(call), Objects::path(&bucket, path))
            }
            (None, None, Some(url)) => return Self::at(call, url),
            (None, None, None) => {
                return Err(ServiceError::with_code(
                    "MissingParameter",
                    "The request names no media asset.",
                ));
            }
        };
        let info = call.emulator.video_info(&source).ok_or_else(no_file)?;
        let url = call.emulator.url_of(&path);
        Ok(Self {
            source,
            info,
            file_id,
            url,
        })
    }

    /// Returns the new media asset of a file at an address.
    fn at(call: &ApiCall<'_>, url: &str) -> Result<Self, ServiceError> {
        let scheme = url.split_once("://").map(|(scheme, _)| scheme);
        if !scheme.is_some_and(|scheme| ["http", "https"].contains(&scheme)) {
            return Err(ServiceError::with_code(
                "InvalidParameterValue.Url",
                "The address is not http or https.",
            ));
        }
        let source = Source::Media(url.to_owned());
        let info = call.emulator.video_info(&source).ok_or_else(no_file)?;
        Ok(Self {
            source,
            info,
            file_id: new_file_id(call),
            url: url.to_owned(),
        })
    }
}

fn new_file_id(call: &ApiCall<'_>) -> String {
    // 19 digits, as the vendor's.
    let digits = call.emulator.ids.bits() % 1_000_000_000_000_000_000;
    format!("5{digits:018}")
}

fn no_file() -> ServiceError {
    ServiceError::with_code("ResourceNotFound.FileNotExist", "The media asset does not exist.")
}

pub(super) fn media(vod: &TencentVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let asset = Asset::of(call)?;
    let parts = call.arguments.get("MediaProcessTask").and_then(Value::as_object);
    start(vod, call, &asset, &parts.cloned().unwrap_or_default())
}

/// Every task flow exists: it takes sampled snapshots and makes sprites by the vendor's templates.
pub(super) fn by_procedure(vod: &TencentVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let asset = Asset::of(call)?;
    let mut parts = Map::new();
    for list in ["SampleSnapshotTaskSet", "ImageSpriteTaskSet"] {
        parts.insert(list.to_owned(), json!([{ "Definition": PRESET }]));
    }
    let mut response = start(vod, call, &asset, &parts)?;
    response["ReviewAudioVideoTaskId"] = json!("");
    response["ImportMediaKnowledgeTaskIdSet"] = json!([]);
    Ok(response)
}

pub(super) fn by_url(vod: &TencentVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let input = call.arguments.get("InputInfo").and_then(|input| input.get("Url"));
    let url = input.and_then(Value::as_str).unwrap_or_default();
    if url.is_empty() {
        return Err(ServiceError::with_code(
            "MissingParameter",
            "The request names no file.",
        ));
    }
    let asset = Asset::at(call, url)?;
    start(vod, call, &asset, &Map::new())
}

fn start(
    vod: &TencentVod,
    call: &ApiCall<'_>,
    asset: &Asset,
    lists: &Map<String, Value>,
) -> Result<Value, ServiceError> {
    let application = application(call);
    let session_id = call.str_arg("SessionId").unwrap_or_default();
    let repeated = |task: &Task| {
        task.session_id == session_id
            && task.application == application
            && task.created + RETENTION > call.now
    };
    if !session_id.is_empty() && vod.tasks.newest(repeated).is_some() {
        return Err(ServiceError::with_code(
            "FailedOperation.TaskDuplicate",
            "The SessionId was used already.",
        ));
    }
    let ends = call.emulator.done_at(call.now);
    let mut task = Task {
        id: format!("{application}-procedurev2-{}", call.emulator.ids.hex()),
        application,
        file_id: asset.file_id.clone(),
        file_url: asset.url.clone(),
        created: call.now,
        begins: call.now + (ends - call.now) / 2,
        ends,
        aborted: false,
        priority: call.integer_arg("TasksPriority").unwrap_or_default(),
        notify_mode: call.str_arg("TasksNotifyMode").unwrap_or("Finish").to_owned(),
        session_id: session_id.to_owned(),
        session_context: call.str_arg("SessionContext").unwrap_or_default().to_owned(),
        meta_data: view::meta_data(asset.info),
        parts: Vec::new(),
    };
    let requested = requested(vod, call, asset.info, lists)?;
    for (number, request) in requested.into_iter().enumerate() {
        let part = request.run(call, asset, &task, number);
        task.parts.push(part);
    }
    let id = task.id.clone();
    events::announce(vod, call, &task);
    vod.tasks.put(&id, task);
    Ok(json!({ "TaskId": id }))
}

/// A part of a request that has been checked.
struct Requested {
    kind: &'static str,
    property: &'static str,
    file: &'static str,
    input: Value,
    definition: i64,
    settings: TemplateSettings,
    /// Positions in milliseconds, for parts that name some.
    times: Vec<u64>,
}

/// Checks the parts of a request before anything is made.
fn requested(
    vod: &TencentVod,
    call: &ApiCall<'_>,
    info: VideoInfo,
    lists: &Map<String, Value>,
) -> Result<Vec<Requested>, ServiceError> {
    let mut all = Vec::new();
    for (list, kind, property, file) in PARTS {
        for input in lists.get(list).and_then(Value::as_array).into_iter().flatten() {
            let known: Input = serde_json::from_value(input.clone()).unwrap_or_default();
            let template = match file {
                "sampleSnapshot" => Some(Kind::Sample),
                "imageSprite" => Some(Kind::Sprite),
                "" => None,
                _ => Some(Kind::TimeOffset),
            };
            let settings = match template {
                None => TemplateSettings::default(),
                Some(kind) => {
                    let found = vod.templates.settings(kind, application(call), known.definition);
                    found.ok_or_else(no_template)?
                }
            };
            all.push(Requested {
                kind,
                property,
                file,
                input: input.clone(),
                definition: known.definition,
                settings,
                times: times(file, &known, info)?,
            });
        }
    }
    Ok(all)
}

/// Returns the positions that a part names, in milliseconds.
fn times(file: &str, input: &Input, info: VideoInfo) -> Result<Vec<u64>, ServiceError> {
    let invalid =
        |name: &str| ServiceError::with_code("InvalidParameterValue", format!("{name} is not a position."));
    let times: Option<Vec<u64>> = match file {
        "snapshotByTimeOffset" if input.ext_time_offset_set.is_empty() => {
            let offsets = input.time_offset_set.iter();
            offsets.map(|offset| by_seconds(offset / 1000.0)).collect()
        }
        "snapshotByTimeOffset" => {
            let offsets = input.ext_time_offset_set.iter();
            offsets.map(|offset| position(offset, info)).collect()
        }
        "coverBySnapshot" => {
            let time = match input.position_type.as_str() {
                "Percent" => by_percent(input.position_value, info),
                _ => by_seconds(input.position_value),
            };
            time.map(|time| vec![time])
        }
        _ => return Ok(Vec::new()),
    };
    let times = times.ok_or_else(|| invalid("TimeOffset or PositionValue"))?;
    if times.is_empty() {
        return Err(ServiceError::with_code(
            "MissingParameter",
            "The request names no time.",
        ));
    }
    Ok(times)
}

impl Requested {
    fn run(self, call: &ApiCall<'_>, asset: &Asset, task: &Task, number: usize) -> Part {
        let result = self.images(call, asset, task, number);
        Part {
            kind: self.kind.to_owned(),
            property: self.property.to_owned(),
            definition: self.definition,
            input: self.input,
            result,
        }
    }

    fn images(
        &self,
        call: &ApiCall<'_>,
        asset: &Asset,
        task: &Task,
        number: usize,
    ) -> Result<Images, Failure> {
        let bucket = format!("vod-{}", task.application);
        let folder = format!(
            "{}/{}-{number}",
            task.file_id,
            task.id.rsplit('-').next().unwrap_or(&task.id)
        );
        let path = |file: Option<usize>| {
            let name = match file {
                Some(file) => format!(
                    "{}_{}_{file}.{}",
                    self.file, self.definition, self.settings.format
                ),
                None => format!("{}_{}.vtt", self.file, self.definition),
            };
            Objects::path(&bucket, &format!("{folder}/{name}"))
        };
        let capture = Capture {
            emulator: call.emulator,
            product: PRODUCT,
            task: &task.id,
            source: &asset.source,
            info: asset.info,
            settings: &self.settings,
            ready: task.ends,
            path: &path,
        };
        match self.file {
            "snapshotByTimeOffset" => capture.at_times(&self.times),
            "sampleSnapshot" => capture.sampled(),
            "imageSprite" => capture.sprites(),
            "coverBySnapshot" => Ok(match capture.at_times(&self.times)? {
                Images::AtTimes(images) => images
                    .into_iter()
                    .next()
                    .map_or(Images::Other, |(_, path)| Images::Cover(path)),
                other => other,
            }),
            _ => Ok(Images::Other),
        }
    }
}
