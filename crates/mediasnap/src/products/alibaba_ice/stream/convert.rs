//! Between the unified model and the vocabulary of IMS, for jobs over live streams. Pure.

use mediasnap_alibaba_ice::types::{
    GetLiveSnapshotJobResponse, GetLiveSnapshotJobResponseStatus, ListLiveSnapshotJobsStatus,
    LiveSnapshotFile, LiveSnapshotJob, LiveSnapshotJobStatus, LiveSnapshotOutput,
    LiveSnapshotOutputStorageType, SendLiveSnapshotJobCommandRequest,
    SendLiveSnapshotJobCommandRequestCommand, StreamInput, StreamInputType, SubmitLiveSnapshotJobRequest,
};
use mediasnap_core::Error;
use mediasnap_core::wire::JsonString;

use super::super::convert::KEY;
use crate::adapter::errors::{invalid, job_id, job_not_found, unsupported};
use crate::adapter::raw_json;
use crate::adapter::time_format::{from_epoch_milliseconds, from_rfc3339};
use crate::model::{
    Image, ImageKind, JobCommand, JobId, JobState, ObjectLocation, Raw, SnapshotJob, SnapshotRequest, Source,
};

/// First part of the ids of live jobs, which tells them from other jobs.
pub(super) const PREFIX: &str = "live";

/// The vendor's id of a live job; `None` for other jobs.
pub(super) fn job_of(id: &JobId) -> Option<&str> {
    id.as_str().strip_prefix(PREFIX)?.strip_prefix('/')
}

/// Returns the vendor's id of a live job, which `id` has to be.
pub(super) fn required_job_of(id: &JobId) -> Result<&str, Error> {
    job_of(id).ok_or_else(|| job_not_found(id))
}

pub(super) fn request(request: &SnapshotRequest) -> Result<SubmitLiveSnapshotJobRequest, Error> {
    let Source::Stream { url } = &request.source else {
        return Err(unsupported("only streams can be captured live"));
    };
    if !url.starts_with("rtmp://") {
        return Err(unsupported("a stream is pulled by rtmp"));
    }
    let needed = |what: &str| invalid(format!("{what} is needed"));
    let output = request
        .output
        .as_ref()
        .ok_or_else(|| needed("an output bucket"))?;
    if !output.directory.is_empty() {
        return Err(unsupported(
            "the template names the objects: an output takes no directory",
        ));
    }
    if output.region.is_some() {
        return Err(unsupported("the endpoint of the output tells its region"));
    }
    let endpoint = output
        .endpoint
        .clone()
        .ok_or_else(|| needed("the storage endpoint of the output"))?;
    Ok(SubmitLiveSnapshotJobRequest {
        callback_url: request.callback.clone(),
        job_name: request.name.clone().ok_or_else(|| needed("a name for the job"))?,
        snapshot_output: JsonString(LiveSnapshotOutput {
            bucket: output.bucket.clone(),
            endpoint,
            storage_type: LiveSnapshotOutputStorageType::Oss,
        }),
        stream_input: JsonString(StreamInput {
            type_: StreamInputType::Rtmp,
            url: url.clone(),
        }),
        template_id: request.template.clone().ok_or_else(|| needed("a template"))?,
    })
}

/// The job of a detail.
pub(super) fn job(detail: &GetLiveSnapshotJobResponse, raw: Raw) -> Result<SnapshotJob, Error> {
    let id = job_id(&[PREFIX, detail.job_id.as_deref().unwrap_or_default()])?;
    let word = detail
        .status
        .as_ref()
        .map(GetLiveSnapshotJobResponseStatus::as_str);
    let mut job = SnapshotJob::new(KEY, id, word.map_or(JobState::Unknown, state), raw);
    job.raw_state = word.map(str::to_owned);
    job.created_at = detail.create_time.as_deref().and_then(from_rfc3339);
    job.name = detail.job_name.clone().filter(|name| !name.is_empty());
    Ok(job)
}

/// A job of a list.
pub(super) fn listed(raw: Raw) -> Result<SnapshotJob, Error> {
    let listed: LiveSnapshotJob = raw_json::decode(&raw)?;
    let id = job_id(&[PREFIX, listed.job_id.as_deref().unwrap_or_default()])?;
    let word = listed.status.as_ref().map(LiveSnapshotJobStatus::as_str);
    let mut job = SnapshotJob::new(KEY, id, word.map_or(JobState::Unknown, state), raw);
    job.raw_state = word.map(str::to_owned);
    job.created_at = listed.create_time.as_deref().and_then(from_rfc3339);
    job.name = listed.job_name.clone().filter(|name| !name.is_empty());
    Ok(job)
}

fn state(word: &str) -> JobState {
    match GetLiveSnapshotJobResponseStatus::from(word) {
        GetLiveSnapshotJobResponseStatus::Init => JobState::Queued,
        GetLiveSnapshotJobResponseStatus::Started => JobState::Running,
        GetLiveSnapshotJobResponseStatus::Paused => JobState::Paused,
        _ => JobState::Unknown,
    }
}

