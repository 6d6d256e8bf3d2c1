//! Records that survive a restart.

use mediasnap_emulator::Emulator;
use serde_json::json;

use crate::{call, client, jpeg, let_finish};

#[tokio::test]
async fn acknowledged_changes_survive_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("data.sqlite");
    let open = || Emulator::builder().data(&file).start();
    let first = open().await.unwrap();
    let mpc = client(&first, &mediasnap_huawei_mpc::PRODUCT);
    let place = |bucket: &str| json!({ "bucket": bucket, "location": "l", "object": "o" });
    let create = json!({
        "input": place("in"), "output": place("out"), "original_dir": 1,
        "thumbnail_para": { "type": "DOTS", "dots": [3] },
    });
    let task = call(&mpc, "CreateThumbnailsTask", create.clone()).await.unwrap();
    let vod = client(&first, &mediasnap_huawei_vod::PRODUCT);
    let process = json!({ "asset_id": "a", "thumbnail": { "type": "dots", "dots": [1] } });
    call(&vod, "CreateAssetProcessTask", process).await.unwrap();
    let tiw = client(&first, &mediasnap_tencent_tiw::PRODUCT);
    let snapshot = json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {} });
    let snapshot = call(&tiw, "CreateSnapshotTask", snapshot).await.unwrap();
    let ice = client(&first, &mediasnap_alibaba_ice::PRODUCT);
    let template = json!({ "TemplateName": "t", "TimeInterval": 5, "OverwriteFormat": "a.jpg" });
    let template = call(&ice, "CreateLiveSnapshotTemplate", template).await.unwrap();
    let gone = json!({ "TemplateName": "u", "TimeInterval": 5, "OverwriteFormat": "a.jpg" });
    let gone = call(&ice, "CreateLiveSnapshotTemplate", gone).await.unwrap();
    call(
        &ice,
        "DeleteLiveSnapshotTemplate",
        json!({ "TemplateId": gone["TemplateId"] }),
    )
    .await
    .unwrap();

    // Two emulators at a time would overwrite each other's changes.
    let error = open().await.unwrap_err();
    assert!(error.to_string().contains("another emulator uses it"), "{error}");
    drop(first);
    let second = open().await.unwrap();
    let_finish(&second);
    let mpc = client(&second, &mediasnap_huawei_mpc::PRODUCT);
    let listed = call(
        &mpc,
        "ListThumbnailsTask",
        json!({ "task_id": [task["task_id"]] }),
    )
    .await
    .unwrap();
    assert_eq!(listed["task_array"][0]["status"], "SUCCEEDED");
    assert_eq!(
        jpeg(&format!("{}/objects/out/o/3.jpg", second.url())).await,
        (480, 270)
    );
    let next = call(&mpc, "CreateThumbnailsTask", create).await.unwrap();
    assert_ne!(next["task_id"], task["task_id"]);
    let vod = client(&second, &mediasnap_huawei_vod::PRODUCT);
    let shown = call(&vod, "ShowAssetDetail", json!({ "asset_id": "a" }))
        .await
        .unwrap();
    jpeg(
        shown["base_info"]["cover_info_array"][0]["cover_url"]
            .as_str()
            .unwrap(),
    )
    .await;
    let tiw = client(&second, &mediasnap_tencent_tiw::PRODUCT);
    let describe = json!({ "SdkAppId": 1, "TaskID": snapshot["Response"]["TaskID"] });
    let described = call(&tiw, "DescribeSnapshotTask", describe).await.unwrap();
    jpeg(described["Response"]["Result"]["Snapshots"][0].as_str().unwrap()).await;
    let ice = client(&second, &mediasnap_alibaba_ice::PRODUCT);
    let templates = call(&ice, "ListLiveSnapshotTemplates", json!({ "Type": "custom" }))
        .await
        .unwrap();
    assert_eq!(templates["TotalCount"], 1);
    assert_eq!(templates["TemplateList"][0]["TemplateId"], template["TemplateId"]);
}

#[tokio::test]
async fn a_file_of_another_kind_is_rejected() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("data.sqlite");
    std::fs::write(
        &file,
        "this is no database, but it is long enough to look at ".repeat(20),
    )
    .unwrap();
    let error = Emulator::builder().data(&file).start().await.unwrap_err();
    assert!(error.to_string().contains("data.sqlite"), "{error}");
}
