//! From a task of the vendor to a job with its images. Pure.

use std::time::Duration;

use mediasnap_core::Error;
use mediasnap_tencent_vod::types::{
    DescribeTaskDetailResponseBody, DescribeTaskDetailResponseBodyStatus, MediaProcessTaskResult,
    MediaSnapshotByTimePicInfoItem, TaskSimpleInfo,
};

use super::convert::KEY;
use crate::adapter::errors::{job_id, unexpected};
use crate::adapter::raw_json;
use crate::adapter::time_format::from_rfc3339;
use crate::model::{Image, ImageKind, JobFailure, JobId, JobState, Raw, SnapshotJob};

/// Where the parts of a task stand in its detail.
const PARTS: &str = "ProcedureTask.MediaProcessResultSet";
/// The word for a part that failed.
const FAILED: &str = "FAIL";

fn id_of(application: Option<i64>, task: &str) -> Result<JobId, Error> {
    match application {
        Some(application) => job_id(&[&application.to_string(), task]),
        None => job_id(&[task]),
    }
}

/// The job of the response to a submit.
pub(super) fn created(application: Option<i64>, task: &str, body: &[u8]) -> Result<SnapshotJob, Error> {
    let id = id_of(application, task)?;
    Ok(SnapshotJob::new(KEY, id, JobState::Queued, Raw::from_bytes(body)))
}

/// The job of a detail, whose text is `raw`.
pub(super) fn job(
    id: &JobId,
    body: Option<&DescribeTaskDetailResponseBody>,
    raw: &str,
) -> Result<SnapshotJob, Error> {
    let body = body.ok_or_else(|| unexpected("the response is empty"))?;
    let detail = raw_json::get(raw, "Response");
    let detail = detail.as_deref().unwrap_or(raw);
    let mut parts = Vec::new();
    for item in raw_json::items(detail, PARTS) {
        let part: MediaProcessTaskResult = raw_json::decode(&item.raw)?;
        parts.push((part, item.raw));
    }
    let failure = parts.iter().find_map(|(part, _)| failure(part));
    let state = match &body.status {
        Some(DescribeTaskDetailResponseBodyStatus::Waiting) => JobState::Queued,
        Some(DescribeTaskDetailResponseBodyStatus::Processing) => JobState::Running,
        Some(DescribeTaskDetailResponseBodyStatus::Aborted) => JobState::Canceled,
        // The task has ended; its parts say how.
        Some(DescribeTaskDetailResponseBodyStatus::Finish) if failure.is_some() => JobState::Failed,
        Some(DescribeTaskDetailResponseBodyStatus::Finish) => JobState::Succeeded,
        _ => JobState::Unknown,
    };
    let mut job = SnapshotJob::new(KEY, id.clone(), state, Raw::new(detail));
    job.raw_state = body.status.as_ref().map(|status| status.as_str().to_owned());
    job.created_at = body.create_time.as_deref().and_then(from_rfc3339);
    job.finished_at = body.finish_time.as_deref().and_then(from_rfc3339);
    let context = body
        .procedure_task
        .as_ref()
        .and_then(|task| task.session_context.clone());
    job.user_data = context.filter(|context| !context.is_empty());
    if state == JobState::Failed {
        job.failure = failure;
    }
    for (part, raw) in &parts {
        images(part, raw, &mut job.images);
    }
    if job.is_terminal() {
        let counted = job
            .images
            .iter()
            .filter(|image| matches!(image.kind, ImageKind::Frame | ImageKind::Sprite));
        job.image_count = u64::try_from(counted.count()).ok();
    }
    Ok(job)
}

/// The failure of a part that takes snapshots.
fn failure(part: &MediaProcessTaskResult) -> Option<JobFailure> {
    macro_rules! failure {
        ($($part:ident),*) => {
            $(if let Some(result) = &part.$part
                && result.status.as_ref().is_some_and(|status| status.as_str() == FAILED)
            {
                return Some(JobFailure::new(result.err_code_ext.clone(), result.message.clone()));
            })*
        };
    }
    failure!(
        snapshot_by_time_offset_task,
        sample_snapshot_task,
        image_sprite_task,
        cover_by_snapshot_task
    );
    None
}

