//! Captures images of an asset, waits for them and prints their addresses.
//!
//! Sends requests to the endpoint in `MEDIASNAP_ENDPOINT`, with the key in the vendor's own variables.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use mediasnap_huawei_vod::{Client, types};

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
    // One image at each of these seconds of the video.
    let capture = types::Thumbnail::builder()
        .type_(types::ThumbnailType::Dots)
        .dots(vec![1, 3, 5]);
    let started = client
        .create_asset_process_task()
        .body_map(|task| task.asset_id("cd02a6ba0a9c").thumbnail(capture))
        .send()
        .await?;
    let id = started
        .thumbnail_task_id
        .clone()
        .ok_or("the response names no task")?;
    for _ in 0..100 {
        let response = client.list_thumbnail_details().task_id(&id).send().await?;
        let images = response.into_inner().thumbnail_result.unwrap_or_default();
        if images.len() == 3 {
            return Ok(images.into_iter().map(|image| image.url).collect());
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    Err(format!("the task {id} is not done yet").into())
}

/// Shown when no endpoint is given.
const USAGE: &str = "\
MEDIASNAP_ENDPOINT is not set. Start an emulator and point the example at it:

  mediasnap emulator --listen 127.0.0.1:8080

  export MEDIASNAP_ENDPOINT=http://127.0.0.1:8080
  export HUAWEICLOUD_SDK_AK=EMULATORAK HUAWEICLOUD_SDK_SK=emulator-secret-key
  export HUAWEICLOUD_SDK_PROJECT_ID=0123456789abcdef0123456789abcdef

With the vendor's endpoint and your own key, the same variables make a real call.";
