//! Tencent Cloud TIW: the pages of a whiteboard.

use mediasnap::tencent_tiw::Client;
use mediasnap::tencent_tiw::types::{DescribeSnapshotTaskResponseBodyStatus as Status, SnapshotWhiteboard};

use super::Trip;
use super::stage::{Stage, missing};
use crate::error::{CliError, ExitStatus};

const PRODUCT: &str = "tencent-tiw";
const APPLICATION: i64 = 1_400_000_001;

pub(super) async fn run(stage: &Stage) -> Result<Trip, CliError> {
    let client: Client = stage.client()?;
    let board = SnapshotWhiteboard::builder()
        .width(640)
        .height(360)
        .build()
        .map_err(|error| CliError::usage(error.to_string()))?;
    let created = client
        .create_snapshot_task()
        .body_map(|body| body.sdk_app_id(APPLICATION).room_id(29).whiteboard(board))
        .send()
        .await?;
    let job = created
        .into_inner()
        .response
        .and_then(|response| response.task_id);
    let job = job.ok_or_else(|| missing(PRODUCT, "TaskID"))?;
    let ask = || async {
        let asked = client
            .describe_snapshot_task()
            .body_map(|body| body.sdk_app_id(APPLICATION).task_id(job.as_str()));
        let task = asked.send().await?.into_inner().response;
        Ok(task.filter(|task| task.status != Some(Status::Running)))
    };
    let task = stage.wait(&job, ask).await?;
    let result = task.result.ok_or_else(|| missing(PRODUCT, "Result"))?;
    let code = result.error_code.unwrap_or_default();
    if code != "OK" {
        return Err(CliError::new(
            ExitStatus::Failed,
            format!("{PRODUCT}: the task ended with {code}"),
        ));
    }
    Ok(Trip {
        product: PRODUCT,
        job,
        state: task.status.map(|status| status.to_string()).unwrap_or_default(),
        listed: None,
        urls: result.snapshots.unwrap_or_default(),
    })
}
