//! One job on every product: submitted, waited for, its images downloaded. It runs on an emulator in this process; for the real
//! thing, leave out endpoint, credentials and project from the config.

#![allow(clippy::print_stdout)]

use std::path::Path;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use mediasnap::runtime::auth::AccessKey;
use mediasnap::{Client, Config, Frames, JobState, Output, PollingPolicy, SnapshotRequest, Source};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

// A test of the workspace runs the example, too, by `run`.
#[allow(dead_code)]
#[tokio::main]
async fn main() -> Outcome<()> {
    let folder = std::env::temp_dir().join("mediasnap-one-job");
    std::fs::create_dir_all(&folder)?;
    for line in run(&folder).await? {
        println!("{line}");
    }
    Ok(())
}

/// Leaves the images in `folder` and tells what came of each product.
pub async fn run(folder: &Path) -> Outcome<Vec<String>> {
    let emulator = Emulator::builder().start().await?;
    let objects = format!("{}/objects", emulator.url());
    let config = Config::new()
        .region("cn-north-4")
        .endpoint(emulator.url())
        .credentials(AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
        .project_id(HUAWEI_PROJECT_ID)
        // The emulator is done soon; the standard policy asks less often.
        .polling(PollingPolicy::every(Duration::from_millis(300)))
        .object_urls(move |object| Some(format!("{objects}/{object}")));
    let mut told = Vec::new();
    for (product, request) in requests()? {
        let client = Client::connect(product, &config)?;
        let submitted = client.submit(&request).await?;
        let job = client.wait(&submitted.id).await?;
        if job.state != JobState::Succeeded {
            return Err(format!("{product}: {} {:?}", job.state, job.failure).into());
        }
        let mut images = client.images(&job);
        let (mut count, mut bytes) = (0, 0);
        while let Some(image) = images.try_next().await? {
            count += 1;
            let file = folder.join(format!("{product}-{count}.jpg"));
            bytes += client.download(&image, file).await?;
        }
        told.push(format!(
            "{product}: job {} made {count} images, {bytes} bytes",
            job.id
        ));
    }
    Ok(told)
}

/// The same wish, as far as each product can do it.
fn requests() -> Result<Vec<(&'static str, SnapshotRequest)>, mediasnap::Error> {
    let frames = Frames::at_seconds([1, 2, 4]);
    let output = Output::new("images", "one-job");
    Ok(vec![
        (
            "huawei-mpc",
            SnapshotRequest::builder(Source::object("videos", "a.mp4"))
                .frames(frames.clone())
                .output(output)
                .build()?,
        ),
        (
            "huawei-vod",
            SnapshotRequest::builder(Source::media("0b6ba8a1e2d94f8a9a4a3d9b6c8e1f20"))
                .frames(frames.clone())
                .build()?,
        ),
        (
            "tencent-tiw",
            SnapshotRequest::builder(Source::whiteboard(1_400_000_001, 29)).build()?,
        ),
        (
            "alibaba-vod",
            SnapshotRequest::builder(Source::media("d3e680e618708efbf2cae7cc9312a1b2"))
                .frames(frames)
                .build()?,
        ),
    ])
}
