//! Between the unified model and the vocabulary of VOD, for objects in OBS. Pure.

use mediasnap_core::Error;
use mediasnap_core::wire::UndocumentedFields;
use mediasnap_huawei_vod::types::{
    ObjectImageSpriteTask, ObjectImageSpriteTaskFormat, ObjectImageSpriteTaskSampleType, ObjectProcessReq,
    ObjectTaskResult, ObjectThumbnailTask, ObjectThumbnailTaskFormat, ObjectThumbnailTaskType, ObsInfo,
    ShowTaskDetailResponse,
};

use super::super::convert::{KEY, SPEC};
use crate::adapter::errors::{invalid, job_id, unsupported};
use crate::adapter::raw_json;
use crate::adapter::time_format::{from_any, seconds};
use crate::model::{
    Frames, Image, ImageFormat, ImageKind, JobFailure, JobId, JobState, ObjectLocation, Raw, Size,
    SnapshotJob, SnapshotRequest, Source,
};

pub(super) fn request(request: &SnapshotRequest, region: Option<&str>) -> Result<ObjectProcessReq, Error> {
    let Source::Object(source) = &request.source else {
        return Err(unsupported("only objects can be captured"));
    };
    if source.endpoint.is_some() {
        return Err(unsupported("the endpoint of the source cannot be chosen"));
    }
    let output = request
        .output
        .as_ref()
        .ok_or_else(|| invalid("an output bucket is needed"))?;
    let frames = request
        .frames
        .as_ref()
        .ok_or_else(|| invalid("the frames to capture are needed"))?;
    let place = |bucket: &str, object: &str, own: Option<&String>| ObsInfo {
        bucket: bucket.to_owned(),
        object: object.to_owned(),
        region: own.map(String::as_str).or(region).map(str::to_owned),
        extra: UndocumentedFields::default(),
    };
    let mut process = ObjectProcessReq {
        callback_url: request.callback.clone(),
        image_sprite_task: None,
        input: place(&source.bucket, &source.key, source.region.as_ref()),
        output: place(&output.bucket, &output.directory, output.region.as_ref()),
        session_context: request.user_data.clone(),
        thumbnail_task: None,
        transcode_task: None,
        video_process: None,
        watermarks: None,
    };
    if request.sprite.is_some() {
        process.image_sprite_task = Some(vec![sprites(request, frames)?]);
    } else {
        process.thumbnail_task = Some(vec![images(request, frames)?]);
    }
    Ok(process)
}

fn images(request: &SnapshotRequest, frames: &Frames) -> Result<ObjectThumbnailTask, Error> {
    let (type_, dots, percent) = match frames {
        Frames::At(times) => {
            let dots: Result<_, _> = times.iter().map(|time| seconds(*time, "a given time")).collect();
            (ObjectThumbnailTaskType::Dots, Some(dots?), None)
        }
        Frames::EveryPercent { percent } => (ObjectThumbnailTaskType::Percent, None, Some((*percent).into())),
        _ => return Err(unsupported("frames are given times or percentages")),
    };
    let (width, height) = match request.size {
        Some(Size::Exact { width, height }) => (Some(width.into()), Some(height.into())),
        Some(_) => return Err(unsupported("a size is width and height")),
        None => (None, None),
    };
    Ok(ObjectThumbnailTask {
        dots,
        fill_type: None,
        format: request.format.map(|format| match format {
            ImageFormat::Jpeg => ObjectThumbnailTaskFormat::Jpg,
            _ => ObjectThumbnailTaskFormat::Png,
        }),
        height,
        output: None,
        output_filename: file_name(request),
        percent,
        type_,
        width,
    })
}

fn sprites(request: &SnapshotRequest, frames: &Frames) -> Result<ObjectImageSpriteTask, Error> {
    let Some(sprite) = &request.sprite else {
        return Err(invalid("a sprite is needed"));
    };
    if request.size.is_some() {
        return Err(unsupported(
            "the size of a sprite follows from that of its frames",
        ));
    }
    let (sample_type, sample_interval) = match frames {
        Frames::EveryPercent { percent } => (ObjectImageSpriteTaskSampleType::Percent, (*percent).into()),
        Frames::Every {
            interval,
            start: None,
            length: None,
            count: None,
        } => (
            ObjectImageSpriteTaskSampleType::Time,
            seconds(*interval, "the interval")?,
        ),
        _ => {
            return Err(unsupported(
                "frames of a sprite are a plain interval or percentages",
            ));
        }
    };
    Ok(ObjectImageSpriteTask {
        column_count: sprite.columns.into(),
        fill_type: None,
        format: request.format.map(|format| match format {
            ImageFormat::Jpeg => ObjectImageSpriteTaskFormat::Jpg,
            _ => ObjectImageSpriteTaskFormat::Png,
        }),
        height: sprite.tile_size.map(|(_, height)| height.into()),
        output: None,
        output_object_name: file_name(request),
        resolution_adaptive: None,
        row_count: sprite.rows.into(),
        sample_interval,
        sample_type,
        webvtt_object_name: None,
        width: sprite.tile_size.map(|(width, _)| width.into()),
    })
}

