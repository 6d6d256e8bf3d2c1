//! The typed calls of `alibaba-mts`: every argument through its builder.

use mediasnap_alibaba_mts::{Client, types};
use mediasnap_client::Error;
use serde_json::Value;

use crate::typed::*;

/// Makes the call. `None`: this file has no arm for the operation.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "QuerySnapshotJobList" => parameters!(client.query_snapshot_job_list(), a;
            end_of_job_created_time_range = string("EndOfJobCreatedTimeRange"),
            maximum_page_size = integer("MaximumPageSize"), next_page_token = string("NextPageToken"),
            owner_account = string("OwnerAccount"), owner_id = integer("OwnerId"),
            pipeline_id = string("PipelineId"), resource_owner_account = string("ResourceOwnerAccount"),
            resource_owner_id = integer("ResourceOwnerId"), snapshot_job_ids = string("SnapshotJobIds"),
            start_of_job_created_time_range = string("StartOfJobCreatedTimeRange"), state = string("State")
        ),
        "SubmitSnapshotJob" => parameters!(client.submit_snapshot_job(), a;
            input = submit_snapshot_job_input("Input"), owner_account = string("OwnerAccount"),
            owner_id = integer("OwnerId"), pipeline_id = string("PipelineId"),
            resource_owner_account = string("ResourceOwnerAccount"),
            resource_owner_id = integer("ResourceOwnerId"),
            snapshot_config = submit_snapshot_job_config("SnapshotConfig"), user_data = string("UserData")
        ),
        "UpdateMediaCover" => parameters!(client.update_media_cover(), a;
            cover_url = string("CoverURL"), media_id = string("MediaId"),
            owner_account = string("OwnerAccount"), owner_id = integer("OwnerId"),
            resource_owner_account = string("ResourceOwnerAccount"),
            resource_owner_id = integer("ResourceOwnerId")
        ),
        _ => return None,
    })
}

fn submit_snapshot_job_input(a: &Value) -> types::SubmitSnapshotJobInput {
    built(set!(types::SubmitSnapshotJobInput::builder(), a;
        bucket = string("Bucket"),
        location = string("Location"),
        object = string("Object"),
        role_arn = string("RoleArn"),
    ))
}

fn submit_snapshot_job_config(a: &Value) -> types::SubmitSnapshotJobConfig {
    built(set!(types::SubmitSnapshotJobConfig::builder(), a;
        frame_type = string("FrameType") as SubmitSnapshotJobConfigFrameType,
        height = string("Height"),
        interval = string("Interval"),
        num = string("Num"),
        output_file = submit_snapshot_job_file("OutputFile"),
        tile_out = tile_out("TileOut"),
        tile_output_file = submit_snapshot_job_file("TileOutputFile"),
        time = string("Time"),
        time_array = time_array("TimeArray"),
        width = string("Width"),
    ))
}

fn submit_snapshot_job_file(a: &Value) -> types::SubmitSnapshotJobFile {
    built(set!(types::SubmitSnapshotJobFile::builder(), a;
        bucket = string("Bucket"),
        location = string("Location"),
        object = string("Object"),
        role_arn = string("RoleArn"),
    ))
}

fn time_array(a: &Value) -> types::TimeArray {
    built(set!(types::TimeArray::builder(), a; time_point_list = integers("TimePointList"),))
}

fn tile_out(a: &Value) -> types::TileOut {
    built(set!(types::TileOut::builder(), a;
        cell_height = string("CellHeight"),
        cell_sel_step = string("CellSelStep"),
        cell_width = string("CellWidth"),
        color = string("Color"),
        columns = string("Columns"),
        is_keep_cell_pic = string("IsKeepCellPic") as TileOutIsKeepCellPic,
        lines = string("Lines"),
        margin = string("Margin"),
        padding = string("Padding"),
    ))
}
