//! Submits a snapshot job, waits until it is done and prints the addresses of its images.
//!
//! Sends requests to the endpoint in `MEDIASNAP_ENDPOINT`, with the key in the vendor's own variables.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use mediasnap_alibaba_vod::{Client, types};

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

/// Runs the round trip; returns the addresses of the images.
pub async fn run(client: &Client) -> Result<Vec<String>, Box<dyn Error>> {
    let video = "93ab850b4f6f44eab54b6e91d24d81d4";
    // One image at each of these milliseconds of the video.
    let submitted = client
        .submit_snapshot_job()
        .video_id(video)
        .specified_offset_times(vec![1_000, 2_000, 30_000])
        .send()
        .await?;
    let job = submitted.into_inner().snapshot_job.unwrap_or_default();
    let id = job.job_id.ok_or("the response names no job")?;
    for _ in 0..100 {
        let response = client
            .get_job_detail()
            .job_id(&id)
            .job_type(types::GetJobDetailJobType::Snapshot)
            .send()
            .await?;
        let job = response.into_inner().snapshot_job_detail.unwrap_or_default();
        match job.status {
            Some(types::SnapshotJobDetailStatus::Success) => {
                let response = client.list_snapshots().video_id(video).send().await?;
                let media = response.into_inner().media_snapshot.unwrap_or_default();
                let list = media.snapshots.unwrap_or_default().snapshot.unwrap_or_default();
                return Ok(list.into_iter().filter_map(|image| image.url).collect());
            }
            Some(types::SnapshotJobDetailStatus::Fail) => return Err(format!("the job {id} failed").into()),
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
