//! Draws the pages of a whiteboard, waits for the images and prints their addresses.
//!
//! Sends requests to the endpoint in `MEDIASNAP_ENDPOINT`, with the key in the vendor's own variables.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use mediasnap_tencent_tiw::{Client, types};

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

/// The application; every call names it.
const APPLICATION: i64 = 1_400_127_230;

/// Runs the round trip; returns the addresses of the images.
pub async fn run(client: &Client) -> Result<Vec<String>, Box<dyn Error>> {
    // The size of the whiteboard, in pixels.
    let size = types::SnapshotWhiteboard::builder().width(1280).height(720);
    let created = client
        .create_snapshot_task()
        .body_map(|task| task.sdk_app_id(APPLICATION).room_id(12_345).whiteboard(size))
        .send()
        .await?;
    let created = created.into_inner().response.unwrap_or_default();
    let id = created.task_id.ok_or("the response names no task")?;
    for _ in 0..100 {
        let response = client
            .describe_snapshot_task()
            .body_map(|task| task.sdk_app_id(APPLICATION).task_id(&id))
            .send()
            .await?;
        let task = response.into_inner().response.unwrap_or_default();
        if task.status == Some(types::DescribeSnapshotTaskResponseBodyStatus::Finished) {
            // Finished is not yet well: the result says whether images were made.
            let result = task.result.unwrap_or_default();
            return match result.error_code.as_deref() {
                None | Some("OK") => Ok(result.snapshots.unwrap_or_default()),
                Some(code) => Err(format!("{code}: {}", result.error_message.unwrap_or_default()).into()),
            };
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
  export TENCENTCLOUD_SECRET_ID=EMULATORAK TENCENTCLOUD_SECRET_KEY=emulator-secret-key

With the vendor's endpoint and your own key, the same variables make a real call.";