fn file_name(request: &SnapshotRequest) -> Option<String> {
    request
        .output
        .as_ref()
        .and_then(|output| output.file_name.clone())
}

/// The job in the response of a create.
pub(super) fn created(task: &str, body: &[u8]) -> Result<SnapshotJob, Error> {
    let id = job_id(&["object", task])?;
    Ok(SnapshotJob::new(KEY, id, JobState::Queued, Raw::from_bytes(body)))
}

/// The job of a detail, whose text is `raw`.
pub(super) fn job(id: &JobId, detail: &ShowTaskDetailResponse, raw: Raw) -> Result<SnapshotJob, Error> {
    let mut state = detail.status.as_deref().map_or(JobState::Unknown, state);
    let mut failure = JobFailure::new(detail.error_code.clone(), detail.error_msg.clone());
    let mut images = Vec::new();
    let id = match detail.task_id.as_deref() {
        Some(task) if !task.is_empty() => job_id(&["object", task])?,
        _ => id.clone(),
    };
    for part in raw_json::items(raw.as_str(), "workflow_task.task_result") {
        // What cannot be read is a misfit of the response.
        let Ok(result) = raw_json::decode::<ObjectTaskResult>(&part.raw) else {
            continue;
        };
        let snapshots = result.thumbnail_task.as_ref();
        let sprites = result.image_sprite_task.as_ref();
        let (status, code, message) = match (snapshots, sprites) {
            (Some(task), _) => (&task.status, &task.error_code, &task.error_msg),
            (None, Some(task)) => (&task.status, &task.error_code, &task.error_msg),
            (None, None) => continue,
        };
        // A workflow may end well although the snapshots in it did not.
        if status
            .as_deref()
            .is_some_and(|status| self::state(status) == JobState::Failed)
        {
            if state == JobState::Succeeded {
                state = JobState::Failed;
            }
            failure = JobFailure::new(
                failure.code.or_else(|| code.clone()),
                failure.message.or_else(|| message.clone()),
            );
        }
        if let Some(output) = snapshots.and_then(|task| task.output.as_ref()) {
            let keys = output
                .pic_info_list
                .iter()
                .flatten()
                .filter_map(|picture| picture.object_key.as_deref());
            images.extend(keys.map(|key| image(ImageKind::Frame, output.obs_info.as_ref(), key, &part.raw)));
        }
        if let Some(output) = sprites.and_then(|task| task.output.as_ref()) {
            let keys = output.sprite_image_list.iter().flatten().map(String::as_str);
            images.extend(keys.map(|key| image(ImageKind::Sprite, output.obs_info.as_ref(), key, &part.raw)));
        }
    }
    let time = |text: &Option<String>| text.as_deref().and_then(from_any);
    let mut job = SnapshotJob::new(KEY, id, state, raw);
    job.raw_state.clone_from(&detail.status);
    job.created_at = time(&detail.create_time);
    job.finished_at = time(&detail.end_time);
    job.user_data = detail.session_context.clone().filter(|data| !data.is_empty());
    job.image_count = u64::try_from(images.len()).ok().filter(|_| state.is_terminal());
    job.images = images;
    job.failure = (state == JobState::Failed).then_some(failure);
    Ok(job)
}

fn image(kind: ImageKind, place: Option<&ObsInfo>, key: &str, raw: &Raw) -> Image {
    let mut image = Image::new(kind, raw.clone());
    if let Some(place) = place {
        let mut object = ObjectLocation::new(&place.bucket, key);
        object.region.clone_from(&place.region);
        image.object = Some(object);
    }
    image
}

