//! Between the unified model and the vocabulary of TIW. Pure.

use mediasnap_core::Error;
use mediasnap_tencent_tiw::types::{
    CreateSnapshotTaskRequest, CreateSnapshotTaskRequestSnapshotMode, DescribeSnapshotTaskResponseBody,
    DescribeSnapshotTaskResponseBodyStatus, SnapshotCos, SnapshotWhiteboard,
};

use crate::adapter::errors::{invalid, job_id, unexpected, unsupported};
use crate::adapter::raw_json;
use crate::adapter::spec::SpecLookup;
use crate::adapter::time_format::from_epoch;
use crate::model::{
    Frames, Image, ImageKind, JobFailure, JobId, JobState, Output, ProductKey, Raw, Size, SnapshotJob,
    SnapshotRequest, Source,
};

pub(super) const KEY: ProductKey = ProductKey::TencentTiw;

pub(super) static SPEC: SpecLookup = SpecLookup::of(&mediasnap_tencent_tiw::PRODUCT);

pub(super) fn request(
    request: &SnapshotRequest,
    region: Option<&str>,
) -> Result<CreateSnapshotTaskRequest, Error> {
    let Source::Whiteboard { application, room } = request.source else {
        return Err(unsupported("only whiteboards can be captured"));
    };
    let (width, height) = match request.size {
        Some(Size::Exact { width, height }) => (Some(width.into()), Some(height.into())),
        Some(_) => return Err(unsupported("a size is width and height")),
        None => (None, None),
    };
    let snapshot_mode = match request.frames {
        Some(Frames::LatestMarks) => Some(CreateSnapshotTaskRequestSnapshotMode::LatestMarksOnly),
        Some(_) => return Err(unsupported("frames are marks")),
        None => None,
    };
    Ok(CreateSnapshotTaskRequest {
        callback_url: request.callback.clone(),
        cos: request
            .output
            .as_ref()
            .map(|output| bucket(output, region))
            .transpose()?,
        room_id: number(room, "room")?,
        sdk_app_id: number(application, "application")?,
        snapshot_mode,
        whiteboard: SnapshotWhiteboard {
            width,
            height,
            init_params: None,
        },
    })
}

fn number(number: u64, what: &str) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| invalid(format!("the number of the {what} is too large")))
}

fn bucket(output: &Output, region: Option<&str>) -> Result<SnapshotCos, Error> {
    let owner = output
        .owner_account
        .ok_or_else(|| invalid("the account that owns the output bucket is needed"))?;
    let region = output
        .region
        .as_deref()
        .or(region)
        .ok_or_else(|| invalid("the region of the output bucket is needed"))?;
    Ok(SnapshotCos {
        bucket: output.bucket.clone(),
        domain: None,
        region: region.to_owned(),
        target_dir: (!output.directory.is_empty()).then(|| output.directory.clone()),
        uin: number(owner, "account")?,
    })
}

/// The application and the task of a job id.
pub(super) fn parts(id: &JobId) -> Result<(i64, &str), Error> {
    let parts = id.as_str().split_once('/');
    parts
        .filter(|(_, task)| !task.is_empty())
        .and_then(|(application, task)| Some((application.parse().ok()?, task)))
        .ok_or_else(|| invalid(format!("the job id `{id}` is not APPLICATION/TASK")))
}

/// The job in the response of a create.
pub(super) fn created(application: i64, task: &str, body: &[u8]) -> Result<SnapshotJob, Error> {
    if task.is_empty() {
        return Err(unexpected("the answer names no job"));
    }
    let id = job_id(&[&application.to_string(), task])?;
    Ok(SnapshotJob::new(KEY, id, JobState::Queued, Raw::from_bytes(body)))
}

/// The job in the response of a query, whose JSON is `raw`.
pub(super) fn job(
    id: &JobId,
    body: Option<&DescribeSnapshotTaskResponseBody>,
    raw: &str,
) -> Result<SnapshotJob, Error> {
    let body = body.ok_or_else(|| unexpected("the answer is empty"))?;
    let (application, asked) = parts(id)?;
    let task = body
        .task_id
        .as_deref()
        .filter(|task| !task.is_empty())
        .unwrap_or(asked);
    let id = job_id(&[&application.to_string(), task])?;
    let part = raw_json::get(raw, "Response");
    let part = part.as_deref().unwrap_or(raw);
    let (state, failure) = state(body);
    let mut job = SnapshotJob::new(KEY, id, state, Raw::new(part));
    job.raw_state = body.status.as_ref().map(|status| status.as_str().to_owned());
    job.created_at = body.create_time.and_then(from_epoch);
    job.finished_at = body.finish_time.and_then(from_epoch);
    job.failure = failure;
    if let (JobState::Succeeded, Some(result)) = (state, &body.result) {
        job.image_count = result.total.and_then(|total| u64::try_from(total).ok());
        for (index, part) in raw_json::items(part, "Result.Snapshots").into_iter().enumerate() {
            // What is no address is a misfit of the response.
            if let Ok(url) = raw_json::decode::<String>(&part.raw) {
                let mut image = Image::new(ImageKind::Frame, part.raw);
                image.url = Some(url.into());
                image.index = i64::try_from(index).ok();
                job.images.push(image);
            }
        }
    }
    Ok(job)
}

