//! A request for tests and the demo: frames of a video.

use crate::conformance::Case;
use crate::model::{Frames, JobFilter, ProductKey, Size, SnapshotRequest, Source, SourceKind};

const VIDEO: &str = "d3e680e618708efbf2cae7cc9312a1b2";

pub(crate) fn cases() -> Vec<Case> {
    let minimal = SnapshotRequest::builder(Source::media(VIDEO));
    vec![Case {
        request: minimal
            .clone()
            .frames(Frames::at_seconds([1, 5, 9, 13]))
            .size(Size::exact(640, 360)),
        filter: JobFilter::new().source(SourceKind::Media).media(VIDEO),
        images: 4,
        ..Case::new(
            ProductKey::AlibabaVod,
            minimal,
            "d3e680e618708efbf2cae7cc9312a1b2/0123456789abcdef0123456789abcdef",
        )
    }]
}
