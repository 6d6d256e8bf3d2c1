//! Every product declares exactly what its conversions can do, and the README shows what is declared.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use mediasnap_client::RetryPolicy;
use mediasnap_client::auth::AccessKey;

use crate::{
    Capabilities, Capability, Client, Config, Control, Error, ErrorKind, Frames, Image, ImageFilter,
    ImageFormat, ImageKind, JobFilter, JobId, JobState, Output, Raw, Size, SnapshotJob, SnapshotRequest,
    SnapshotRequestBuilder, Source, SourceKind, Sprite, matrix,
};

use crate::products::{alibaba_ice, alibaba_vod, huawei_mpc, huawei_vod, tencent_tiw};

const ALL: [&Capabilities; 5] = [
    &alibaba_ice::CAPABILITIES,
    &alibaba_vod::CAPABILITIES,
    &huawei_mpc::CAPABILITIES,
    &huawei_vod::CAPABILITIES,
    &tencent_tiw::CAPABILITIES,
];

type Convert = dyn Fn(&SnapshotRequest) -> Result<(), Error>;

/// One kind of source of one product: the least request that it takes, and how it is converted.
struct Case {
    capabilities: &'static Capabilities,
    source: SourceKind,
    base: SnapshotRequestBuilder,
    output: Output,
    /// The id of a job over such a source.
    id: &'static str,
    convert: Box<Convert>,
}

fn cases() -> Vec<Case> {
    let config = Config::new().endpoint("http://127.0.0.1:9").region("r");
    let mpc = huawei_mpc::Adapter::new(config.build().unwrap());
    let vod = huawei_vod::Adapter::new(config.build().unwrap());
    let vod_object = vod.clone();
    let tiw = tencent_tiw::Adapter::new(config.build().unwrap());
    let alibaba = alibaba_vod::Adapter::new(config.build().unwrap());
    let ice = alibaba_ice::Adapter::new(config.build().unwrap());
    let (ice_object, ice_live) = (ice.clone(), ice.clone());
    let output = || Output::new("bucket", "dir");
    let owned = || output().in_region("r").owned_by(1);
    let live = || Output::new("bucket", "").at_endpoint("storage.example.org");
    let object = || SnapshotRequest::builder(Source::object("b", "k.mp4"));
    let media = || SnapshotRequest::builder(Source::media("m"));
    vec![
        Case {
            capabilities: &huawei_mpc::CAPABILITIES,
            source: SourceKind::Object,
            base: object().output(output()),
            output: output(),
            id: "1",
            convert: Box::new(move |request| mpc.convert(request).map(drop)),
        },
        Case {
            capabilities: &huawei_vod::CAPABILITIES,
            source: SourceKind::Media,
            base: media().frames(Frames::evenly(1)),
            output: output(),
            id: "asset/a/t",
            convert: Box::new(move |request| vod.convert(request).map(drop)),
        },
        Case {
            capabilities: &huawei_vod::CAPABILITIES,
            source: SourceKind::Object,
            base: object()
                .output(output())
                .frames(Frames::EveryPercent { percent: 10 }),
            output: output(),
            id: "object/t",
            convert: Box::new(move |request| vod_object.convert_object(request).map(drop)),
        },
        Case {
            capabilities: &tencent_tiw::CAPABILITIES,
            source: SourceKind::Whiteboard,
            base: SnapshotRequest::builder(Source::whiteboard(1, 2)),
            output: owned(),
            id: "1400000001/t",
            convert: Box::new(move |request| tiw.convert(request).map(drop)),
        },
        Case {
            capabilities: &alibaba_vod::CAPABILITIES,
            source: SourceKind::Media,
            base: media(),
            output: output(),
            id: "v/j",
            convert: Box::new(move |request| alibaba.convert(request).map(drop)),
        },
        Case {
            capabilities: &alibaba_ice::CAPABILITIES,
            source: SourceKind::Media,
            base: media().output(output()).template("t"),
            output: output(),
            id: "j",
            convert: Box::new(move |request| ice.convert(request).map(drop)),
        },
        Case {
            capabilities: &alibaba_ice::CAPABILITIES,
            source: SourceKind::Object,
            base: object().output(output()).template("t"),
            output: output(),
            id: "j",
            convert: Box::new(move |request| ice_object.convert(request).map(drop)),
        },
        Case {
            capabilities: &alibaba_ice::CAPABILITIES,
            source: SourceKind::Stream,
            base: SnapshotRequest::builder(Source::stream("rtmp://host/live"))
                .output(live())
                .template("t")
                .name("n"),
            output: live(),
            id: "live/j",
            convert: Box::new(move |request| ice_live.convert_live(request).map(drop)),
        },
    ]
}

