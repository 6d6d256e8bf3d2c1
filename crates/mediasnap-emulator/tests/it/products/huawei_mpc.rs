//! Huawei Cloud MPC.

use serde_json::{Value, json};

use crate::{call, client, download, error_of, jpeg, let_finish, start};

/// Operations that create, each with arguments.
pub(super) fn creates() -> super::Creates {
    let place = json!({ "bucket": "b", "location": "l", "object": "o" });
    let task = json!({ "input": place, "output": place, "thumbnail_para": { "type": "DOTS", "dots": [1] } });
    vec![("CreateThumbnailsTask", task)]
}

fn request(para: Value) -> Value {
    json!({
        "input": { "bucket": "videos", "location": "cn-north-4", "object": "a/film.mp4" },
        "output": { "bucket": "images", "location": "cn-north-4", "object": "out" },
        "original_dir": 1,
        "thumbnail_para": para,
    })
}

#[tokio::test]
async fn a_task_runs_and_its_images_are_served() {
    let emulator = start().await;
    let mpc = client(&emulator, &mediasnap_huawei_mpc::PRODUCT);
    let para = json!({ "type": "DOTS", "dots": [5, 9], "width": 320, "height": 240 });
    let created = call(&mpc, "CreateThumbnailsTask", request(para)).await.unwrap();
    assert_eq!(created["status"], "WAITING");
    let id = created["task_id"].as_str().unwrap();

    let_finish(&emulator);
    let listed = call(&mpc, "ListThumbnailsTask", json!({ "task_id": [id] }))
        .await
        .unwrap();
    let task = &listed["task_array"][0];
    assert_eq!(task["status"], "SUCCEEDED");
    assert_eq!(
        task["task_id"].to_string(),
        id,
        "ids and times are numbers in lists"
    );
    assert!(task["create_time"].is_u64() && task["end_time"].is_u64());
    assert_eq!(listed["is_truncated"], 0);
    let names: Vec<&str> = task["thumbnail_info"]
        .as_array()
        .unwrap()
        .iter()
        .map(|image| image["pic_name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["5.jpg", "9.jpg"]);
    let url = |name: &str| format!("{}/objects/images/out/{name}", emulator.url());
    assert_eq!(jpeg(&url("5.jpg")).await, (320, 240));
    assert_ne!(download(&url("5.jpg")).await.1, download(&url("9.jpg")).await.1);
}

#[tokio::test]
async fn waiting_tasks_can_be_cancelled_and_ended_ones_not() {
    let emulator = start().await;
    let mpc = client(&emulator, &mediasnap_huawei_mpc::PRODUCT);
    let id = |created: &Value| created["task_id"].as_str().unwrap().to_owned();
    let first = id(&call(&mpc, "CreateThumbnailsTask", request(json!({})))
        .await
        .unwrap());
    assert_eq!(
        call(&mpc, "DeleteThumbnailsTask", json!({ "task_id": first }))
            .await
            .unwrap(),
        Value::Null
    );
    let second = id(
        &call(&mpc, "CreateThumbnailsTask", request(json!({ "time": 20 })))
            .await
            .unwrap(),
    );
    let_finish(&emulator);
    let code = error_of(&mpc, "DeleteThumbnailsTask", json!({ "task_id": second })).await;
    assert_eq!(code, ("MPC.10212".to_owned(), 400));

    let canceled = call(&mpc, "ListThumbnailsTask", json!({ "status": "CANCELED" }))
        .await
        .unwrap();
    assert_eq!(canceled["total"], 1);
    let page = call(&mpc, "ListThumbnailsTask", json!({ "page": 0, "size": 1 }))
        .await
        .unwrap();
    assert_eq!((&page["total"], &page["is_truncated"]), (&json!(2), &json!(1)));
    assert_eq!(
        page["task_array"][0]["task_id"].to_string(),
        second,
        "the newest comes first"
    );
    let mixed = call(&mpc, "ListThumbnailsTask", json!({ "task_id": [second, "1"] }))
        .await
        .unwrap();
    assert!(
        mixed["task_array"]
            .as_array()
            .unwrap()
            .iter()
            .any(|task| task["status"] == "NO_TASK")
    );
}

#[tokio::test]
async fn one_frame_is_captured_synchronously_and_many_into_an_archive() {
    let emulator = start().await;
    let mpc = client(&emulator, &mediasnap_huawei_mpc::PRODUCT);
    let mut at_once = request(json!({ "type": "DOTS_MS", "dots_ms": [1500], "output_filename": "cover" }));
    at_once["sync"] = json!(1);
    let created = call(&mpc, "CreateThumbnailsTask", at_once).await.unwrap();
    assert_eq!(created["status"], "SUCCEEDED");
    assert_eq!(
        (&created["output_file_name"], &created["thumbnail_time"]),
        (&json!("cover.jpg"), &json!("1.500"))
    );
    assert_eq!(
        jpeg(&format!("{}/objects/images/out/cover.jpg", emulator.url())).await,
        (480, 270)
    );

    let mut packed = request(json!({ "type": "TIME", "time": 30, "output_filename": "all" }));
    packed["tar"] = json!(0);
    call(&mpc, "CreateThumbnailsTask", packed).await.unwrap();
    let_finish(&emulator);
    let (status, bytes) = download(&format!("{}/objects/images/out/all.tar", emulator.url())).await;
    assert_eq!((status, &bytes[257..262]), (200, &b"ustar"[..]));
}

#[tokio::test]
async fn arguments_that_violate_the_spec_are_rejected() {
    let emulator = start().await;
    let mpc = client(&emulator, &mediasnap_huawei_mpc::PRODUCT);
    let invalid = ("MPC.10202".to_owned(), 400);
    assert_eq!(
        error_of(&mpc, "CreateThumbnailsTask", request(json!({ "width": 96 }))).await,
        invalid
    );
    assert_eq!(
        error_of(&mpc, "CreateThumbnailsTask", request(json!({ "type": "DOTS" }))).await,
        invalid
    );
    assert_eq!(
        error_of(&mpc, "ListThumbnailsTask", json!({ "size": 101 })).await,
        invalid
    );
    let unknown = error_of(&mpc, "ListThumbnailsTask", json!({ "task_id": ["1"] })).await;
    assert_eq!(unknown, ("MPC.10212".to_owned(), 400));
}
