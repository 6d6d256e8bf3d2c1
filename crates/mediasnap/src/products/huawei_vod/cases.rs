//! Requests for tests and the demo: frames of an asset, and of an object in OBS.

use crate::conformance::Case;
use crate::model::{Frames, JobFilter, Output, ProductKey, Size, SnapshotRequest, Source, SourceKind};

const ASSET: &str = "0b6ba8a1e2d94f8a9a4a3d9b6c8e1f20";

pub(crate) fn cases() -> Vec<Case> {
    let times = Frames::at_seconds([1, 5, 9, 13]);
    let asset = SnapshotRequest::builder(Source::media(ASSET)).frames(Frames::evenly(1));
    let object = SnapshotRequest::builder(Source::object("videos", "lecture.mp4"))
        .output(Output::new("snapshots", "lecture"))
        .frames(Frames::EveryPercent { percent: 10 });
    vec![
        Case {
            request: asset.clone().frames(times.clone()).size(Size::LongerSide(640)),
            filter: JobFilter::new().source(SourceKind::Media).media(ASSET),
            // The state of a task is that of its asset, which has one whether or not the task exists.
            rejects_unknown_ids: false,
            images: 4,
            ..Case::new(
                ProductKey::HuaweiVod,
                asset,
                "asset/0123456789abcdef0123456789abcdef/0123456789abcdef0123456789abcdef",
            )
        },
        Case {
            request: object.clone().frames(times).size(Size::exact(640, 360)),
            images: 4,
            ..Case::new(
                ProductKey::HuaweiVod,
                object,
                "object/0123456789abcdef0123456789abcdef",
            )
        },
    ]
}
