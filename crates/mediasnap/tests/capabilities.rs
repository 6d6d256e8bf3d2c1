//! Every product declares exactly what its conversions can do, and the README shows what is declared.

// Helpers of a test are no tests to the lint.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt as _;
use mediasnap::conformance::{Case, cases};
use mediasnap::runtime::RetryPolicy;
use mediasnap::runtime::auth::AccessKey;
use mediasnap::{
    Capabilities, Capability, Client, Config, Error, ErrorKind, Frames, Image, ImageFilter, ImageFormat,
    ImageKind, JobCommand, JobFilter, JobId, JobState, Output, ProductKey, Raw, Size, SnapshotJob,
    SnapshotRequestBuilder, Sprite, matrix,
};

fn config() -> Config {
    Config::new()
        .endpoint("http://127.0.0.1:9")
        .region("r")
        .credentials(AccessKey::new("id", "secret"))
        .project_id("p")
}

fn capabilities(product: ProductKey) -> &'static Capabilities {
    Client::connect_to(product, &config()).unwrap().capabilities()
}

fn supports(case: &Case, capability: Capability) -> bool {
    capabilities(case.product).supports(case.source, capability)
}

/// The minimal request with what `capability` is about; `None` for capabilities that no request asks for.
fn request(case: &Case, capability: Capability) -> Option<SnapshotRequestBuilder> {
    use Capability as C;
    let base = case.minimal.clone();
    let output = base.clone().build().unwrap().output;
    let output = output.unwrap_or_else(|| Output::new("bucket", "dir").in_region("r").owner_account(1));
    let second = Duration::from_secs(1);
    let counted = supports(case, C::EveryCount);
    let every = || {
        let every = Frames::every(second);
        if counted { every.at_most(3) } else { every }
    };
    Some(match capability {
        C::AtOne => base.frames(Frames::at_seconds([1])),
        C::AtMany => base.frames(Frames::at_seconds([1, 2])),
        C::AtMilliseconds => base.frames(Frames::at([Duration::from_millis(1500)])),
        C::AtPercents => base.frames(Frames::at_percents([10, 50])),
        C::Every => base.frames(every()),
        C::EveryUncounted if supports(case, C::Every) => base.frames(Frames::every(second)),
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
        C::WebP => base.format(ImageFormat::WebP),
        C::Sprite => base.sprite(Sprite::new(2, 2)),
        C::SpriteEvery => base.sprite(Sprite::new(2, 2)).frames(every()),
        C::SpriteEveryPercent => base
            .sprite(Sprite::new(2, 2))
            .frames(Frames::EveryPercent { percent: 10 }),
        C::WebVtt => base.sprite(Sprite::new(2, 2).web_vtt()),
        C::SpriteSpacing => base.sprite(Sprite::new(2, 2).spacing(1, 1)),
        C::SpriteKeepFrames => base.sprite(Sprite::new(2, 2).keep_frames()),
        C::Output => base.output(output),
        C::OutputFileName => base.output(output.file_name("x")),
        C::OutputExactDirectory => base.output(output.exact_directory()),
        C::OutputEndpoint => base.output(output.at_endpoint("storage.example.org")),
        C::OutputOwner => base.output(output.owner_account(1)),
        C::Archive => base.archive(true),
        C::Synchronous => base.frames(Frames::at_seconds([1])).synchronous(true),
        C::Template => base.template("10"),
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
        | C::Commands
        | C::ImagesByTime
        | C::BatchedQueries => return None,
        other => panic!("no request has {other:?}"),
    })
}

