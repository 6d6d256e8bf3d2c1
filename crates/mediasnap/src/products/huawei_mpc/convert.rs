//! Between the unified model and the vocabulary of MPC. Pure.

use mediasnap_core::Error;
use mediasnap_core::wire::UndocumentedFields;
use mediasnap_huawei_mpc::types::{
    CreateThumbReq, CreateThumbnailsTaskResponse, ListThumbnailsTaskStatus, ObsObjInfo, PicInfo, ThumbTask,
    ThumbTaskStatus, ThumbnailPara, ThumbnailParaType,
};

use crate::adapter::errors::{invalid, job_id, unsupported};
use crate::adapter::raw_json;
use crate::adapter::spec::SpecLookup;
use crate::adapter::time_format::{from_digits, from_seconds, milliseconds, seconds};
use crate::model::{
    Frames, Image, ImageFormat, ImageKind, JobFailure, JobState, ObjectLocation, ProductKey, Raw, Size,
    SnapshotJob, SnapshotRequest, Source,
};

pub(super) const KEY: ProductKey = ProductKey::HuaweiMpc;

pub(super) static SPEC: SpecLookup = SpecLookup::of(&mediasnap_huawei_mpc::PRODUCT);

/// 1: JPG, the only format there is.
const JPG: i64 = 1;
/// `tar` is inverted: 0 packs the images.
const PACKED: i64 = 0;
/// `original_dir`: 1 puts the images into the exact directory.
const VERY_DIRECTORY: i64 = 1;
/// `sync`: 1 captures within the call.
const WITHIN_THE_CALL: i64 = 1;

pub(super) fn request(request: &SnapshotRequest, region: Option<&str>) -> Result<CreateThumbReq, Error> {
    let Source::Object(source) = &request.source else {
        return Err(unsupported("only objects can be captured"));
    };
    let output = request
        .output
        .as_ref()
        .ok_or_else(|| invalid("an output bucket is needed"))?;
    if source.endpoint.is_some() {
        return Err(unsupported("the endpoint of the source cannot be chosen"));
    }
    let (frames, within_the_call) = frames(request)?;
    let (width, height, max_length) = match request.size {
        Some(Size::Exact { width, height }) => (Some(width.into()), Some(height.into()), None),
        Some(Size::LongerSide(side)) => (None, None, Some(side.into())),
        None => (None, None, None),
    };
    Ok(CreateThumbReq {
        input: object(&source.bucket, &source.key, source.region.as_deref().or(region))?,
        output: object(
            &output.bucket,
            &output.directory,
            output.region.as_deref().or(region),
        )?,
        original_dir: output.exact_directory.then_some(VERY_DIRECTORY),
        sync: within_the_call.then_some(WITHIN_THE_CALL),
        tar: request.archive.then_some(PACKED),
        thumbnail_para: ThumbnailPara {
            format: (request.format == Some(ImageFormat::Jpeg)).then_some(JPG),
            width,
            height,
            max_length,
            output_filename: output.file_name.clone(),
            ..frames
        },
        user_data: request.user_data.clone(),
    })
}

/// The members that choose frames, and whether the capture happens within the call.
fn frames(request: &SnapshotRequest) -> Result<(ThumbnailPara, bool), Error> {
    let mut para = ThumbnailPara::default();
    match &request.frames {
        Some(Frames::At(times)) => {
            let whole = times.iter().all(|time| time.subsec_nanos() == 0);
            match times.as_slice() {
                [time] if !whole => {
                    para.type_ = Some(ThumbnailParaType::DotsMs);
                    para.dots_ms = Some(vec![milliseconds(*time, "a given time")?]);
                    return Ok((para, true));
                }
                [_, _, ..] if request.synchronous => {
                    return Err(unsupported("a capture within the call takes one given time"));
                }
                [_, _, ..] if !whole => {
                    return Err(unsupported(
                        "several given times take whole seconds, a single one milliseconds",
                    ));
                }
                _ => {
                    let dots: Result<_, _> =
                        times.iter().map(|time| seconds(*time, "a given time")).collect();
                    para.type_ = Some(ThumbnailParaType::Dots);
                    para.dots = Some(dots?);
                    return Ok((para, request.synchronous));
                }
            }
        }
        Some(Frames::Every {
            interval,
            start,
            length,
            count: None,
        }) => {
            para.type_ = Some(ThumbnailParaType::Time);
            para.time = Some(seconds(*interval, "the interval")?);
            para.start_time = start.map(|start| seconds(start, "the start")).transpose()?;
            para.duration = length.map(|length| seconds(length, "the length")).transpose()?;
        }
        Some(_) => return Err(unsupported("frames are given times or an interval")),
        None => {}
    }
    if request.synchronous {
        return Err(unsupported("a capture within the call takes one given time"));
    }
    Ok((para, false))
}

fn object(bucket: &str, key: &str, region: Option<&str>) -> Result<ObsObjInfo, Error> {
    let region = region.ok_or_else(|| invalid(format!("the region of the bucket `{bucket}` is needed")))?;
    Ok(ObsObjInfo {
        bucket: bucket.to_owned(),
        file_name: None,
        location: region.to_owned(),
        object: key.to_owned(),
        extra: UndocumentedFields::default(),
    })
}

