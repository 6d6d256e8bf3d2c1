//! Units and inverted flags, one by one.

use std::time::Duration;

use serde_json::{Value, json};

use super::{created, job, request, status};
use crate::{
    ErrorKind, Frames, ImageFormat, ImageKind, JobState, Output, Raw, Size, SnapshotRequest,
    SnapshotRequestBuilder, Source,
};

fn base() -> SnapshotRequestBuilder {
    SnapshotRequest::builder(Source::object("in", "a.mp4")).output(Output::new("out", "dir"))
}

fn converted(builder: SnapshotRequestBuilder) -> Value {
    let request = request(&builder.build().unwrap(), Some("cn-north-4")).unwrap();
    serde_json::to_value(request).unwrap()
}

fn refused(builder: SnapshotRequestBuilder) -> ErrorKind {
    request(&builder.build().unwrap(), Some("cn-north-4"))
        .unwrap_err()
        .kind()
}

#[test]
fn a_bare_request_sends_no_settings() {
    let expected = json!({
        "input": {"bucket": "in", "location": "cn-north-4", "object": "a.mp4"},
        "output": {"bucket": "out", "location": "cn-north-4", "object": "dir"},
        "thumbnail_para": {},
    });
    assert_eq!(converted(base()), expected);
}

#[test]
fn a_bucket_elsewhere_keeps_its_region() {
    let source = crate::ObjectLocation::new("in", "a.mp4").in_region("cn-east-3");
    let builder = SnapshotRequest::builder(Source::Object(source))
        .output(Output::new("out", "d").in_region("cn-south-1"));
    let request = converted(builder);
    assert_eq!(request["input"]["location"], "cn-east-3");
    assert_eq!(request["output"]["location"], "cn-south-1");
}

