//! Alibaba Cloud IMS (ICE): frames of a media file, by a job of its own.

use mediasnap::alibaba_ice::Client;
use mediasnap::alibaba_ice::types::{
    OverwriteParams, SnapshotJobStatus as Status, SnapshotJobTemplateConfig, SubmitSnapshotJobInput,
    SubmitSnapshotJobInputType, SubmitSnapshotJobOutput, SubmitSnapshotJobOutputType,
};

use super::Trip;
use super::stage::{Stage, missing};
use crate::error::CliError;

const PRODUCT: &str = "alibaba-ice";

fn unfit(error: impl std::fmt::Display) -> CliError {
    CliError::usage(error.to_string())
}

pub(super) async fn run(stage: &Stage) -> Result<Trip, CliError> {
    let client: Client = stage.client()?;
    let input = SubmitSnapshotJobInput::builder()
        .type_(SubmitSnapshotJobInputType::Oss)
        .media("oss://demo-bucket/videos/lecture.mp4");
    let output = SubmitSnapshotJobOutput::builder()
        .type_(SubmitSnapshotJobOutputType::Oss)
        .media("oss://demo-bucket/snapshots/lecture-{Count}.jpg");
    // Type 2 are the snapshot templates, and subtype 1 those that make single frames.
    let templates = client
        .list_system_templates()
        .type_("2")
        .subtype("1")
        .send()
        .await?;
    let template = templates
        .into_inner()
        .system_template_list
        .unwrap_or_default()
        .into_iter()
        .next();
    let template = template.and_then(|template| template.template_id);
    let template = template.ok_or_else(|| missing(PRODUCT, "TemplateId"))?;
    let frames = OverwriteParams::builder()
        .count(4)
        .interval(4)
        .width(640)
        .height(360);
    let template = SnapshotJobTemplateConfig::builder()
        .template_id(template)
        .overwrite_params(frames.build().map_err(unfit)?);
    let submitted = client
        .submit_snapshot_job()
        .input(input.build().map_err(unfit)?)
        .output(output.build().map_err(unfit)?)
        .template_config(template.build().map_err(unfit)?)
        .send()
        .await?;
    let job = submitted
        .into_inner()
        .job_id
        .ok_or_else(|| missing(PRODUCT, "JobId"))?;
    let ask = || async {
        let answer = client.get_snapshot_job().job_id(job.as_str()).send().await?;
        let found = answer.into_inner().snapshot_job;
        Ok(found.filter(|found| matches!(found.status, Some(Status::Success | Status::Fail))))
    };
    let done = stage.wait(&job, ask).await?;
    let listed = client.list_snapshot_jobs().send().await?.into_inner();
    let urls = client
        .get_snapshot_urls()
        .job_id(job.as_str())
        .send()
        .await?
        .into_inner();
    Ok(Trip {
        product: PRODUCT,
        job,
        state: done.status.map(|status| status.to_string()).unwrap_or_default(),
        listed: listed.jobs.map(|jobs| jobs.len()),
        urls: urls.snapshot_urls.unwrap_or_default(),
    })
}
