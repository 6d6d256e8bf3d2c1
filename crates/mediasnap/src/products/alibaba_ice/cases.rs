//! Requests for tests and the demo: frames of media and objects by a template of the service, and of a live stream by a new one.

use std::time::Duration;

use mediasnap_alibaba_ice::Client;
use mediasnap_alibaba_ice::types::CreateLiveSnapshotTemplateRequest;
use mediasnap_core::{Error, ErrorKind};

use crate::client::Config;
use crate::conformance::Case;
use crate::model::{Frames, Output, ProductKey, Size, SnapshotRequest, Source};

pub(crate) fn cases() -> Vec<Case> {
    let media = Source::media("0123456789abcdef0123456789abcdef");
    let object = Source::object("videos", "lecture.mp4");
    vec![on_demand(media), on_demand(object), live()]
}

fn on_demand(source: Source) -> Case {
    let minimal = SnapshotRequest::builder(source)
        .output(Output::new("snapshots", "lecture"))
        .template("template");
    let frames = Frames::every(Duration::from_secs(4)).at_most(4);
    Case {
        request: minimal
            .clone()
            .frames(frames)
            .size(Size::exact(640, 360))
            .name("lecture"),
        template: Some(|config| Box::pin(system_template(config))),
        images: 4,
        ..Case::new(
            ProductKey::AlibabaIce,
            minimal,
            "0123456789abcdef0123456789abcdef",
        )
    }
}

fn live() -> Case {
    let minimal = SnapshotRequest::builder(Source::stream("rtmp://push.example.org/app/stream"))
        .output(Output::new("snapshots", "").at_endpoint("storage.example.org"))
        .template("template")
        .name("live");
    Case {
        template: Some(|config| Box::pin(live_template(config))),
        images: 2,
        endless: true,
        ..Case::new(
            ProductKey::AlibabaIce,
            minimal,
            "live/0123456789abcdef0123456789abcdef",
        )
    }
}

/// Finds a template of the service for single frames.
async fn system_template(config: Config) -> Result<String, Error> {
    let client: Client = config.build()?;
    let templates = client
        .list_system_templates()
        .type_("2")
        .subtype("1")
        .send()
        .await?;
    let mut templates = templates.system_template_list.iter().flatten();
    templates
        .find_map(|template| template.template_id.clone())
        .ok_or_else(|| Error::new(ErrorKind::NotFound, "there is no system template"))
}

/// Creates a template for a frame every 30 seconds.
async fn live_template(config: Config) -> Result<String, Error> {
    let client: Client = config.build()?;
    let request = CreateLiveSnapshotTemplateRequest::builder()
        .template_name("every-30-seconds")
        .time_interval(30)
        .sequence_format("live/{JobId}/{UnixTimestamp}.jpg".to_owned());
    let created = client
        .create_live_snapshot_template()
        .body(request)
        .send()
        .await?;
    created
        .template_id
        .clone()
        .ok_or_else(|| Error::new(ErrorKind::NotFound, "the response has no template id"))
}
