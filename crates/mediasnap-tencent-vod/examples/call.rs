//! Takes two frames of a media asset, waits for the images and prints their addresses.
//!
//! Sends requests to the endpoint in `MEDIASNAP_ENDPOINT`, with the key in the vendor's own variables.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use mediasnap_tencent_vod::{Client, types};

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

/// The media asset.
const FILE: &str = "5285890784246869930";

/// Runs the round trip; returns the addresses of the images.
pub async fn run(client: &Client) -> Result<Vec<String>, Box<dyn Error>> {
    // By the vendor's own template: JPEG in the size of the source.
    let offsets = ["1.5s", "50%"].map(str::to_owned).to_vec();
    let frames: types::SnapshotByTimeOffsetTaskInput = types::SnapshotByTimeOffsetTaskInput::builder()
        .definition(10)
        .ext_time_offset_set(offsets)
        .try_into()?;
    let parts = types::MediaProcessTaskInput::builder().snapshot_by_time_offset_task_set(vec![frames]);
    let created = client
        .process_media()
        .body_map(|task| task.file_id(FILE.to_owned()).media_process_task(parts))
        .send()
        .await?;
    let created = created.into_inner().response.unwrap_or_default();
    let id = created.task_id.ok_or("the response names no task")?;
    for _ in 0..100 {
        let response = client
            .describe_task_detail()
            .body_map(|task| task.task_id(&id))
            .send()
            .await?;
        let task = response.into_inner().response.unwrap_or_default();
        if task.status == Some(types::DescribeTaskDetailResponseBodyStatus::Finish) {
            return images(task.procedure_task.unwrap_or_default());
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    Err(format!("the task {id} is not done yet").into())
}

/// The images of a task that has ended. That is not yet well: each part says whether it has succeeded.
fn images(task: types::ProcedureTask) -> Result<Vec<String>, Box<dyn Error>> {
    let mut urls = Vec::new();
    let parts = task.media_process_result_set.unwrap_or_default();
    for part in parts
        .into_iter()
        .filter_map(|part| part.snapshot_by_time_offset_task)
    {
        let Some(output) = part.output else {
            return Err(format!("{:?}: {:?}", part.err_code_ext, part.message).into());
        };
        urls.extend(
            output
                .pic_info_set
                .into_iter()
                .flatten()
                .filter_map(|image| image.url),
        );
    }
    Ok(urls)
}

/// Shown when no endpoint is given.
const USAGE: &str = "\
MEDIASNAP_ENDPOINT is not set. Start an emulator and point the example at it:

  mediasnap emulator --listen 127.0.0.1:8080

  export MEDIASNAP_ENDPOINT=http://127.0.0.1:8080
  export TENCENTCLOUD_SECRET_ID=EMULATORAK TENCENTCLOUD_SECRET_KEY=emulator-secret-key

With the vendor's endpoint and your own key, the same variables make a real call.";
