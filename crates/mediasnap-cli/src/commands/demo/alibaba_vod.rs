//! Alibaba Cloud ApsaraVideo VOD: frames of a video.

use mediasnap::alibaba_vod::Client;
use mediasnap::alibaba_vod::types::{
    GetJobDetailJobType as JobType, ListJobInfoJobType as ListType, SnapshotJobDetailStatus as Status,
};

use super::Trip;
use super::stage::{Stage, missing};
use crate::error::CliError;

const PRODUCT: &str = "alibaba-vod";
const VIDEO: &str = "d3e680e618708efbf2cae7cc9312a1b2";

pub(super) async fn run(stage: &Stage) -> Result<Trip, CliError> {
    let client: Client = stage.client()?;
    let submitted = client
        .submit_snapshot_job()
        .video_id(VIDEO)
        .count(4)
        .interval(4)
        .width("640")
        .height("360")
        .send()
        .await?;
    let job = submitted.into_inner().snapshot_job.and_then(|job| job.job_id);
    let job = job.ok_or_else(|| missing(PRODUCT, "JobId"))?;
    let ask = || async {
        let answer = client
            .get_job_detail()
            .job_id(job.as_str())
            .job_type(JobType::Snapshot)
            .send()
            .await?;
        let detail = answer.into_inner().snapshot_job_detail;
        Ok(detail.filter(|detail| detail.status != Some(Status::Processing)))
    };
    let detail = stage.wait(&job, ask).await?;
    let listed = client
        .list_job_info()
        .media_id(VIDEO)
        .job_type(ListType::Snapshot)
        .send()
        .await?
        .into_inner();
    let taken = client
        .list_snapshots()
        .video_id(VIDEO)
        .snapshot_type("NormalSnapshot")
        .send()
        .await?;
    let snapshots = taken
        .into_inner()
        .media_snapshot
        .and_then(|media| media.snapshots);
    let snapshots = snapshots.and_then(|list| list.snapshot).unwrap_or_default();
    Ok(Trip {
        product: PRODUCT,
        job,
        state: detail.status.map(|status| status.to_string()).unwrap_or_default(),
        listed: listed.job_info_list.map(|jobs| jobs.len()),
        urls: snapshots
            .into_iter()
            .filter_map(|snapshot| snapshot.url)
            .collect(),
    })
}