/// A task that is finished has failed unless its result says otherwise.
fn state(body: &DescribeSnapshotTaskResponseBody) -> (JobState, Option<JobFailure>) {
    match &body.status {
        Some(DescribeSnapshotTaskResponseBodyStatus::Running) => (JobState::Running, None),
        Some(DescribeSnapshotTaskResponseBodyStatus::Finished) => {
            let result = body.result.as_ref();
            let code = result.and_then(|result| result.error_code.clone());
            let said = |code: &str| SPEC.state("SnapshotResult", "ErrorCode", code);
            if code.as_deref().map(said) == Some(JobState::Succeeded) {
                return (JobState::Succeeded, None);
            }
            let message = result.and_then(|result| result.error_message.clone());
            (JobState::Failed, Some(JobFailure::new(code, message)))
        }
        _ => (JobState::Unknown, None),
    }
}

#[cfg(test)]
mod tests {
    use mediasnap_tencent_tiw::types::DescribeSnapshotTaskResponse;
    use serde_json::json;

    use super::{created, parts, request};
    use crate::model::{Frames, JobId, JobState, Output, Size, SnapshotJob, SnapshotRequest, Source};
    use crate::{ErrorKind, SnapshotRequestBuilder};

    fn base() -> SnapshotRequestBuilder {
        SnapshotRequest::builder(Source::whiteboard(1_400_000_001, 314))
    }

    fn converted(builder: SnapshotRequestBuilder) -> serde_json::Value {
        serde_json::to_value(request(&builder.build().unwrap(), None).unwrap()).unwrap()
    }

    fn read(text: &str) -> SnapshotJob {
        let answer: DescribeSnapshotTaskResponse = serde_json::from_str(text).unwrap();
        let id = JobId::new("1400000001/t").unwrap();
        super::job(&id, answer.response.as_ref(), text).unwrap()
    }

    #[test]
    fn a_bare_request_names_application_and_room() {
        let expected = json!({"SdkAppId": 1_400_000_001, "RoomId": 314, "Whiteboard": {}});
        assert_eq!(converted(base()), expected);
    }

    #[test]
    fn size_marks_and_callback_have_their_places() {
        let request = converted(
            base()
                .size(Size::exact(1280, 720))
                .frames(Frames::LatestMarks)
                .callback("https://example.org/done"),
        );
        assert_eq!(request["Whiteboard"], json!({"Width": 1280, "Height": 720}));
        assert_eq!(request["SnapshotMode"], "LatestMarksOnly");
        assert_eq!(request["CallbackURL"], "https://example.org/done");
    }

    #[test]
    fn an_output_needs_owner_and_region() {
        let output = Output::new("b-1", "dir")
            .owner_account(1000)
            .in_region("ap-guangzhou");
        let expected = json!({"Bucket": "b-1", "Region": "ap-guangzhou", "TargetDir": "dir", "Uin": 1000});
        assert_eq!(converted(base().output(output))["COS"], expected);
        for output in [
            Output::new("b", "").owner_account(1),
            Output::new("b", "").in_region("r"),
        ] {
            let request = base().output(output).build().unwrap();
            assert_eq!(
                super::request(&request, None).unwrap_err().kind(),
                ErrorKind::InvalidArgument
            );
        }
    }

    #[test]
    fn ids_hold_application_and_task() {
        let id = created(14, "abc", b"{}").unwrap().id;
        assert_eq!(id.as_str(), "14/abc");
        assert_eq!(parts(&id).unwrap(), (14, "abc"));
        for text in ["abc", "x/abc", "14/"] {
            assert!(parts(&JobId::new(text).unwrap()).is_err(), "{text}");
        }
        assert!(created(14, "", b"{}").is_err());
    }

    #[test]
    fn finished_is_failed_unless_the_result_says_ok() {
        let text = r#"{"Response":{"TaskID":"t","Status":"Finished","CreateTime":1600000000,"FinishTime":1600000001,
            "Result":{"ErrorCode":"OK","ErrorMessage":"","Total":1,"Snapshots":["https://x/1.png?sign=s"]}}}"#;
        let job = read(text);
        assert_eq!((job.state, job.image_count), (JobState::Succeeded, Some(1)));
        assert_eq!(job.images[0].raw().as_str(), r#""https://x/1.png?sign=s""#);
        assert_eq!(job.finished_at.unwrap().timestamp(), 1_600_000_001);
        assert!(job.raw().as_str().starts_with(r#"{"TaskID""#));

        let text = r#"{"Response":{"Status":"Finished","Result":{"ErrorCode":"InternalErr","ErrorMessage":"boom"}}}"#;
        let job = read(text);
        assert_eq!(job.state, JobState::Failed);
        assert_eq!(job.failure.unwrap().code.as_deref(), Some("InternalErr"));
        assert_eq!(
            read(r#"{"Response":{"Status":"Finished","Result":null}}"#).state,
            JobState::Failed
        );
    }

    #[test]
    fn nulls_are_nothing() {
        let job = read(r#"{"Response":{"Status":"Running","FinishTime":null,"Result":null}}"#);
        assert_eq!(
            (job.state, job.finished_at, job.images.len()),
            (JobState::Running, None, 0)
        );
        assert_eq!(read(r#"{"Response":{"Status":null}}"#).state, JobState::Unknown);
    }
}
