//! Submits a snapshot job, waits until it is done and prints the names of its images.
//!
//! Sends requests to the endpoint in `MEDIASNAP_ENDPOINT`, with the key in the vendor's own variables.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use mediasnap_alibaba_mts::{Client, types};

#[tokio::main]
async fn main() -> ExitCode {
    let Ok(endpoint) = std::env::var("MEDIASNAP_ENDPOINT") else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    let result = async { run(&Client::builder().endpoint(endpoint).build()?).await };
    match result.await {
        Ok(images) => {
            for image in images {
                println!("{image}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the round trip; returns the names of the images in the output bucket.
pub async fn run(client: &Client) -> Result<Vec<String>, Box<dyn Error>> {
    let video = types::SubmitSnapshotJobInput::builder()
        .bucket("example-bucket")
        .location("oss-cn-shanghai")
        .object("input%2Fvideo.mp4")
        .build()?;
    let images = types::SubmitSnapshotJobFile::builder()
        .bucket("example-bucket")
        .location("oss-cn-shanghai")
        .object("output%2Fimage-{Count}.jpg");
    // Three images, five seconds apart, from the first second on.
    let config = types::SubmitSnapshotJobConfig::builder()
        .output_file(images)
        .time("1000")
        .interval("5")
        .num("3")
        .build()?;
    let submitted = client
        .submit_snapshot_job()
        .input(video)
        .snapshot_config(config)
        .send()
        .await?;
    let id = submitted.into_inner().snapshot_job.and_then(|job| job.id);
    let id = id.ok_or("the response names no job")?;
    for _ in 0..100 {
        let response = client
            .query_snapshot_job_list()
            .snapshot_job_ids(&id)
            .send()
            .await?;
        let jobs = response
            .into_inner()
            .snapshot_job_list
            .and_then(|list| list.snapshot_job);
        let job = jobs
            .and_then(|mut jobs| jobs.pop())
            .ok_or("the job is not listed")?;
        match job.state {
            Some(types::SnapshotJobState::Success) => {
                let count: usize = job.count.unwrap_or_default().parse()?;
                let name = |number| format!("output/image-{number:05}.jpg");
                return Ok((1..=count).map(name).collect());
            }
            Some(types::SnapshotJobState::Fail) => return Err(job.message.unwrap_or_default().into()),
            _ => tokio::time::sleep(Duration::from_millis(300)).await,
        }
    }
    Err(format!("the job {id} is not done yet").into())
}

/// Shown when no endpoint is given.
const USAGE: &str = "\
MEDIASNAP_ENDPOINT is not set. Start an emulator and point the example at it:

  mediasnap emulator --listen 127.0.0.1:8080

  export MEDIASNAP_ENDPOINT=http://127.0.0.1:8080
  export ALIBABA_CLOUD_ACCESS_KEY_ID=EMULATORAK ALIBABA_CLOUD_ACCESS_KEY_SECRET=emulator-secret-key

With the vendor's endpoint and your own key, the same variables make a real call.";
