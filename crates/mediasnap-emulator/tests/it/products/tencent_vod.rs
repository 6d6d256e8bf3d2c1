//! Tencent Cloud VOD.

use mediasnap_client::Transport;
use serde_json::{Value, json};

use crate::{call, client, download, error_of, jpeg, let_finish, start};

const FILE: &str = "5285890784246869930";

/// Operations that create, each with arguments.
pub(super) fn creates() -> super::Creates {
    let sprite = json!({ "SampleType": "Time", "SampleInterval": 10, "RowCount": 2, "ColumnCount": 2 });
    vec![
        ("ModifyEventConfig", json!({ "Mode": "PULL" })),
        ("CreateImageSpriteTemplate", sprite),
        (
            "ProcessMedia",
            task(json!({ "SampleSnapshotTaskSet": [{ "Definition": 10 }] })),
        ),
    ]
}

fn task(parts: Value) -> Value {
    json!({ "FileId": FILE, "MediaProcessTask": parts })
}

async fn process(vod: &Transport, parts: Value) -> String {
    let created = call(vod, "ProcessMedia", task(parts)).await.unwrap();
    created["Response"]["TaskId"].as_str().unwrap().to_owned()
}

async fn detail(vod: &Transport, id: &str) -> Value {
    let response = call(vod, "DescribeTaskDetail", json!({ "TaskId": id }))
        .await
        .unwrap();
    response["Response"].clone()
}

#[tokio::test]
async fn a_task_makes_images_of_every_kind() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_tencent_vod::PRODUCT);
    let parts = json!({
        "SnapshotByTimeOffsetTaskSet": [{ "Definition": 10, "ExtTimeOffsetSet": ["1.5s", "50%"] }],
        "SampleSnapshotTaskSet": [{ "Definition": 10 }],
        "ImageSpriteTaskSet": [{ "Definition": 10 }],
        "CoverBySnapshotTaskSet": [{ "Definition": 10, "PositionType": "Percent", "PositionValue": 10 }],
    });
    let id = process(&vod, parts).await;
    assert_eq!(detail(&vod, &id).await["Status"], "WAITING");
    let_finish(&emulator);
    let done = detail(&vod, &id).await;
    assert_eq!(
        (&done["Status"], &done["EditMediaTask"]),
        (&json!("FINISH"), &json!(null))
    );
    let parts = &done["ProcedureTask"]["MediaProcessResultSet"];
    let pictures = &parts[0]["SnapshotByTimeOffsetTask"]["Output"]["PicInfoSet"];
    assert_eq!(pictures[1]["TimeOffset"], 30_000.0);
    assert_eq!(jpeg(pictures[0]["Url"].as_str().unwrap()).await, (640, 360));
    let sampled = &parts[1]["SampleSnapshotTask"]["Output"];
    assert_eq!(sampled["ImageUrlSet"].as_array().unwrap().len(), 10);
    let sprites = &parts[2]["ImageSpriteTask"]["Output"];
    assert_eq!(
        jpeg(sprites["ImageUrlSet"][0].as_str().unwrap()).await,
        (1420, 80)
    );
    let index = download(sprites["WebVttUrl"].as_str().unwrap()).await;
    assert!(String::from_utf8_lossy(&index.1).contains("#xywh=142,0,142,80"));
    let cover = &parts[3]["CoverBySnapshotTask"]["Output"]["CoverUrl"];
    let info = call(&vod, "DescribeMediaInfos", json!({ "FileIds": [FILE] }))
        .await
        .unwrap();
    assert_eq!(
        &info["Response"]["MediaInfoSet"][0]["BasicInfo"]["CoverUrl"],
        cover
    );
}

#[tokio::test]
async fn what_cannot_be_is_rejected_with_status_200() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_tencent_vod::PRODUCT);
    let sample = |definition: u32| json!({ "SampleSnapshotTaskSet": [{ "Definition": definition }] });
    let at = |offset: &str| {
        task(json!({ "SnapshotByTimeOffsetTaskSet": [{ "Definition": 10, "ExtTimeOffsetSet": [offset] }] }))
    };
    let cases = [
        (
            "ProcessMedia",
            task(sample(4711)),
            "ResourceNotFound.TemplateNotExist",
        ),
        (
            "ProcessMedia",
            json!({ "MediaProcessTask": sample(10) }),
            "MissingParameter",
        ),
        ("ProcessMedia", at("3"), "InvalidParameterValue"),
        ("ProcessMedia", at("101%"), "InvalidParameterValue"),
        (
            "DescribeTaskDetail",
            json!({ "TaskId": "none" }),
            "ResourceNotFound",
        ),
        (
            "DeleteImageSpriteTemplate",
            json!({ "Definition": 10 }),
            "InvalidParameterValue.DeleteDefaultTemplate",
        ),
        (
            "CreateSnapshotByTimeOffsetTemplate",
            json!({ "Width": 31 }),
            "InvalidParameter",
        ),
        ("PullEvents", json!({}), "ResourceNotFound"),
    ];
    for (operation, arguments, code) in cases {
        assert_eq!(
            error_of(&vod, operation, arguments).await,
            (code.to_owned(), 200),
            "{operation}"
        );
    }
}

#[tokio::test]
async fn a_task_that_waits_can_be_stopped_and_leaves_no_images() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_tencent_vod::PRODUCT);
    let id = process(&vod, json!({ "SampleSnapshotTaskSet": [{ "Definition": 10 }] })).await;
    let stop = json!({ "TaskId": id, "OperationType": "Abort" });
    call(&vod, "ManageTask", stop.clone()).await.unwrap();
    let_finish(&emulator);
    assert_eq!(detail(&vod, &id).await["Status"], "ABORTED");
    assert_eq!(error_of(&vod, "ManageTask", stop).await.0, "FailedOperation");
    let info = call(&vod, "DescribeMediaInfos", json!({ "FileIds": [FILE] }))
        .await
        .unwrap();
    assert_eq!(
        info["Response"]["MediaInfoSet"][0]["SampleSnapshotInfo"],
        json!(null)
    );
}
