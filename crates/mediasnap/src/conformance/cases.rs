//! The list of cases. What a request needs to be there first, such as a template, is made through the product's typed client.

use futures_core::future::BoxFuture;
use mediasnap_core::{Error, ErrorKind};

use super::Case;
use crate::client::Config;
use crate::model::{Frames, JobFilter, Output, ProductKey, SnapshotRequest, Source, SourceKind};

/// Every kind of source of every product that this build has.
pub fn cases() -> Vec<Case> {
    #[allow(unused_mut)]
    let mut cases = Vec::new();
    #[cfg(feature = "huawei-mpc")]
    cases.push(Case {
        missing: Some("1"),
        images: 2,
        ..Case::new(ProductKey::HuaweiMpc, SourceKind::Object, objects_at_times)
    });
    #[cfg(feature = "huawei-vod")]
    cases.extend([
        Case {
            filter: JobFilter::new().source(SourceKind::Media).media("conformance"),
            images: 2,
            ..Case::new(ProductKey::HuaweiVod, SourceKind::Media, media_at_times)
        },
        Case {
            missing: Some("object/0123456789abcdef0123456789abcdef"),
            images: 2,
            ..Case::new(ProductKey::HuaweiVod, SourceKind::Object, objects_at_times)
        },
    ]);
    #[cfg(feature = "tencent-tiw")]
    cases.push(Case {
        missing: Some("1400000001/no-such-task"),
        ..Case::new(ProductKey::TencentTiw, SourceKind::Whiteboard, whiteboard)
    });
    #[cfg(feature = "alibaba-vod")]
    cases.push(Case {
        filter: JobFilter::new().source(SourceKind::Media).media("conformance"),
        missing: Some("conformance/0123456789abcdef0123456789abcdef"),
        images: 2,
        ..Case::new(ProductKey::AlibabaVod, SourceKind::Media, media_at_times)
    });
    #[cfg(feature = "alibaba-ice")]
    cases.extend([
        Case {
            missing: Some("0123456789abcdef0123456789abcdef"),
            images: 2,
            ..Case::new(ProductKey::AlibabaIce, SourceKind::Media, ice_media)
        },
        Case {
            missing: Some("0123456789abcdef0123456789abcdef"),
            images: 2,
            ..Case::new(ProductKey::AlibabaIce, SourceKind::Object, ice_object)
        },
        Case {
            missing: Some("live/0123456789abcdef0123456789abcdef"),
            endless: true,
            ..Case::new(ProductKey::AlibabaIce, SourceKind::Stream, ice_live)
        },
    ]);
    cases
}

type Made = BoxFuture<'static, Result<SnapshotRequest, Error>>;

fn ready(request: Result<SnapshotRequest, Error>) -> Made {
    Box::pin(async move { request })
}

#[cfg(any(feature = "huawei-mpc", feature = "huawei-vod"))]
fn objects_at_times(_: Config) -> Made {
    ready(
        SnapshotRequest::builder(Source::object("conformance", "in/film.mp4"))
            .frames(Frames::at_seconds([1, 2]))
            .output(Output::new("conformance", "out"))
            .build(),
    )
}

#[cfg(any(feature = "huawei-vod", feature = "alibaba-vod"))]
fn media_at_times(_: Config) -> Made {
    ready(
        SnapshotRequest::builder(Source::media("conformance"))
            .frames(Frames::at_seconds([1, 2]))
            .build(),
    )
}

#[cfg(feature = "tencent-tiw")]
fn whiteboard(_: Config) -> Made {
    ready(SnapshotRequest::builder(Source::whiteboard(1_400_000_001, 100)).build())
}

#[cfg(feature = "alibaba-ice")]
fn ice_media(config: Config) -> Made {
    Box::pin(ice(config, Source::media("conformance")))
}

#[cfg(feature = "alibaba-ice")]
fn ice_object(config: Config) -> Made {
    Box::pin(ice(config, Source::object("conformance", "in/film.mp4")))
}

/// A template that comes with the service, for single images.
#[cfg(feature = "alibaba-ice")]
async fn ice(config: Config, source: Source) -> Result<SnapshotRequest, Error> {
    let client: crate::alibaba_ice::Client = config.build()?;
    let templates = client
        .list_system_templates()
        .type_("2")
        .subtype("1")
        .send()
        .await?;
    let template = templates
        .system_template_list
        .iter()
        .flatten()
        .find_map(|template| template.template_id.clone());
    let template = template.ok_or_else(|| Error::new(ErrorKind::NotFound, "there is no system template"))?;
    SnapshotRequest::builder(source)
        .template(template)
        .frames(Frames::every(std::time::Duration::from_secs(1)).at_most(2))
        .output(Output::new("conformance", "out"))
        .name("conformance")
        .build()
}

/// A template of its own, for a capture each five seconds.
#[cfg(feature = "alibaba-ice")]
fn ice_live(config: Config) -> Made {
    use crate::alibaba_ice::types::CreateLiveSnapshotTemplateRequest;

    Box::pin(async move {
        let client: crate::alibaba_ice::Client = config.build()?;
        let request = CreateLiveSnapshotTemplateRequest::builder()
            .template_name("conformance")
            .time_interval(5)
            .sequence_format("conformance/{JobId}/{UnixTimestamp}.jpg".to_owned());
        let made = client
            .create_live_snapshot_template()
            .body(request)
            .send()
            .await?;
        let template = made.template_id.clone();
        let template = template.ok_or_else(|| Error::new(ErrorKind::NotFound, "no template was made"))?;
        SnapshotRequest::builder(Source::stream("rtmp://push.example.org/app/stream"))
            .template(template)
            .output(Output::new("conformance", "").at_endpoint("storage.example.org"))
            .name("conformance")
            .build()
    })
}
