//! Submits an on-demand snapshot job, waits until it is done and prints the addresses of its images.
//!
//! Sends requests to the endpoint in `MEDIASNAP_ENDPOINT`, with the key in the vendor's own variables.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use mediasnap_alibaba_ice::{Client, types};

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
    let video = types::SubmitSnapshotJobInput {
        type_: types::SubmitSnapshotJobInputType::Oss,
        media: "oss://example-bucket/input/video.mp4".to_owned(),
    };
    let images = types::SubmitSnapshotJobOutput {
        type_: types::SubmitSnapshotJobOutputType::Oss,
        media: "oss://example-bucket/output/image-{Count}.jpg".to_owned(),
    };
    // Any of the vendor's own snapshot templates (type 2) that makes single images (subtype 1).
    let listed = client.list_system_templates().type_("2").send().await?;
    let templates = listed.into_inner().system_template_list.unwrap_or_default();
    let template_id = templates
        .into_iter()
        .find(|template| template.subtype == Some(1))
        .and_then(|template| template.template_id)
        .ok_or("there is no template for single images")?;
    // What the job needs beyond its template: three images, from the first second on.
    let changes = types::OverwriteParams::builder()
        .type_(types::OverwriteParamsType::Normal)
        .time(1_000)
        .interval(5)
        .count(3)
        .build()?;
    let template = types::SnapshotJobTemplateConfig {
        template_id,
        overwrite_params: Some(changes),
    };
    let submitted = client
        .submit_snapshot_job()
        .input(video)
        .output(images)
        .template_config(template)
        .send()
        .await?;
    let id = submitted.job_id.clone().ok_or("the response names no job")?;
    for _ in 0..100 {
        let response = client.get_snapshot_job().job_id(&id).send().await?;
        let job = response
            .into_inner()
            .snapshot_job
            .ok_or("the response holds no job")?;
        match job.status {
            Some(types::SnapshotJobStatus::Success) => {
                let response = client.get_snapshot_urls().job_id(&id).send().await?;
                return Ok(response.into_inner().snapshot_urls.unwrap_or_default());
            }
            Some(types::SnapshotJobStatus::Fail) => return Err(job.message.unwrap_or_default().into()),
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