/// The state of a task or of a part of one.
fn state(status: &str) -> JobState {
    SPEC.state("ShowTaskDetailResponse", "status", status)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::request;
    use crate::model::{
        Frames, ImageFormat, ImageKind, JobId, JobState, Raw, Size, SnapshotJob, SnapshotRequest, Source,
    };
    use crate::{ErrorKind, Output, SnapshotRequestBuilder, Sprite};

    fn base() -> SnapshotRequestBuilder {
        SnapshotRequest::builder(Source::object("in", "a.mp4"))
            .output(Output::new("out", "dir"))
            .frames(Frames::at_seconds([1, 3]))
    }

    fn converted(builder: SnapshotRequestBuilder) -> Value {
        serde_json::to_value(request(&builder.build().unwrap(), Some("r")).unwrap()).unwrap()
    }

    fn refused(builder: SnapshotRequestBuilder) -> ErrorKind {
        request(&builder.build().unwrap(), Some("r")).unwrap_err().kind()
    }

    fn read(text: &str) -> SnapshotJob {
        let detail = serde_json::from_str(text).unwrap();
        super::job(&JobId::new("object/t").unwrap(), &detail, Raw::new(text)).unwrap()
    }

    #[test]
    fn given_times_are_seconds_with_a_type_in_upper_case() {
        let expected = json!({
            "input": {"bucket": "in", "object": "a.mp4", "region": "r"},
            "output": {"bucket": "out", "object": "dir", "region": "r"},
            "thumbnail_task": [{"type": "DOTS", "dots": [1, 3]}],
        });
        assert_eq!(converted(base()), expected);
        assert_eq!(
            refused(base().frames(Frames::at([Duration::from_millis(1)]))),
            ErrorKind::Unsupported
        );
    }

    #[test]
    fn percentages_sizes_and_formats_have_their_places() {
        let builder = base()
            .frames(Frames::EveryPercent { percent: 10 })
            .size(Size::exact(1280, 720))
            .format(ImageFormat::Png)
            .output(Output::new("out", "dir").file_name("x"));
        let expected = json!([{"type": "PERCENT", "percent": 10, "width": 1280, "height": 720, "format": "png",
            "output_filename": "x"}]);
        assert_eq!(converted(builder)["thumbnail_task"], expected);
    }

    #[test]
    fn a_sprite_is_rows_columns_and_an_interval() {
        let builder = base()
            .frames(Frames::every(Duration::from_secs(5)))
            .sprite(Sprite::new(10, 5).tile_size(160, 90));
        let request = converted(builder);
        let expected = json!([{"sample_type": "TIME", "sample_interval": 5, "row_count": 5, "column_count": 10,
            "width": 160, "height": 90}]);
        assert_eq!(request["image_sprite_task"], expected);
        assert_eq!(request.get("thumbnail_task"), None);
        assert_eq!(
            refused(base().frames(Frames::every(Duration::from_secs(5)))),
            ErrorKind::Unsupported
        );
        assert_eq!(refused(base().sprite(Sprite::new(1, 1))), ErrorKind::Unsupported);
    }

    #[test]
    fn data_and_callback_have_their_places() {
        let request = converted(base().user_data("mine").callback("https://x/"));
        assert_eq!(request["session_context"], "mine");
        assert_eq!(request["callback_url"], "https://x/");
    }

    #[test]
    fn images_are_objects() {
        let job = read(
            r#"{"status":"SUCCEEDED","create_time":"2020-11-18 12:13:33","session_context":"mine",
                "workflow_task":{"task_result":[{"task_type":"thumbnail","thumbnail_task":{"status":"SUCCEEDED",
                "output":{"obs_info":{"bucket":"out","object":"dir","region":"r"},
                "pic_info_list":[{"object_key":"dir/1.jpg"},{"object_key":"dir/3.jpg"}]}}},
                {"image_sprite_task":{"status":"SUCCEEDED","output":{"obs_info":{"bucket":"out","object":"dir"},
                "sprite_image_list":["dir/s.jpg"]}}}]}}"#,
        );
        assert_eq!((job.state, job.image_count), (JobState::Succeeded, Some(3)));
        assert_eq!(
            job.images[1].object.as_ref().unwrap().to_string(),
            "out/dir/3.jpg"
        );
        assert_eq!(job.images[2].kind, ImageKind::Sprite);
        assert_eq!(job.user_data.as_deref(), Some("mine"));
        assert!(job.created_at.is_some());
    }

    #[test]
    fn snapshots_that_failed_fail_the_job() {
        let job = read(
            r#"{"status":"SUCCEEDED","workflow_task":{"task_result":{"thumbnail_task":
                {"status":"FAILED","error_code":"C","error_msg":"M"}}}}"#,
        );
        assert_eq!(job.state, JobState::Failed);
        let failure = job.failure.unwrap();
        assert_eq!(
            (failure.code.as_deref(), failure.message.as_deref()),
            (Some("C"), Some("M"))
        );
        assert_eq!(read(r#"{"status":"weird"}"#).state, JobState::Unknown);
    }
}
