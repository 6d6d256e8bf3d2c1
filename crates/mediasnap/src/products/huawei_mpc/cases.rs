//! A request for tests and the demo: frames of an object in OBS.

use crate::conformance::Case;
use crate::model::{Frames, Output, ProductKey, Size, SnapshotRequest, Source};

pub(crate) fn cases() -> Vec<Case> {
    let minimal = SnapshotRequest::builder(Source::object("videos", "lecture.mp4"))
        .output(Output::new("snapshots", "lecture"));
    vec![Case {
        request: minimal
            .clone()
            .frames(Frames::at_seconds([1, 5, 9, 13]))
            .size(Size::LongerSide(640)),
        images: 4,
        ..Case::new(ProductKey::HuaweiMpc, minimal, "1")
    }]
}