impl Case {
    /// The base with what `capability` is about; `None` for capabilities that no request asks for.
    fn request(&self, capability: Capability) -> Option<SnapshotRequestBuilder> {
        use Capability as C;
        let base = self.base.clone();
        let second = Duration::from_secs(1);
        let counted = self.capabilities.supports(self.source, C::EveryCount);
        let every = || {
            let every = Frames::every(second);
            if counted { every.at_most(3) } else { every }
        };
        Some(match capability {
            C::AtOne => base.frames(Frames::at_seconds([1])),
            C::AtMany => base.frames(Frames::at_seconds([1, 2])),
            C::AtMilliseconds => base.frames(Frames::at([Duration::from_millis(1500)])),
            C::Every => base.frames(every()),
            C::EveryUncounted if self.capabilities.supports(self.source, C::Every) => {
                base.frames(Frames::every(second))
            }
            C::EveryUncounted => base.frames(Frames::every(second)).sprite(Sprite::new(2, 2)),
            C::EveryCount => base.frames(Frames::every(second).at_most(3)),
            C::EveryStart => base.frames(every().starting_at(second)),
            C::EveryLength => base.frames(every().lasting(second)),
            C::Evenly => base.frames(Frames::evenly(3)),
            C::EveryPercent => base.frames(Frames::EveryPercent { percent: 10 }),
            C::LatestMarks => base.frames(Frames::LatestMarks),
            C::SizeExact => base.size(Size::exact(640, 360)),
            C::SizeLongerSide => base.size(Size::LongerSide(640)),
            C::Jpeg => base.format(ImageFormat::Jpeg),
            C::Png => base.format(ImageFormat::Png),
            C::Sprite => base.sprite(Sprite::new(2, 2)),
            C::SpriteEvery => base.sprite(Sprite::new(2, 2)).frames(every()),
            C::SpriteSpacing => base.sprite(Sprite::new(2, 2).spacing(1, 1)),
            C::SpriteKeepFrames => base.sprite(Sprite::new(2, 2).keep_frames()),
            C::Output => base.output(self.output.clone()),
            C::OutputFileName => base.output(self.output.clone().file_name("x")),
            C::OutputAsGiven => base.output(self.output.clone().as_given()),
            C::OutputEndpoint => base.output(self.output.clone().at_endpoint("storage.example.org")),
            C::OutputOwner => base.output(self.output.clone().owned_by(1)),
            C::Archive => base.archive(true),
            C::Synchronous => base.frames(Frames::at_seconds([1])).synchronous(true),
            C::Template => base.template("t"),
            C::Name => base.name("n"),
            C::UserData => base.user_data("{}"),
            C::Callback => base.callback("https://example.org/"),
            C::Cover => base.cover(1),
            C::SetCover
            | C::List
            | C::ListByMedia
            | C::ListByState
            | C::ListByTime
            | C::Cancel
            | C::Control
            | C::ImagesByTime
            | C::BatchedQueries => return None,
        })
    }
}

#[test]
fn what_is_declared_converts_and_what_is_not_is_refused() {
    for case in cases() {
        let at = format!("{} {}", case.capabilities.product, case.source);
        (case.convert)(&case.base.clone().build().unwrap()).unwrap_or_else(|error| panic!("{at}: {error}"));
        for capability in Capability::ALL {
            let Some(request) = case.request(*capability) else {
                continue;
            };
            let outcome = (case.convert)(&request.build().unwrap());
            if case.capabilities.supports(case.source, *capability) {
                outcome.unwrap_or_else(|error| panic!("{at}: {}: {error}", capability.as_str()));
            } else {
                let error = outcome
                    .err()
                    .unwrap_or_else(|| panic!("{at}: {}", capability.as_str()));
                assert_eq!(
                    error.kind(),
                    ErrorKind::Unsupported,
                    "{at}: {}",
                    capability.as_str()
                );
                assert_eq!(error.product(), Some(case.capabilities.product.as_str()));
            }
        }
    }
}