/// The state to filter a list by.
pub(super) fn status(state: JobState) -> Result<ListLiveSnapshotJobsStatus, Error> {
    match state {
        JobState::Queued => Ok(ListLiveSnapshotJobsStatus::Init),
        JobState::Running => Ok(ListLiveSnapshotJobsStatus::Started),
        JobState::Paused => Ok(ListLiveSnapshotJobsStatus::Paused),
        _ => Err(unsupported(format!("no live jobs are ever {state}"))),
    }
}

pub(super) fn command(job: &str, command: JobCommand) -> Result<SendLiveSnapshotJobCommandRequest, Error> {
    if job.is_empty() {
        return Err(invalid("the id names no live job"));
    }
    Ok(SendLiveSnapshotJobCommandRequest {
        command: match command {
            JobCommand::Start => SendLiveSnapshotJobCommandRequestCommand::Start,
            JobCommand::Stop => SendLiveSnapshotJobCommandRequestCommand::Stop,
            JobCommand::Restart => SendLiveSnapshotJobCommandRequestCommand::Restart,
        },
        job_id: job.to_owned(),
    })
}

/// A file that a live job has written.
pub(super) fn image(raw: Raw) -> Result<Image, Error> {
    let file: LiveSnapshotFile = raw_json::decode(&raw)?;
    let mut image = Image::new(ImageKind::Frame, raw);
    let exact = file.create_timestamp.and_then(from_epoch_milliseconds);
    image.captured_at = exact.or_else(|| file.create_time.as_deref().and_then(from_rfc3339));
    if let (Some(bucket), Some(key)) = (file.oss_bucket, file.oss_object) {
        let mut object = ObjectLocation::new(bucket, key);
        object.endpoint = file.oss_endpoint;
        image.object = Some(object);
    }
    Ok(image)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{command, image, job_of, listed, request, status};
    use crate::model::{JobCommand, JobId, JobState, Raw, SnapshotRequest, Source};
    use crate::{ErrorKind, Output, SnapshotRequestBuilder};

    fn base() -> SnapshotRequestBuilder {
        SnapshotRequest::builder(Source::stream("rtmp://host/app/stream"))
            .template("t")
            .name("n")
            .output(Output::new("b", "").at_endpoint("oss.example.org"))
    }

    #[test]
    fn a_live_request_has_stream_bucket_and_template() {
        let request = request(&base().callback("https://x/").build().unwrap()).unwrap();
        let expected = json!({"JobName": "n", "TemplateId": "t", "CallbackUrl": "https://x/",
            "StreamInput": r#"{"Type":"rtmp","Url":"rtmp://host/app/stream"}"#,
            "SnapshotOutput": r#"{"Bucket":"b","Endpoint":"oss.example.org","StorageType":"oss"}"#});
        assert_eq!(serde_json::to_value(request).unwrap(), expected);
    }

    #[test]
    fn what_the_vendor_has_no_place_for_is_refused() {
        let kind = |builder: SnapshotRequestBuilder| request(&builder.build().unwrap()).unwrap_err().kind();
        let output = || Output::new("b", "").at_endpoint("e");
        assert_eq!(
            kind(base().output(Output::new("b", ""))),
            ErrorKind::InvalidArgument
        );
        assert_eq!(
            kind(base().output(output().in_region("r"))),
            ErrorKind::Unsupported
        );
        assert_eq!(
            kind(base().output(Output::new("b", "d").at_endpoint("e"))),
            ErrorKind::Unsupported
        );
        let http = SnapshotRequest::builder(Source::stream("https://host/live.flv"));
        assert_eq!(kind(http.output(output())), ErrorKind::Unsupported);
    }

    #[test]
    fn a_live_job_is_told_by_its_id() {
        assert_eq!(job_of(&JobId::new("live/x").unwrap()), Some("x"));
        assert_eq!(job_of(&JobId::new("x").unwrap()), None);
        assert_eq!(job_of(&JobId::new("livex").unwrap()), None);
    }

    #[test]
    fn stopped_is_paused() {
        for (word, state) in [
            ("init", JobState::Queued),
            ("started", JobState::Running),
            ("paused", JobState::Paused),
        ] {
            let raw = Raw::new(format!(r#"{{"JobId":"x","JobName":"","Status":"{word}"}}"#));
            let job = listed(raw).unwrap();
            assert_eq!((job.id.as_str(), job.state, job.name), ("live/x", state, None));
            assert_eq!(status(state).unwrap().as_str(), word);
        }
        let stop = serde_json::to_value(command("x", JobCommand::Stop).unwrap()).unwrap();
        assert_eq!(stop, json!({"JobId": "x", "Command": "stop"}));
    }

    #[test]
    fn a_file_is_an_object_with_its_millisecond() {
        let raw = Raw::new(
            r#"{"CreateTime":"2020-11-18T12:13:33Z","CreateTimestamp":"1605701613250","IsOverlay":false,
                "OssBucket":"b","OssEndpoint":"e","OssObject":"d/1.jpg"}"#,
        );
        let image = image(raw).unwrap();
        assert_eq!(image.captured_at.unwrap().timestamp_millis(), 1_605_701_613_250);
        let object = image.object.unwrap();
        assert_eq!(
            (object.to_string().as_str(), object.endpoint.as_deref()),
            ("b/d/1.jpg", Some("e"))
        );
    }
}
