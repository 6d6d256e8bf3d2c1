//! What requests become.

use std::time::Duration;

use serde_json::{Value, json};

use super::{parts, request, scoped};
use crate::model::{Frames, ImageFormat, JobId, Size, SnapshotRequest, Source, Sprite};
use crate::products::tencent_vod::templates::{Distance, Kind};
use crate::{ErrorKind, SnapshotRequestBuilder};

fn base() -> SnapshotRequestBuilder {
    SnapshotRequest::builder(Source::media("528"))
}

fn converted(builder: SnapshotRequestBuilder) -> Value {
    serde_json::to_value(request(&builder.build().unwrap()).unwrap().request).unwrap()
}

fn rejected(builder: SnapshotRequestBuilder) -> ErrorKind {
    request(&builder.build().unwrap()).unwrap_err().kind()
}

#[test]
fn a_bare_request_takes_what_the_vendors_template_says() {
    let wanted =
        json!({"FileId": "528", "MediaProcessTask": {"SampleSnapshotTaskSet": [{"Definition": 10}]}});
    assert_eq!(converted(base()), wanted);
}

#[test]
fn times_and_percentages_are_offsets() {
    let times = [
        Duration::from_millis(1500),
        Duration::from_secs(20),
        Duration::ZERO,
        Duration::from_millis(5),
    ];
    let request = converted(base().frames(Frames::at(times)).template("20001").user_data("u"));
    let part = json!([{"Definition": 20001, "ExtTimeOffsetSet": ["1.5s", "20s", "0s", "0.005s"]}]);
    assert_eq!(request["MediaProcessTask"]["SnapshotByTimeOffsetTaskSet"], part);
    assert_eq!(request["SessionContext"], "u");
    let request = converted(base().frames(Frames::at_percents([0, 50])));
    let offsets = &request["MediaProcessTask"]["SnapshotByTimeOffsetTaskSet"][0]["ExtTimeOffsetSet"];
    assert_eq!(*offsets, json!(["0%", "50%"]));
    assert_eq!(
        rejected(base().frames(Frames::at([Duration::from_micros(1)]))),
        ErrorKind::Unsupported
    );
}

#[test]
fn what_a_template_decides_is_expected_of_it() {
    let builder = base()
        .frames(Frames::every(Duration::from_secs(5)))
        .size(Size::LongerSide(640))
        .format(ImageFormat::WebP)
        .template("7");
    let submit = request(&builder.build().unwrap()).unwrap();
    let [expected] = submit.expected.as_slice() else {
        panic!("{:?}", submit.expected)
    };
    assert_eq!((expected.kind, expected.definition), (Kind::Sample, 7));
    assert_eq!(expected.distance, Some(Distance::Seconds(5)));
    assert_eq!(
        (expected.size, expected.format),
        (Some(Size::LongerSide(640)), Some(ImageFormat::WebP))
    );
}

#[test]
fn sprites_and_single_frames_have_a_template_each() {
    let sprite = Sprite::new(5, 4).tile_size(160, 90).keep_frames();
    let builder = base()
        .frames(Frames::EveryPercent { percent: 10 })
        .sprite(sprite)
        .template("7/8");
    let submit = request(&builder.build().unwrap()).unwrap();
    let seen: Vec<_> = submit
        .expected
        .iter()
        .map(|part| (part.kind, part.definition, part.size, part.grid))
        .collect();
    assert_eq!(
        seen,
        [
            (Kind::Sprite, 7, Some(Size::exact(160, 90)), Some((5, 4))),
            (Kind::Sample, 8, None, None)
        ]
    );
    let task = serde_json::to_value(&submit.request).unwrap();
    let wanted =
        json!({"ImageSpriteTaskSet": [{"Definition": 7}], "SampleSnapshotTaskSet": [{"Definition": 8}]});
    assert_eq!(task["MediaProcessTask"], wanted);
    assert_eq!(
        rejected(base().sprite(Sprite::new(1, 1)).size(Size::exact(1, 1))),
        ErrorKind::Unsupported
    );
}

#[test]
fn a_cover_is_the_frame_of_its_image() {
    let cover = |builder: SnapshotRequestBuilder| {
        converted(builder)["MediaProcessTask"]["CoverBySnapshotTaskSet"][0].take()
    };
    let at = |kind: &str, value: f64, definition: u32| json!({"Definition": definition, "PositionType": kind, "PositionValue": value});
    let times = base().frames(Frames::at([Duration::ZERO, Duration::from_millis(1500)]));
    assert_eq!(cover(times.clone().template("9").cover(2)), at("Time", 1.5, 9));
    assert_eq!(rejected(times.cover(3)), ErrorKind::InvalidArgument);
    assert_eq!(
        cover(base().frames(Frames::at_percents([25])).cover(1)),
        at("Percent", 25.0, 10)
    );
    let every = base().frames(Frames::every(Duration::from_secs(5))).template("9");
    assert_eq!(cover(every.cover(3)), at("Time", 10.0, 10));
    let percent = base().frames(Frames::EveryPercent { percent: 40 });
    assert_eq!(cover(percent.clone().cover(3)), at("Percent", 80.0, 10));
    assert_eq!(rejected(percent.cover(4)), ErrorKind::InvalidArgument);
    assert_eq!(cover(base().cover(1)), at("Time", 0.0, 10));
    assert_eq!(rejected(base().cover(2)), ErrorKind::Unsupported);
}

#[test]
fn ids_may_name_an_application() {
    let request = converted(SnapshotRequest::builder(Source::media("1500000001/528")));
    assert_eq!(
        (&request["FileId"], &request["SubAppId"]),
        (&json!("528"), &json!(1_500_000_001))
    );
    assert_eq!(
        parts(&JobId::new("15/15-t").unwrap()).unwrap(),
        (Some(15), "15-t")
    );
    assert_eq!(scoped("15-t").unwrap(), (None, "15-t"));
    for text in ["x/1", "15/", "/1"] {
        assert!(scoped(text).is_err(), "{text}");
    }
    for template in ["x", "-1", "1/", "1/2/3"] {
        assert_eq!(
            rejected(base().template(template)),
            ErrorKind::InvalidArgument,
            "{template}"
        );
    }
}

#[test]
fn other_choices_of_frames_are_unsupported() {
    let second = Duration::from_secs(1);
    for frames in [
        Frames::evenly(2),
        Frames::LatestMarks,
        Frames::every(second).at_most(2),
        Frames::every(second).starting_at(second),
        Frames::every(Duration::from_millis(1500)),
    ] {
        assert_eq!(rejected(base().frames(frames)), ErrorKind::Unsupported);
    }
}