/// Everything that the client can be asked for and no product would do, over a source of this case.
async fn refused(case: &Case, client: &Client, capability: Capability) -> Option<Error> {
    use Capability as C;
    let id = JobId::new(case.id).unwrap();
    let list = JobFilter::new().source(case.source);
    let now = chrono::Utc::now();
    let jobs = async |filter: JobFilter| {
        let page = client.jobs_page(&filter).await.map(drop).unwrap_err();
        let stream = client.jobs(filter).try_next().await.map(drop).unwrap_err();
        assert_eq!(page.kind(), stream.kind());
        page
    };
    Some(match capability {
        C::List => jobs(list).await,
        C::ListByMedia => jobs(list.media("m")).await,
        C::ListByState => jobs(list.state(JobState::Succeeded)).await,
        C::ListByTime => jobs(list.created_to(now)).await,
        C::Cancel => client.cancel(&id).await.unwrap_err(),
        C::Control => client.control(&id, Control::Stop).await.unwrap_err(),
        C::ImagesByTime => {
            let job = SnapshotJob::new(client.product(), id, JobState::Succeeded, Raw::new("{}"));
            let filter = ImageFilter::new().captured(now, now);
            client.images_page(&job, &filter).await.map(drop).unwrap_err()
        }
        // An image does not say which kind of source it is of.
        C::SetCover if case.capabilities.supports_somehow(C::SetCover) => return None,
        C::SetCover => {
            let mut image = Image::new(ImageKind::Frame, Raw::new("{}"));
            image.url = Some("https://example.org/1.jpg".into());
            client.set_cover(&image).await.unwrap_err()
        }
        C::BatchedQueries => return None,
        _ => {
            let request = case.request(capability)?.build().unwrap();
            client.submit(&request).await.map(drop).unwrap_err()
        }
    })
}

#[tokio::test]
async fn what_a_product_cannot_do_is_an_error_before_anything_is_sent() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let config = Config::new()
        .endpoint(format!("http://{}", server.local_addr().unwrap()))
        .region("r")
        .credentials(AccessKey::new("id", "secret"))
        .project_id("p")
        .retry(RetryPolicy::none())
        .timeout(Duration::from_millis(200));
    let mut count = 0;
    for case in cases() {
        let product = case.capabilities.product;
        let client = Client::connect_to(product, &config).unwrap();
        for capability in Capability::ALL {
            if case.capabilities.supports(case.source, *capability) {
                continue;
            }
            let at = format!("{product} {}: {}", case.source, capability.as_str());
            let Some(error) = refused(&case, &client, *capability).await else {
                continue;
            };
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{at}: {error}");
            assert_eq!(error.product(), Some(product.as_str()), "{at}");
            count += 1;
        }
        assert!(
            server.accept().is_err(),
            "{product} {}: a request was sent",
            case.source
        );
    }
    assert!(count > 100, "{count} refusals");
    // Whatever is sent would have been seen.
    for case in cases() {
        let client = Client::connect_to(case.capabilities.product, &config).unwrap();
        let id = JobId::new(case.id).unwrap();
        assert_eq!(client.job(&id).await.unwrap_err().kind(), ErrorKind::Timeout);
        assert!(server.accept().is_ok(), "{}", case.id);
    }
}

#[test]
fn every_kind_of_source_has_a_case() {
    let declared: usize = ALL.iter().map(|product| product.modes.len()).sum();
    assert_eq!(cases().len(), declared);
}

#[test]
fn the_readme_shows_the_matrix() {
    let readme = include_str!("../../README.md");
    let table = matrix(&ALL);
    assert!(
        readme.contains(table.trim_end()),
        "the README's table of capabilities should be:\n\n{table}"
    );
}
