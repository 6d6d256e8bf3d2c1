//! Huawei Cloud MPC: frames of a video file in a bucket.

use mediasnap::huawei_mpc::Client;
use mediasnap::huawei_mpc::types::{ObsObjInfo, ThumbTaskStatus, ThumbnailPara, ThumbnailParaType};

use super::Trip;
use super::stage::{Stage, missing};
use crate::error::CliError;

const PRODUCT: &str = "huawei-mpc";

pub(super) async fn run(stage: &Stage) -> Result<Trip, CliError> {
    let client: Client = stage.client()?;
    let place = |object: &str| {
        ObsObjInfo::builder()
            .bucket("demo-bucket")
            .location("cn-north-4")
            .object(object)
            .build()
            .map_err(|error| CliError::usage(error.to_string()))
    };
    let (input, output) = (place("videos/lecture.mp4")?, place("snapshots/lecture")?);
    let frames = ThumbnailPara::builder()
        .type_(ThumbnailParaType::Dots)
        .dots(vec![1, 5, 9, 13])
        .max_length(640);
    let frames = frames
        .build()
        .map_err(|error| CliError::usage(error.to_string()))?;
    let created = client
        .create_thumbnails_task()
        .body_map(|body| body.input(input).output(output).thumbnail_para(frames))
        .send()
        .await?;
    let job = created
        .task_id
        .clone()
        .ok_or_else(|| missing(PRODUCT, "task_id"))?;
    let ask = || async {
        let answer = client
            .list_thumbnails_task()
            .task_id(vec![job.clone()])
            .send()
            .await?;
        let task = answer
            .into_inner()
            .task_array
            .unwrap_or_default()
            .into_iter()
            .next();
        let unfinished = [Some(ThumbTaskStatus::Waiting), Some(ThumbTaskStatus::Processing)];
        Ok(task.filter(|task| !unfinished.contains(&task.status)))
    };
    let task = stage.wait(&job, ask).await?;
    let listed = client.list_thumbnails_task().send().await?.into_inner();
    let output = task.output.ok_or_else(|| missing(PRODUCT, "output"))?;
    let folder = format!(
        "{}/objects/{}/{}",
        stage.url(),
        output.bucket,
        output.object.trim_end_matches('/')
    );
    let names = task.thumbnail_info.unwrap_or_default();
    let names = names.into_iter().filter_map(|image| image.pic_name);
    Ok(Trip {
        product: PRODUCT,
        job,
        state: task.status.map(|status| status.to_string()).unwrap_or_default(),
        listed: listed.task_array.map(|tasks| tasks.len()),
        urls: names.map(|name| format!("{folder}/{name}")).collect(),
    })
}
