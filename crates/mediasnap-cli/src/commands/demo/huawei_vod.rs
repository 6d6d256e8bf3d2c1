//! Huawei Cloud VOD: frames of a media asset.

use mediasnap::huawei_vod::Client;
use mediasnap::huawei_vod::types::{Thumbnail, ThumbnailType};

use super::Trip;
use super::stage::{Stage, missing};
use crate::error::CliError;

const PRODUCT: &str = "huawei-vod";
const ASSET: &str = "0b6ba8a1e2d94f8a9a4a3d9b6c8e1f20";

pub(super) async fn run(stage: &Stage) -> Result<Trip, CliError> {
    let client: Client = stage.client()?;
    let frames = Thumbnail::builder()
        .type_(ThumbnailType::Dots)
        .dots(vec![2, 6, 10, 14])
        .max_length(640);
    let frames = frames
        .build()
        .map_err(|error| CliError::usage(error.to_string()))?;
    let created = client
        .create_asset_process_task()
        .body_map(|body| body.asset_id(ASSET).thumbnail(frames))
        .send()
        .await?;
    let job = created
        .thumbnail_task_id
        .clone()
        .ok_or_else(|| missing(PRODUCT, "thumbnail_task_id"))?;
    // The vendor names no state: the task is done when its images are there.
    let ask = || async {
        let answer = client
            .list_thumbnail_details()
            .task_id(job.as_str())
            .send()
            .await?;
        let images = answer.into_inner().thumbnail_result.unwrap_or_default();
        Ok(Some(images).filter(|images| !images.is_empty()))
    };
    let images = stage.wait(&job, ask).await?;
    let listed = client
        .list_thumbnail_info()
        .asset_id(ASSET)
        .send()
        .await?
        .into_inner();
    Ok(Trip {
        product: PRODUCT,
        job,
        state: "done".to_owned(),
        listed: listed.thumbnails.map(|tasks| tasks.len()),
        urls: images.into_iter().map(|image| image.url).collect(),
    })
}
