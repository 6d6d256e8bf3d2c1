//! The typed calls of `tencent-tiw`: every argument through its builder.

use mediasnap::tencent_tiw::{Client, types};
use mediasnap_core::Error;
use serde_json::Value;

use super::*;

/// Makes the call, or answers `None` for an operation that this file does not name.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "CreateSnapshotTask" => body!(client.create_snapshot_task(), a;
            cos = snapshot_cos("COS"), callback_url = text("CallbackURL"), room_id = integer("RoomId"),
            sdk_app_id = integer("SdkAppId"), snapshot_mode = text("SnapshotMode") as CreateSnapshotTaskRequestSnapshotMode,
            whiteboard = snapshot_whiteboard("Whiteboard")
        ),
        "DescribeSnapshotTask" => body!(client.describe_snapshot_task(), a;
            sdk_app_id = integer("SdkAppId"), task_id = text("TaskID")
        ),
        _ => return None,
    })
}

fn snapshot_cos(a: &Value) -> types::SnapshotCos {
    built(set!(types::SnapshotCos::builder(), a;
        bucket = text("Bucket"),
        domain = text("Domain"),
        region = text("Region"),
        target_dir = text("TargetDir"),
        uin = integer("Uin"),
    ))
}

fn snapshot_whiteboard(a: &Value) -> types::SnapshotWhiteboard {
    built(set!(types::SnapshotWhiteboard::builder(), a;
        height = integer("Height"),
        init_params = text("InitParams"),
        width = integer("Width"),
    ))
}
