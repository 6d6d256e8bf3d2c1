//! A request for tests and the demo: frames of a media asset by a new template.

use mediasnap_core::{Error, ErrorKind};
use mediasnap_tencent_vod::Client;
use mediasnap_tencent_vod::types::{
    CreateSnapshotByTimeOffsetTemplateRequest, CreateSnapshotByTimeOffsetTemplateRequestResolutionAdaptive,
};

use crate::client::Config;
use crate::conformance::Case;
use crate::model::{Frames, ProductKey, Size, SnapshotRequest, Source};

pub(crate) fn cases() -> Vec<Case> {
    let minimal = SnapshotRequest::builder(Source::media("5285890784246869930"));
    let frames = Frames::at_seconds([1, 5, 9, 13]);
    vec![Case {
        request: minimal.clone().frames(frames).size(Size::exact(640, 360)),
        template: Some(|config| Box::pin(template(config))),
        images: 4,
        ..Case::new(
            ProductKey::TencentVod,
            minimal,
            "1500000000-procedurev2-0123456789abcdef0123456789abcdef",
        )
    }]
}

/// Creates a template for frames of 640 by 360 pixels.
async fn template(config: Config) -> Result<String, Error> {
    let client: Client = config.build()?;
    let request = CreateSnapshotByTimeOffsetTemplateRequest {
        width: Some(640),
        height: Some(360),
        resolution_adaptive: Some(CreateSnapshotByTimeOffsetTemplateRequestResolutionAdaptive::Close),
        ..CreateSnapshotByTimeOffsetTemplateRequest::default()
    };
    let created = client
        .create_snapshot_by_time_offset_template()
        .body(request)
        .send()
        .await?;
    let definition = created.response.as_ref().and_then(|response| response.definition);
    definition
        .map(|definition| definition.to_string())
        .ok_or_else(|| Error::new(ErrorKind::NotFound, "the response has no template id"))
}