#[test]
fn an_unknown_region_is_asked_for() {
    let error = request(&base().build().unwrap(), None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
}

#[test]
fn given_times_are_seconds() {
    let para = &converted(base().frames(Frames::at_seconds([1, 90])))["thumbnail_para"];
    assert_eq!(para, &json!({"type": "DOTS", "dots": [1, 90]}));
}

#[test]
fn a_single_time_between_seconds_is_milliseconds_within_the_call() {
    let request = converted(base().frames(Frames::at([Duration::from_millis(1500)])));
    assert_eq!(
        request["thumbnail_para"],
        json!({"type": "DOTS_MS", "dots_ms": [1500]})
    );
    assert_eq!(request["sync"], 1);
}

#[test]
fn several_times_between_seconds_are_refused() {
    let frames = Frames::at([Duration::from_millis(1500), Duration::from_secs(2)]);
    assert_eq!(refused(base().frames(frames)), ErrorKind::Unsupported);
}

#[test]
fn an_interval_is_seconds_in_all_its_parts() {
    let frames = Frames::every(Duration::from_secs(12))
        .starting_at(Duration::from_secs(60))
        .lasting(Duration::from_secs(120));
    let para = &converted(base().frames(frames))["thumbnail_para"];
    assert_eq!(
        para,
        &json!({"type": "TIME", "time": 12, "start_time": 60, "duration": 120})
    );
    assert_eq!(
        refused(base().frames(Frames::every(Duration::from_millis(1500)))),
        ErrorKind::Unsupported
    );
}

#[test]
fn packing_is_tar_0_and_not_packing_says_nothing() {
    assert_eq!(converted(base().archive(true))["tar"], 0);
    assert_eq!(converted(base().archive(false)).get("tar"), None);
}

#[test]
fn the_very_directory_is_original_dir_1() {
    let output = Output::new("out", "dir").exact_directory();
    assert_eq!(converted(base().output(output))["original_dir"], 1);
    assert_eq!(converted(base()).get("original_dir"), None);
}

#[test]
fn within_the_call_is_sync_1_of_one_time_only() {
    let one = base().frames(Frames::at_seconds([3])).synchronous(true);
    assert_eq!(converted(one)["sync"], 1);
    assert_eq!(
        converted(base().frames(Frames::at_seconds([3]))).get("sync"),
        None
    );
    let two = base().frames(Frames::at_seconds([3, 4])).synchronous(true);
    assert_eq!(refused(two), ErrorKind::Unsupported);
    assert_eq!(refused(base().synchronous(true)), ErrorKind::Unsupported);
}

#[test]
fn sizes_are_width_and_height_or_the_longer_side() {
    let exact = &converted(base().size(Size::exact(1280, 720)))["thumbnail_para"];
    assert_eq!(exact, &json!({"width": 1280, "height": 720}));
    let longer = &converted(base().size(Size::LongerSide(480)))["thumbnail_para"];
    assert_eq!(longer, &json!({"max_length": 480}));
}

#[test]
fn jpeg_is_format_1() {
    let para = &converted(base().format(ImageFormat::Jpeg))["thumbnail_para"];
    assert_eq!(para, &json!({"format": 1}));
}

#[test]
fn a_task_in_the_queue_reads_with_numbers_where_text_is_declared() {
    let raw = Raw::new(r#"{"task_id":7684,"status":"WAITING","create_time":20201118121333}"#);
    let job = job(raw.clone()).unwrap().unwrap();
    assert_eq!((job.id.as_str(), job.state), ("7684", JobState::Queued));
    assert_eq!(job.created_at.unwrap().to_rfc3339(), "2020-11-18T12:13:33+00:00");
    assert_eq!(job.raw(), &raw);
    assert!(job.images.is_empty());
}

#[test]
fn images_are_objects_in_the_directory_of_the_task() {
    let raw = Raw::new(
        r#"{"task_id":"1","status":"SUCCEEDED","end_time":"20201118121336",
            "output":{"bucket":"out","location":"cn-north-4","object":"dir/x/"},
            "thumbnail_info":[{"pic_name":"a_10.jpg"},{"pic_name":"a_20.jpg"}]}"#,
    );
    let job = job(raw).unwrap().unwrap();
    assert_eq!((job.state, job.image_count), (JobState::Succeeded, Some(2)));
    let image = &job.images[1];
    let object = image.object.as_ref().unwrap();
    assert_eq!(object.to_string(), "out/dir/x/a_20.jpg");
    assert_eq!(object.region.as_deref(), Some("cn-north-4"));
    assert_eq!(image.offset, Some(Duration::from_secs(20)));
    assert_eq!(image.raw().as_str(), r#"{"pic_name":"a_20.jpg"}"#);
}

#[test]
fn an_archive_is_told_from_an_image() {
    let raw = Raw::new(
        r#"{"task_id":"1","status":"SUCCEEDED","output":{"bucket":"o","location":"r","object":"d"},
            "output_file_name":"all.tar","thumbnail_info":null}"#,
    );
    let job = job(raw).unwrap().unwrap();
    assert_eq!(job.images[0].kind, ImageKind::Archive);
    assert_eq!(job.images[0].file_name(), Some("all.tar"));
}

#[test]
fn a_failed_task_is_data_and_no_task_is_none() {
    let failed = Raw::new(r#"{"task_id":"1","status":"FAILED","description":"no such file"}"#);
    let failed = job(failed).unwrap().unwrap();
    assert_eq!(failed.state, JobState::Failed);
    assert_eq!(failed.failure.unwrap().message.as_deref(), Some("no such file"));
    assert!(
        job(Raw::new(r#"{"task_id":"1","status":"NO_TASK"}"#))
            .unwrap()
            .is_none()
    );
    let unknown = job(Raw::new(r#"{"task_id":"1","status":"NEW"}"#))
        .unwrap()
        .unwrap();
    assert_eq!(
        (unknown.state, unknown.raw_state.as_deref()),
        (JobState::Unknown, Some("NEW"))
    );
}

#[test]
fn a_create_answers_with_a_queued_job_or_with_the_image() {
    let queued = br#"{"task_id":"1"}"#;
    let parsed = serde_json::from_slice(queued).unwrap();
    let job = created(&parsed, queued).unwrap();
    assert_eq!(job.state, JobState::Queued);
    let done = br#"{"task_id":"1","status":"SUCCEEDED","output_file_name":"a.jpg",
        "output":{"bucket":"o","location":"r","object":"d"}}"#;
    let parsed = serde_json::from_slice(done).unwrap();
    let job = created(&parsed, done).unwrap();
    assert_eq!(job.images[0].object.as_ref().unwrap().key, "d/a.jpg");
    let nothing = serde_json::from_str("{}").unwrap();
    assert_eq!(
        created(&nothing, b"{}").unwrap_err().kind(),
        ErrorKind::UnexpectedResponse
    );
}

#[test]
fn states_to_filter_by_are_those_that_occur() {
    assert_eq!(status(JobState::Queued).unwrap().as_str(), "WAITING");
    assert_eq!(
        status(JobState::Paused).unwrap_err().kind(),
        ErrorKind::Unsupported
    );
}