/// The job in the response of a create.
pub(super) fn created(answer: &CreateThumbnailsTaskResponse, body: &[u8]) -> Result<SnapshotJob, Error> {
    let id = job_id(&[answer.task_id.as_deref().unwrap_or_default()])?;
    let status = answer.status.as_deref().map(ThumbTaskStatus::from);
    // A create that was taken and says no more is in the queue.
    let state = status.as_ref().map_or(JobState::Queued, state);
    let raw = Raw::from_bytes(body);
    let mut job = SnapshotJob::new(KEY, id, state, raw.clone());
    job.raw_state = answer.status.clone();
    job.created_at = answer.create_time.as_deref().and_then(from_digits);
    if state == JobState::Failed {
        job.failure = Some(JobFailure::new(None, answer.description.clone()));
    }
    if let (JobState::Succeeded, Some(output), Some(name)) = (state, &answer.output, &answer.output_file_name)
    {
        job.images = vec![image(output, name, raw, false)];
        job.image_count = Some(1);
    }
    Ok(job)
}

/// A task of a list; `None` for the entry of a task that does not exist.
pub(super) fn job(raw: Raw) -> Result<Option<SnapshotJob>, Error> {
    let task: ThumbTask = raw_json::decode(&raw)?;
    if task.status == Some(ThumbTaskStatus::NoTask) {
        return Ok(None);
    }
    let id = job_id(&[task.task_id.as_deref().unwrap_or_default()])?;
    let state = task.status.as_ref().map_or(JobState::Unknown, state);
    let images = if state == JobState::Succeeded {
        images(&task, &raw)
    } else {
        Vec::new()
    };
    let mut job = SnapshotJob::new(KEY, id, state, raw);
    job.raw_state = task.status.as_ref().map(|status| status.as_str().to_owned());
    job.created_at = task.create_time.as_deref().and_then(from_digits);
    job.finished_at = task.end_time.as_deref().and_then(from_digits);
    job.user_data = task.user_data.clone();
    if state == JobState::Failed {
        job.failure = Some(JobFailure::new(None, task.description.clone()));
    }
    if state == JobState::Succeeded {
        job.image_count = u64::try_from(images.len()).ok();
        job.images = images;
    }
    Ok(Some(job))
}

fn images(task: &ThumbTask, raw: &Raw) -> Vec<Image> {
    let Some(output) = &task.output else {
        return Vec::new();
    };
    let pictures = raw_json::items(raw.as_str(), "thumbnail_info").into_iter();
    // What cannot be read is a misfit of the response.
    let named = pictures.filter_map(|part| {
        let picture: PicInfo = raw_json::decode(&part.raw).ok()?;
        Some((picture.pic_name?, part.raw))
    });
    let named: Vec<(String, Raw)> = named.collect();
    if named.is_empty() {
        let single = task.output_file_name.iter();
        return single
            .map(|name| image(output, name, raw.clone(), false))
            .collect();
    }
    let several = named.len() > 1;
    let images = named
        .into_iter()
        .map(|(name, part)| image(output, &name, part, several));
    images.collect()
}

/// The object `name` in the directory `output`.
fn image(output: &ObsObjInfo, name: &str, raw: Raw, several: bool) -> Image {
    let packed = name
        .rsplit_once('.')
        .is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("tar"));
    let kind = if packed {
        ImageKind::Archive
    } else {
        ImageKind::Frame
    };
    let directory = output.object.trim_end_matches('/');
    let key = if directory.is_empty() {
        name.to_owned()
    } else {
        format!("{directory}/{name}")
    };
    let mut image = Image::new(kind, raw);
    let object = ObjectLocation::new(&output.bucket, key);
    image.object = Some(match output.location.as_str() {
        "" => object,
        region => object.in_region(region),
    });
    // Of several images, each name ends with its second.
    if several {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let second = stem.rsplit_once('_').and_then(|(_, second)| second.parse().ok());
        image.offset = second.and_then(from_seconds);
    }
    image
}

pub(super) fn state(status: &ThumbTaskStatus) -> JobState {
    match status {
        ThumbTaskStatus::Waiting => JobState::Queued,
        ThumbTaskStatus::Processing => JobState::Running,
        ThumbTaskStatus::Succeeded => JobState::Succeeded,
        ThumbTaskStatus::Failed => JobState::Failed,
        ThumbTaskStatus::Canceled => JobState::Canceled,
        _ => JobState::Unknown,
    }
}

/// The state to filter a list by.
pub(super) fn status(state: JobState) -> Result<ListThumbnailsTaskStatus, Error> {
    match state {
        JobState::Queued => Ok(ListThumbnailsTaskStatus::Waiting),
        JobState::Running => Ok(ListThumbnailsTaskStatus::Processing),
        JobState::Succeeded => Ok(ListThumbnailsTaskStatus::Succeeded),
        JobState::Failed => Ok(ListThumbnailsTaskStatus::Failed),
        JobState::Canceled => Ok(ListThumbnailsTaskStatus::Canceled),
        JobState::Paused | JobState::Unknown => Err(unsupported(format!("no jobs are ever {state}"))),
    }
}

#[cfg(test)]
mod tests;