/// The images of a part, in its order. What does not fit is a misfit of the response.
fn images(part: &MediaProcessTaskResult, raw: &Raw, images: &mut Vec<Image>) {
    let items = |path: &str| (0_u32..).zip(raw_json::items(raw.as_str(), path));
    for (index, item) in items("SnapshotByTimeOffsetTask.Output.PicInfoSet") {
        if let Ok(picture) = raw_json::decode::<MediaSnapshotByTimePicInfoItem>(&item.raw) {
            let mut image = image(ImageKind::Frame, picture.url, item.raw);
            image.index = Some(index.into());
            let seconds = picture.time_offset.map(|milliseconds| milliseconds / 1000.0);
            image.offset = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            images.push(image);
        }
    }
    let sampled = part
        .sample_snapshot_task
        .as_ref()
        .and_then(|task| task.output.as_ref());
    let by_time = sampled.filter(|output| {
        output
            .sample_type
            .as_ref()
            .is_some_and(|kind| kind.as_str() == "Time")
    });
    let interval = by_time.and_then(|output| u64::try_from(output.interval?).ok());
    for (index, item) in items("SampleSnapshotTask.Output.ImageUrlSet") {
        if let Ok(url) = raw_json::decode(&item.raw) {
            let mut image = image(ImageKind::Frame, Some(url), item.raw);
            image.index = Some(index.into());
            image.offset = interval.map(|seconds| Duration::from_secs(seconds.saturating_mul(index.into())));
            images.push(image);
        }
    }
    for (index, item) in items("ImageSpriteTask.Output.ImageUrlSet") {
        if let Ok(url) = raw_json::decode(&item.raw) {
            let mut image = image(ImageKind::Sprite, Some(url), item.raw);
            image.index = Some(index.into());
            images.push(image);
        }
    }
    let singles = [
        ("ImageSpriteTask.Output.WebVttUrl", ImageKind::Index),
        ("CoverBySnapshotTask.Output.CoverUrl", ImageKind::Cover),
    ];
    for (path, kind) in singles {
        let found = raw_json::get(raw.as_str(), path).map(|found| Raw::new(&*found));
        let url = found
            .as_ref()
            .and_then(|found| raw_json::decode::<String>(found).ok());
        if let (Some(found), Some(url)) = (found, url.filter(|url| !url.is_empty())) {
            images.push(image(kind, Some(url), found));
        }
    }
}

fn image(kind: ImageKind, url: Option<String>, raw: Raw) -> Image {
    let mut image = Image::new(kind, raw);
    image.url = url.map(Into::into);
    image
}

/// A job of a list. Of a task that has ended, lists do not say how.
pub(super) fn listed(application: Option<i64>, raw: Raw) -> Result<SnapshotJob, Error> {
    let task: TaskSimpleInfo = raw_json::decode(&raw)?;
    let id = id_of(application, task.task_id.as_deref().unwrap_or_default())?;
    let state = match task.status.as_deref().unwrap_or_default() {
        "WAITING" => JobState::Queued,
        "PROCESSING" => JobState::Running,
        "ABORTED" => JobState::Canceled,
        _ => JobState::Unknown,
    };
    let mut job = SnapshotJob::new(KEY, id, state, raw);
    job.raw_state.clone_from(&task.status);
    job.created_at = task.create_time.as_deref().and_then(from_rfc3339);
    job.finished_at = task.finish_time.as_deref().and_then(from_rfc3339);
    job.user_data = task.session_context.clone().filter(|context| !context.is_empty());
    Ok(job)
}

#[cfg(test)]
mod tests {
    use mediasnap_tencent_vod::types::DescribeTaskDetailResponse;
    use serde_json::{Value, json};

    use super::{created, listed};
    use crate::model::{ImageKind, JobId, JobState, Raw, SnapshotJob};

    fn read(status: &str, parts: &Value) -> SnapshotJob {
        let body = json!({"Response": {"TaskType": "Procedure", "Status": status, "CreateTime": "2026-11-20T08:27:42Z",
            "FinishTime": "", "ProcedureTask": {"SessionContext": "u", "MediaProcessResultSet": parts}, "EditMediaTask": null}});
        let text = body.to_string();
        let response: DescribeTaskDetailResponse = serde_json::from_str(&text).unwrap();
        super::job(&JobId::new("1/t").unwrap(), response.response.as_ref(), &text).unwrap()
    }

