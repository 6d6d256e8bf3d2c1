//! Units and spellings, one by one.

use std::time::Duration;

use super::{Submit, created, job, listed, parts, request};
use crate::{
    ErrorKind, Frames, JobId, JobState, Raw, Size, SnapshotRequest, SnapshotRequestBuilder, Source, Sprite,
};

fn base() -> SnapshotRequestBuilder {
    SnapshotRequest::builder(Source::media("v"))
}

fn converted(builder: SnapshotRequestBuilder) -> Submit {
    request(&builder.build().unwrap()).unwrap()
}

fn refused(builder: SnapshotRequestBuilder) -> ErrorKind {
    request(&builder.build().unwrap()).unwrap_err().kind()
}

#[test]
fn a_bare_request_sends_the_video_alone() {
    assert_eq!(converted(base()), Submit::new("v"));
}

#[test]
fn given_times_are_milliseconds() {
    let submit = converted(base().frames(Frames::at([Duration::from_secs(1), Duration::from_millis(2500)])));
    assert_eq!(submit.specified_offset_times, Some(vec![1000, 2500]));
}

#[test]
fn an_interval_is_seconds_and_its_start_milliseconds() {
    let frames = Frames::every(Duration::from_secs(10))
        .starting_at(Duration::from_millis(1500))
        .at_most(5);
    let submit = converted(base().frames(frames));
    assert_eq!(
        (submit.interval, submit.specified_offset_time, submit.count),
        (Some(10), Some(1500), Some(5))
    );
    assert_eq!(
        refused(base().frames(Frames::every(Duration::from_millis(1500)).at_most(5))),
        ErrorKind::Unsupported
    );
    assert_eq!(
        refused(base().frames(Frames::every(Duration::from_secs(1)))),
        ErrorKind::Unsupported
    );
}

#[test]
fn evenly_is_interval_0() {
    let submit = converted(base().frames(Frames::evenly(9)));
    assert_eq!((submit.interval, submit.count), (Some(0), Some(9)));
}

#[test]
fn sizes_are_text() {
    let submit = converted(base().size(Size::exact(1280, 720)));
    assert_eq!(
        (submit.width.as_deref(), submit.height.as_deref()),
        (Some("1280"), Some("720"))
    );
}

#[test]
fn a_sprite_is_a_json_string() {
    let sprite = Sprite::new(3, 10)
        .tile_size(120, 68)
        .spacing(20, 50)
        .keep_frames();
    let text = converted(base().sprite(sprite)).sprite_snapshot_config.unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let expected = serde_json::json!({"CellWidth": 120, "CellHeight": 68, "Columns": 3, "Lines": 10,
        "Padding": 20, "Margin": 50, "KeepCellPic": "keep"});
    assert_eq!(value, expected);
}

#[test]
fn data_and_callback_share_one_text() {
    let submit = converted(
        base()
            .user_data(r#"{"order":7}"#)
            .callback("https://example.org/"),
    );
    let value: serde_json::Value = serde_json::from_str(&submit.user_data.unwrap()).unwrap();
    let expected = serde_json::json!({"Extend": {"order": 7}, "MessageCallback": {"CallbackURL": "https://example.org/"}});
    assert_eq!(value, expected);
    assert_eq!(refused(base().user_data("order 7")), ErrorKind::Unsupported);
}

#[test]
fn a_template_stands_alone() {
    assert_eq!(
        converted(base().template("t")).snapshot_template_id.as_deref(),
        Some("t")
    );
    assert_eq!(
        refused(base().template("t").size(Size::exact(1, 1))),
        ErrorKind::Unsupported
    );
    assert_eq!(
        refused(base().template("t").user_data("{}")),
        ErrorKind::Unsupported
    );
}

#[test]
fn an_id_holds_the_video_or_the_job_alone() {
    let id = created("v", "j", b"{}").unwrap().id;
    assert_eq!(id.as_str(), "v/j");
    assert_eq!(parts(&id), (Some("v"), "j"));
    let bare = JobId::new("j").unwrap();
    assert_eq!(parts(&bare), (None, "j"));
    let raw =
        Raw::new(r#"{"JobId":"j","VideoId":"v","Status":"Success","CompleteTime":"2020-11-18T12:13:33Z"}"#);
    let job = job(&bare, raw).unwrap();
    assert_eq!((job.id.as_str(), job.state), ("v/j", JobState::Succeeded));
    assert!(job.finished_at.is_some());
    assert!(created("v", "", b"{}").is_err());
}

#[test]
fn every_state_has_its_word() {
    for (word, state) in [
        ("Processing", JobState::Running),
        ("Success", JobState::Succeeded),
        ("Fail", JobState::Failed),
        ("Suspended", JobState::Unknown),
    ] {
        let job = listed("v", Raw::new(format!(r#"{{"JobId":"j","Status":"{word}"}}"#))).unwrap();
        assert_eq!((job.state, job.raw_state.as_deref()), (state, Some(word)));
        assert_eq!(job.failure.is_some(), state == JobState::Failed);
    }
}
