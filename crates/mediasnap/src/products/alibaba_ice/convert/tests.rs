//! Units and spellings, one by one.

use std::time::Duration;

use serde_json::{Value, json};

use super::{created, job, listed, request, status};
use crate::{
    ErrorKind, Frames, JobState, ObjectLocation, Output, Raw, Size, SnapshotRequest, SnapshotRequestBuilder,
    Source, Sprite,
};

fn base() -> SnapshotRequestBuilder {
    SnapshotRequest::builder(Source::media("m"))
        .template("t")
        .output(Output::new("out", "dir"))
}

/// Returns the settings of the template that the job overrides.
fn overridden(builder: SnapshotRequestBuilder) -> Value {
    let submit = request(&builder.build().unwrap(), None).unwrap();
    serde_json::to_value(submit.template_config).unwrap()["OverwriteParams"].clone()
}

fn refused(builder: SnapshotRequestBuilder) -> ErrorKind {
    request(&builder.build().unwrap(), Some("cn-shanghai"))
        .unwrap_err()
        .kind()
}

#[test]
fn a_bare_request_overrides_nothing() {
    let submit = request(&base().build().unwrap(), None).unwrap();
    assert_eq!(
        serde_json::to_value(&submit.template_config).unwrap(),
        json!({"TemplateId": "t"})
    );
    assert_eq!(
        serde_json::to_value(&submit.input).unwrap(),
        json!({"Type": "Media", "Media": "m"})
    );
    let output = json!({"Type": "OSS", "Media": "oss://out/dir/snapshot-{Count}.jpg"});
    assert_eq!(serde_json::to_value(&submit.output).unwrap(), output);
}

#[test]
fn template_and_output_are_needed() {
    let bare = SnapshotRequest::builder(Source::media("m"));
    assert_eq!(refused(bare.clone().template("t")), ErrorKind::InvalidArgument);
    assert_eq!(
        refused(bare.output(Output::new("b", "d"))),
        ErrorKind::InvalidArgument
    );
}

#[test]
fn an_object_is_an_address_in_the_own_region() {
    let object = |region: &str| Source::Object(ObjectLocation::new("in", "/a b.mp4").in_region(region));
    let from = |source| {
        SnapshotRequest::builder(source)
            .template("t")
            .output(Output::new("b", "/d/"))
    };
    let submit = request(&from(object("cn-shanghai")).build().unwrap(), Some("cn-shanghai")).unwrap();
    assert_eq!(submit.input.media, "oss://in/a b.mp4");
    assert_eq!(submit.output.media, "oss://b/d/snapshot-{Count}.jpg");
    assert_eq!(refused(from(object("cn-beijing"))), ErrorKind::Unsupported);
}

#[test]
fn a_given_time_is_milliseconds_of_one_image() {
    let params = overridden(base().frames(Frames::at([Duration::from_millis(1500)])));
    assert_eq!(params, json!({"Time": 1500, "Count": 1}));
    assert_eq!(
        refused(base().frames(Frames::at_seconds([1, 2]))),
        ErrorKind::Unsupported
    );
}

#[test]
fn an_interval_is_seconds_and_its_start_milliseconds() {
    let frames = Frames::every(Duration::from_secs(10))
        .starting_at(Duration::from_millis(500))
        .at_most(5);
    assert_eq!(
        overridden(base().frames(frames)),
        json!({"Interval": 10, "Time": 500, "Count": 5})
    );
    assert_eq!(
        refused(base().frames(Frames::every(Duration::from_secs(1)))),
        ErrorKind::Unsupported
    );
    assert_eq!(
        refused(base().frames(Frames::every(Duration::from_millis(1500)).at_most(1))),
        ErrorKind::Unsupported
    );
    assert_eq!(refused(base().frames(Frames::evenly(2))), ErrorKind::Unsupported);
}

#[test]
fn sizes_are_numbers() {
    assert_eq!(
        overridden(base().size(Size::exact(720, 480))),
        json!({"Width": 720, "Height": 480})
    );
}

#[test]
fn sprites_have_their_type_and_their_number() {
    let builder = base().output(Output::new("out", "").file_name("tiles")).sprite(
        Sprite::new(20, 10)
            .tile_size(72, 48)
            .spacing(1, 2)
            .color("#000000"),
    );
    let submit = request(&builder.clone().build().unwrap(), None).unwrap();
    assert_eq!(submit.output.media, "oss://out/tiles-{TileCount}.jpg");
    let expected = json!({"Type": "Sprite", "SpriteSnapshotConfig": {"CellWidth": 72, "CellHeight": 48,
        "Columns": 20, "Lines": 10, "Padding": 1, "Margin": 2, "Color": "#000000"}});
    assert_eq!(overridden(builder), expected);
}

#[test]
fn a_file_name_may_place_its_number() {
    let output = Output::new("out", "").file_name("a-{Count}-b");
    let submit = request(&base().output(output).build().unwrap(), None).unwrap();
    assert_eq!(submit.output.media, "oss://out/a-{Count}-b.jpg");
}

#[test]
fn user_data_is_json() {
    let submit = request(&base().user_data(r#"{"a":1}"#).build().unwrap(), None).unwrap();
    assert_eq!(submit.user_data.as_deref(), Some(r#"{"a":1}"#));
    assert_eq!(refused(base().user_data("a")), ErrorKind::Unsupported);
}

#[test]
fn every_state_has_its_word() {
    for (word, state) in [
        ("Init", JobState::Running),
        ("Success", JobState::Succeeded),
        ("Fail", JobState::Failed),
        ("Paused", JobState::Unknown),
    ] {
        let raw = Raw::new(format!(
            r#"{{"JobId":"j","Status":"{word}","Code":"C","Message":"M","FinishTime":"2020-11-18T12:13:33Z"}}"#
        ));
        let detail = job(raw.clone()).unwrap();
        assert_eq!((detail.state, detail.raw_state.as_deref()), (state, Some(word)));
        assert_eq!(detail.failure.is_some(), state == JobState::Failed);
        assert_eq!(detail.raw(), &raw);
        assert_eq!(listed(raw).unwrap().state, state);
    }
    assert_eq!(status(JobState::Running).unwrap().as_str(), "Init");
    assert_eq!(
        status(JobState::Canceled).unwrap_err().kind(),
        ErrorKind::Unsupported
    );
    assert!(created(&[""], b"{}").is_err());
}
