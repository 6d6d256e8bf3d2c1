//! Submits one job for each kind of source of each product, waits for it and downloads its images. It runs on an emulator in this
//! process. For the vendors' services, leave out endpoint, credentials and project from the config.

#![allow(clippy::print_stdout)]

use std::path::Path;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use mediasnap::conformance::cases;
use mediasnap::runtime::auth::AccessKey;
use mediasnap::{Client, Config, JobState, PollingPolicy};
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

/// Downloads the images to `folder`, and returns one line for each job.
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
    for case in cases().iter().filter(|case| !case.endless) {
        let client = Client::connect_to(case.product, &config)?;
        let submitted = client.submit(&case.prepare(&config).await?).await?;
        let name = format!("{}-{}", case.product, case.source);
        let job = client.wait(&submitted.id).await?;
        if job.state != JobState::Succeeded {
            return Err(format!("{name}: {} {:?}", job.state, job.failure).into());
        }
        let mut images = client.images(&job);
        let (mut count, mut bytes) = (0, 0);
        while let Some(image) = images.try_next().await? {
            count += 1;
            let file = folder.join(format!("{name}-{count}.jpg"));
            bytes += client.download(&image, file).await?;
        }
        told.push(format!(
            "{name}: job {} made {count} images, {bytes} bytes",
            job.id
        ));
    }
    Ok(told)
}