/// The error of converting and signing a request; `None` if it would be sent.
async fn converted(case: &Case, request: SnapshotRequestBuilder) -> Option<Error> {
    let shown = Arc::new(AtomicUsize::new(0));
    let counter = shown.clone();
    let config = config().dry_run(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let client = Client::connect_to(case.product, &config).unwrap();
    let error = client.submit(&request.build().unwrap()).await.unwrap_err();
    (shown.load(Ordering::Relaxed) == 0).then_some(error)
}

#[tokio::test]
async fn what_is_declared_converts_and_what_is_not_is_unsupported() {
    for case in cases() {
        let at = format!("{} {}", case.product, case.source);
        assert!(converted(&case, case.minimal.clone()).await.is_none(), "{at}");
        for capability in Capability::ALL {
            let Some(request) = request(&case, *capability) else {
                continue;
            };
            let error = converted(&case, request).await;
            let at = format!("{at}: {}", capability.as_str());
            if supports(&case, *capability) {
                assert!(error.is_none(), "{at}: {error:?}");
            } else {
                let error = error.unwrap_or_else(|| panic!("{at}"));
                assert_eq!(error.kind(), ErrorKind::Unsupported, "{at}");
                assert_eq!(error.product(), Some(case.product.as_str()));
            }
        }
    }
}

/// Every request that the client can express and no product supports, over a source of this case.
async fn refused(case: &Case, client: &Client, capability: Capability) -> Option<Error> {
    use Capability as C;
    let id = JobId::new(case.unknown_id).unwrap();
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
        C::Commands => client.send_command(&id, JobCommand::Stop).await.unwrap_err(),
        C::ImagesByTime => {
            let job = SnapshotJob::new(client.product(), id, JobState::Succeeded, Raw::new("{}"));
            let filter = ImageFilter::new().captured(now, now);
            client.images_page(&job, &filter).await.map(drop).unwrap_err()
        }
        // An image does not say which kind of source it is of.
        C::SetCover if client.capabilities().supports_any(C::SetCover) => return None,
        C::SetCover => {
            let mut image = Image::new(ImageKind::Frame, Raw::new("{}"));
            image.url = Some("https://example.org/1.jpg".into());
            client.set_cover(&image).await.unwrap_err()
        }
        C::BatchedQueries => return None,
        _ => {
            let request = request(case, capability)?.build().unwrap();
            client.submit(&request).await.map(drop).unwrap_err()
        }
    })
}

#[tokio::test]
async fn what_a_product_cannot_do_is_an_error_before_anything_is_sent() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    server.set_nonblocking(true).unwrap();
    let config = config()
        .endpoint(format!("http://{}", server.local_addr().unwrap()))
        .retry(RetryPolicy::none())
        .timeout(Duration::from_millis(200));
    let mut count = 0;
    for case in cases() {
        let product = case.product;
        let client = Client::connect_to(product, &config).unwrap();
        for capability in Capability::ALL {
            if supports(&case, *capability) {
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
        let client = Client::connect_to(case.product, &config).unwrap();
        let id = JobId::new(case.unknown_id).unwrap();
        assert_eq!(client.job(&id).await.unwrap_err().kind(), ErrorKind::Timeout);
        assert!(server.accept().is_ok(), "{}", case.unknown_id);
    }
}

#[test]
fn every_kind_of_source_has_a_case() {
    for product in ProductKey::ALL.iter().copied() {
        let declared: Vec<_> = capabilities(product)
            .sources
            .iter()
            .map(|mode| mode.source)
            .collect();
        let cases: Vec<_> = cases()
            .iter()
            .filter(|case| case.product == product)
            .map(|case| case.source)
            .collect();
        assert_eq!(cases, declared, "{product}");
    }
}

#[test]
fn the_readme_shows_the_matrix() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let all: Vec<&Capabilities> = ProductKey::ALL
        .iter()
        .map(|product| capabilities(*product))
        .collect();
    let table = matrix(&all);
    let (before, rest) = readme.split_once("<!-- capabilities: generated").unwrap();
    let (marker, rest) = rest.split_once('\n').unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    let expected = format!(
        "{before}<!-- capabilities: generated{marker}\n{}\n<!-- end -->{after}",
        table.trim_end()
    );
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(path, &expected).unwrap();
        return;
    }
    assert!(
        readme == expected,
        "run this test with INSTA_UPDATE=always; the table should be:\n\n{table}"
    );
}
