//! A request for tests and the demo: the pages of a whiteboard.

use crate::conformance::Case;
use crate::model::{ProductKey, Size, SnapshotRequest, Source};

pub(crate) fn cases() -> Vec<Case> {
    let minimal = SnapshotRequest::builder(Source::whiteboard(1_400_000_001, 29));
    vec![Case {
        request: minimal.clone().size(Size::exact(640, 360)),
        ..Case::new(ProductKey::TencentTiw, minimal, "1400000001/no-such-task")
    }]
}
