//! Units and spellings, one by one.

use std::time::Duration;

use serde_json::{Value, json};

use super::{job, request, status};
use crate::{
    ErrorKind, Frames, ImageKind, JobState, Output, Raw, Size, SnapshotRequest, SnapshotRequestBuilder,
    Source, Sprite,
};

fn base() -> SnapshotRequestBuilder {
    SnapshotRequest::builder(Source::object("in", "/dir/a b.mp4")).output(Output::new("out", "/shots/"))
}

fn config(builder: SnapshotRequestBuilder) -> Value {
    let submit = request(&builder.build().unwrap(), Some("cn-shanghai")).unwrap();
    serde_json::to_value(submit.snapshot_config).unwrap()
}

fn rejected(builder: SnapshotRequestBuilder, region: Option<&str>) -> ErrorKind {
    request(&builder.build().unwrap(), region).unwrap_err().kind()
}

fn file(object: &str) -> Value {
    json!({ "Bucket": "out", "Location": "oss-cn-shanghai", "Object": object })
}

#[test]
fn one_image_has_neither_interval_nor_number() {
    let submit = request(&base().user_data("u").build().unwrap(), Some("cn-shanghai")).unwrap();
    let input = json!({ "Bucket": "in", "Location": "oss-cn-shanghai", "Object": "dir%2Fa%20b.mp4" });
    assert_eq!(serde_json::to_value(submit.input).unwrap(), input);
    assert_eq!(submit.user_data.as_deref(), Some("u"));
    assert_eq!(
        config(base().synchronous(true)),
        json!({ "OutputFile": file("shots%2Fsnapshot.jpg") })
    );
    let at = base()
        .frames(Frames::at([Duration::from_millis(1500)]))
        .size(Size::exact(640, 360));
    let expected = json!({ "OutputFile": file("shots%2Fsnapshot.jpg"), "Time": "1500", "Width": "640", "Height": "360" });
    assert_eq!(config(at), expected);
}

#[test]
fn an_interval_is_seconds_and_its_start_milliseconds() {
    let frames = Frames::every(Duration::from_secs(2)).starting_at(Duration::from_millis(500));
    let expected =
        json!({ "OutputFile": file("shots%2Fsnapshot-{Count}.jpg"), "Time": "500", "Interval": "2" });
    assert_eq!(config(base().frames(frames.clone())), expected);
    assert_eq!(config(base().frames(frames.at_most(3)))["Num"], "3");
}

#[test]
fn sprites_have_an_object_of_their_own() {
    let sprite = Sprite::new(4, 3).tile_size(64, 36).spacing(1, 2).color("white");
    let frames = Frames::every(Duration::from_secs(1));
    let output = Output::new("out", "").file_name("x");
    let config = config(base().output(output).frames(frames).sprite(sprite));
    assert_eq!(config["TileOutputFile"], file("x-sprite-{TileCount}.jpg"));
    assert_eq!(config["OutputFile"], file("x-{Count}.jpg"));
    let expected = json!({ "Columns": "4", "Lines": "3", "CellWidth": "64", "CellHeight": "36", "Padding": "1",
        "Margin": "2", "Color": "white", "IsKeepCellPic": "false" });
    assert_eq!(config["TileOut"], expected);
}

#[test]
fn what_the_vendor_cannot_do_is_rejected() {
    let region = Some("cn-shanghai");
    let every = Frames::every(Duration::from_secs(1));
    for builder in [
        base().frames(Frames::at_seconds([1, 2])),
        base().frames(Frames::evenly(2)),
        base().frames(Frames::every(Duration::from_millis(1500))),
        base().frames(every.clone().lasting(Duration::from_secs(5))),
        base().frames(every).synchronous(true),
        base().size(Size::LongerSide(640)),
        SnapshotRequest::builder(Source::media("m")).output(Output::new("out", "")),
    ] {
        assert_eq!(rejected(builder, region), ErrorKind::Unsupported);
    }
    assert_eq!(rejected(base(), None), ErrorKind::InvalidArgument);
    let bare = SnapshotRequest::builder(Source::object("b", "k"));
    assert_eq!(rejected(bare, region), ErrorKind::InvalidArgument);
}

#[test]
fn images_are_named_by_the_settings_and_counts_of_the_job() {
    let text = json!({
        "Id": "j", "State": "Success", "Count": "3", "TileCount": "1", "UserData": "",
        "CreationTime": "2021-05-19T03:11:48Z",
        "SnapshotConfig": {
            "OutputFile": file("a%2F{Count}.jpg"), "TileOutputFile": file("s-{TileCount}.jpg"),
            "Time": "500", "Interval": "2", "TileOut": { "IsKeepCellPic": "true" },
        },
    });
    let found = job(Raw::new(text.to_string())).unwrap();
    assert_eq!((found.state, found.image_count), (JobState::Succeeded, Some(4)));
    let keys: Vec<&str> = found
        .images
        .iter()
        .map(|image| &*image.object.as_ref().unwrap().key)
        .collect();
    assert_eq!(keys, ["a/00001.jpg", "a/00002.jpg", "a/00003.jpg", "s-00001.jpg"]);
    assert_eq!(found.images[2].offset, Some(Duration::from_millis(4500)));
    assert_eq!(found.images[3].kind, ImageKind::Sprite);
    let object = found.images[0].object.as_ref().unwrap();
    assert_eq!(
        (&*object.bucket, object.region.as_deref()),
        ("out", Some("cn-shanghai"))
    );

    let mut dropped = text.clone();
    dropped["SnapshotConfig"]["TileOut"]["IsKeepCellPic"] = json!("false");
    let only_sprites = job(Raw::new(dropped.to_string())).unwrap();
    assert_eq!(only_sprites.images.len(), 1);

    let mut single = text;
    single["SnapshotConfig"] = json!({ "OutputFile": file("a.jpg"), "Time": "7", "FrameType": "intra" });
    (single["Count"], single["TileCount"]) = (json!(1), json!(""));
    let found = job(Raw::new(single.to_string())).unwrap();
    let image = &found.images[0];
    assert_eq!(
        (
            found.images.len(),
            &*image.object.as_ref().unwrap().key,
            image.offset
        ),
        (1, "a.jpg", None)
    );
}

#[test]
fn states_are_the_vendors() {
    for (word, state) in [
        ("Submitted", JobState::Queued),
        ("Snapshoting", JobState::Running),
        ("Success", JobState::Succeeded),
        ("Fail", JobState::Failed),
        ("Else", JobState::Unknown),
    ] {
        let text =
            json!({ "Id": "j", "State": word, "Code": "ResourceContentBad", "Message": "bad", "Count": "" });
        let found = job(Raw::new(text.to_string())).unwrap();
        assert_eq!((found.state, found.raw_state.as_deref()), (state, Some(word)));
        assert_eq!(found.failure.is_some(), state == JobState::Failed);
        match status(state) {
            Ok(filter) => assert_eq!(filter.as_str(), word),
            Err(error) => assert_eq!((error.kind(), state), (ErrorKind::Unsupported, JobState::Unknown)),
        }
    }
    assert!(job(Raw::new("{}")).is_err());
}
