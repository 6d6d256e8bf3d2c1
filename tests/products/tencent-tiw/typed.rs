//! The typed calls of `tencent-tiw`: every argument through its builder.

use mediasnap_client::Error;
use mediasnap_tencent_tiw::{Client, types};
use serde_json::Value;

use crate::typed::*;

/// Makes the call. `None`: this file has no arm for the operation.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "CreateSnapshotTask" => body!(client.create_snapshot_task(), a;
            cos = snapshot_cos("COS"), callback_url = string("CallbackURL"), room_id = integer("RoomId"),
            sdk_app_id = integer("SdkAppId"), snapshot_mode = string("SnapshotMode") as CreateSnapshotTaskRequestSnapshotMode,
            whiteboard = snapshot_whiteboard("Whiteboard")
        ),
        "DescribeSnapshotTask" => body!(client.describe_snapshot_task(), a;
            sdk_app_id = integer("SdkAppId"), task_id = string("TaskID")
        ),
        _ => return None,
    })
}

fn snapshot_cos(a: &Value) -> types::SnapshotCos {
    built(set!(types::SnapshotCos::builder(), a;
        bucket = string("Bucket"),
        domain = string("Domain"),
        region = string("Region"),
        target_dir = string("TargetDir"),
        uin = integer("Uin"),
    ))
}

fn snapshot_whiteboard(a: &Value) -> types::SnapshotWhiteboard {
    built(set!(types::SnapshotWhiteboard::builder(), a;
        height = integer("Height"),
        init_params = string("InitParams"),
        width = integer("Width"),
    ))
}