    #[test]
    fn one_task_has_several_results() {
        let part = |name: &str, output: Value| json!({name: {"Status": "SUCCESS", "ErrCodeExt": "", "Output": output}});
        let job = read(
            "FINISH",
            &json!([
                part("SnapshotByTimeOffsetTask", json!({"PicInfoSet": [{"TimeOffset": 1500.0, "Url": "https://x/a.jpg"}]})),
                part("SampleSnapshotTask", json!({"SampleType": "Time", "Interval": 5, "ImageUrlSet": ["https://x/b.jpg", "https://x/c.jpg"]})),
                part("ImageSpriteTask", json!({"ImageUrlSet": ["https://x/d.jpg"], "WebVttUrl": "https://x/d.vtt"})),
                part("CoverBySnapshotTask", json!({"CoverUrl": "https://x/e.jpg"})),
                {"Type": "Transcode", "TranscodeTask": {"Status": "FAIL"}, "ImageSpriteTask": null},
            ]),
        );
        assert_eq!((job.state, job.image_count), (JobState::Succeeded, Some(4)));
        let seen: Vec<_> = job
            .images
            .iter()
            .map(|image| (image.kind, image.offset.map(|offset| offset.as_millis())))
            .collect();
        assert_eq!(
            seen,
            [
                (ImageKind::Frame, Some(1500)),
                (ImageKind::Frame, Some(0)),
                (ImageKind::Frame, Some(5000)),
                (ImageKind::Sprite, None),
                (ImageKind::Index, None),
                (ImageKind::Cover, None),
            ]
        );
        assert_eq!(job.images[4].raw().as_str(), "\"https://x/d.vtt\"");
        assert_eq!((job.user_data.as_deref(), job.finished_at), (Some("u"), None));
    }

    #[test]
    fn a_task_with_a_failed_part_has_failed_and_keeps_the_other_images() {
        let job = read(
            "FINISH",
            &json!([
                {"SampleSnapshotTask": {"Status": "SUCCESS", "Output": {"SampleType": "Percent", "Interval": 50, "ImageUrlSet": ["https://x/1.jpg"]}}},
                {"ImageSpriteTask": {"Status": "FAIL", "ErrCode": 1, "ErrCodeExt": "Some.Code", "Message": "why", "Output": null}},
            ]),
        );
        assert_eq!((job.state, job.images.len()), (JobState::Failed, 1));
        let failure = job.failure.unwrap();
        assert_eq!(
            (failure.code.as_deref(), failure.message.as_deref()),
            (Some("Some.Code"), Some("why"))
        );
    }

    #[test]
    fn each_image_has_its_own_raw_json() {
        let urls = json!(["https://x/a.jpg", null, "https://x/b.jpg"]);
        let job = read(
            "FINISH",
            &json!([{"SampleSnapshotTask": {"Status": "SUCCESS", "Output": {"ImageUrlSet": urls}}}]),
        );
        let seen: Vec<_> = job.images.iter().map(|image| image.raw().as_str()).collect();
        assert_eq!(seen, ["\"https://x/a.jpg\"", "\"https://x/b.jpg\""]);
    }

    #[test]
    fn states_have_words() {
        let states = [
            ("WAITING", JobState::Queued),
            ("PROCESSING", JobState::Running),
            ("FINISH", JobState::Succeeded),
            ("ABORTED", JobState::Canceled),
            ("RESTING", JobState::Unknown),
        ];
        for (word, state) in states {
            assert_eq!(read(word, &json!([])).state, state, "{word}");
        }
        let item = |status: &str| {
            let raw = json!({"TaskId": "t", "Status": status, "CreateTime": "2020-09-07T00:00:00+08:00"});
            listed(Some(7), Raw::new(raw.to_string())).unwrap()
        };
        assert_eq!(
            (item("WAITING").state, item("WAITING").id.as_str()),
            (JobState::Queued, "7/t")
        );
        assert_eq!(
            item("FINISH").state,
            JobState::Unknown,
            "lists do not say how tasks ended"
        );
        assert_eq!(item("FINISH").created_at.unwrap().timestamp(), 1_599_408_000);
    }

    #[test]
    fn ids_name_the_application_if_there_is_one() {
        assert_eq!(created(None, "t", b"{}").unwrap().id.as_str(), "t");
        assert_eq!(created(Some(5), "t", b"{}").unwrap().id.as_str(), "5/t");
        assert!(created(None, "", b"{}").is_err());
    }
}
