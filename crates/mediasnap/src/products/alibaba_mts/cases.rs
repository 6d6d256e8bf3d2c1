//! A request for tests and the demo: frames of an object in OSS.

use std::time::Duration;

use crate::conformance::Case;
use crate::model::{Frames, Output, ProductKey, Size, SnapshotRequest, Source};

pub(crate) fn cases() -> Vec<Case> {
    let minimal = SnapshotRequest::builder(Source::object("videos", "lecture.mp4"))
        .output(Output::new("snapshots", "lessons/1"));
    vec![Case {
        request: minimal
            .clone()
            .frames(Frames::every(Duration::from_secs(4)).at_most(4))
            .size(Size::exact(640, 360)),
        images: 4,
        ..Case::new(
            ProductKey::AlibabaMts,
            minimal,
            "0123456789abcdef0123456789abcdef",
        )
    }]
}
