//! Creates a snapshot task, waits until it is done and prints the names of its images.
//!
//! Sends requests to the endpoint in `MEDIASNAP_ENDPOINT`, with the key in the vendor's own variables.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use mediasnap_huawei_mpc::{Client, types};

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

/// Runs the round trip; returns the names of the images in the output directory.
pub async fn run(client: &Client) -> Result<Vec<String>, Box<dyn Error>> {
    let place = |object: &str| {
        types::ObsObjInfo::builder()
            .bucket("example-bucket")
            .location("cn-north-4")
            .object(object)
    };
    // One image at each of these seconds of the video.
    let capture = types::ThumbnailPara::builder()
        .type_(types::ThumbnailParaType::Dots)
        .dots(vec![0, 5, 10]);
    let created = client
        .create_thumbnails_task()
        .body_map(|task| {
            task.input(place("input/video.mp4"))
                .output(place("output/"))
                .thumbnail_para(capture)
        })
        .send()
        .await?;
    let id = created.task_id.clone().ok_or("the response names no task")?;
    for _ in 0..100 {
        let response = client
            .list_thumbnails_task()
            .task_id(vec![id.clone()])
            .send()
            .await?;
        let tasks = response.into_inner().task_array.unwrap_or_default();
        let task = tasks.into_iter().next().ok_or("the task is not listed")?;
        match task.status {
            Some(types::ThumbTaskStatus::Succeeded) => {
                let images = task.thumbnail_info.unwrap_or_default();
                return Ok(images.into_iter().filter_map(|image| image.pic_name).collect());
            }
            Some(types::ThumbTaskStatus::Failed | types::ThumbTaskStatus::Canceled) => {
                return Err(task.description.unwrap_or_default().into());
            }
            _ => tokio::time::sleep(Duration::from_millis(300)).await,
        }
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
