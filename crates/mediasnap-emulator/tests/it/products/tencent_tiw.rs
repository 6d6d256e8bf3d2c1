//! Tencent Cloud TIW.

use serde_json::json;

use crate::{call, client, error_of, jpeg, let_finish, start};

/// Operations that create, each with arguments.
pub(super) fn creates() -> super::Creates {
    let room = json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {}, "CallbackURL": "http://127.0.0.1:9/" });
    vec![("CreateSnapshotTask", room)]
}

#[tokio::test]
async fn a_task_runs_and_its_images_are_served() {
    let emulator = start().await;
    let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
    let arguments = json!({ "SdkAppId": 1400, "RoomId": 12, "Whiteboard": { "Width": 640, "Height": 480 } });
    let created = call(&tiw, "CreateSnapshotTask", arguments).await.unwrap();
    let id = created["Response"]["TaskID"].as_str().unwrap();
    let describe = json!({ "SdkAppId": 1400, "TaskID": id });
    let early = call(&tiw, "DescribeSnapshotTask", describe.clone())
        .await
        .unwrap();
    assert_eq!(
        (&early["Response"]["Status"], &early["Response"]["Result"]),
        (&json!("Running"), &json!(null))
    );
    let_finish(&emulator);
    let described = call(&tiw, "DescribeSnapshotTask", describe).await.unwrap();
    let result = &described["Response"]["Result"];
    assert_eq!(
        (&result["ErrorCode"], &result["ErrorMessage"]),
        (&json!("OK"), &json!(""))
    );
    assert_eq!(result["Total"], 3);
    assert_eq!(jpeg(result["Snapshots"][0].as_str().unwrap()).await, (640, 480));
}

#[tokio::test]
async fn invalid_arguments_are_rejected_with_status_200() {
    let emulator = start().await;
    let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
    let unknown = json!({ "SdkAppId": 1400, "TaskID": "f2e1728c-6e87-4481-abe1-cde8542a5a10" });
    assert_eq!(
        error_of(&tiw, "DescribeSnapshotTask", unknown).await,
        ("InvalidParameter.TaskNotFound".to_owned(), 200)
    );
    let large = json!({ "SdkAppId": 1400, "RoomId": 12, "Whiteboard": { "Width": 2561 } });
    assert_eq!(
        error_of(&tiw, "CreateSnapshotTask", large).await,
        ("InvalidParameter".to_owned(), 200)
    );
    let bad = json!({ "SdkAppId": 1400, "RoomId": 12, "Whiteboard": {}, "SnapshotMode": "Every" });
    assert_eq!(
        error_of(&tiw, "CreateSnapshotTask", bad).await,
        ("InvalidParameter".to_owned(), 200)
    );
}
