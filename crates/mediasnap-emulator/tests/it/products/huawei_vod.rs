//! Huawei Cloud VOD.

use serde_json::json;

use crate::{call, client, error_of, jpeg, let_finish, start};

/// Operations that create, each with arguments.
pub(super) fn creates() -> super::Creates {
    let asset = json!({ "asset_id": "a", "thumbnail": { "type": "quantity", "quantity": 2 } });
    vec![("CreateAssetProcessTask", asset)]
}

#[tokio::test]
async fn images_of_an_asset_are_listed_and_deleted() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_huawei_vod::PRODUCT);
    let asset = "f488337c31c8e4622f1590735b134c65";
    let settings = json!({ "type": "quantity", "quantity": 3, "max_length": 400 });
    let arguments = json!({ "asset_id": asset, "thumbnail": settings });
    let created = call(&vod, "CreateAssetProcessTask", arguments).await.unwrap();
    let id = created["thumbnail_task_id"].as_str().unwrap();

    let early = call(&vod, "ListThumbnailDetails", json!({ "task_id": id }))
        .await
        .unwrap();
    assert_eq!(early, json!({ "total": 0, "thumbnail_result": null }));
    // The cover is served, and named, when the task has ended.
    let running = call(&vod, "ShowAssetDetail", json!({ "asset_id": asset })).await;
    assert_eq!(running.unwrap()["base_info"]["cover_info_array"], json!([]));
    let_finish(&emulator);
    let ended = call(&vod, "ShowAssetDetail", json!({ "asset_id": asset }))
        .await
        .unwrap();
    jpeg(
        ended["base_info"]["cover_info_array"][0]["cover_url"]
            .as_str()
            .unwrap(),
    )
    .await;
    let details = call(
        &vod,
        "ListThumbnailDetails",
        json!({ "task_id": id, "offset": 1, "limit": 1 }),
    )
    .await
    .unwrap();
    assert_eq!(
        (&details["total"], &details["thumbnail_result"][0]["offset"]),
        (&json!(3), &json!(20))
    );
    let url = details["thumbnail_result"][0]["url"].as_str().unwrap();
    assert_eq!(jpeg(url).await, (400, 224));

    call(&vod, "UpdateCoverByThumbnail", json!({ "thumbnailUrl": url }))
        .await
        .unwrap();
    let shown = call(&vod, "ShowAssetDetail", json!({ "asset_id": asset }))
        .await
        .unwrap();
    assert_eq!(shown["base_info"]["cover_info_array"][0]["cover_url"], url);
    assert_eq!(shown["thumbnail_info"]["thumbnail_status"], "THUMBNAIL_SUCCEED");
    assert_eq!(shown["thumbnail_info"]["quantity"].as_array().unwrap().len(), 3);

    let listed = call(&vod, "ListThumbnailInfo", json!({ "asset_id": asset }))
        .await
        .unwrap();
    assert_eq!(listed["thumbnails"][0]["thumbnail_para"], settings);
    let deleted = call(
        &vod,
        "DeleteThumbnails",
        json!({ "asset_id": asset, "task_id": [id, "none"] }),
    )
    .await
    .unwrap();
    let states: Vec<_> = deleted["delete_result_array"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["status"])
        .collect();
    assert_eq!(states, ["DELETED", "UNKNOW"]);
    let gone = error_of(&vod, "ListThumbnailDetails", json!({ "task_id": id })).await;
    assert_eq!(gone, ("VOD.10062".to_owned(), 400));
}

#[tokio::test]
async fn a_workflow_makes_images_and_sprites() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_huawei_vod::PRODUCT);
    let arguments = json!({
        "input": { "bucket": "in", "object": "film.mp4" },
        "output": { "bucket": "out", "object": "dir" },
        "thumbnail_task": [{ "type": "DOTS", "dots": [1, 2], "width": 160, "height": 0 }],
        "image_sprite_task": [{
            "sample_type": "TIME", "sample_interval": 10, "row_count": 2, "column_count": 2, "width": 100, "height": 0
        }],
    });
    let created = call(&vod, "CreateObjectProcessTask", arguments).await.unwrap();
    let id = created["task_id"].as_str().unwrap();
    let early = call(&vod, "ShowTaskDetail", json!({ "task_id": id }))
        .await
        .unwrap();
    assert_eq!(early["status"], "RUNNING");
    let_finish(&emulator);
    let shown = call(&vod, "ShowTaskDetail", json!({ "task_id": id }))
        .await
        .unwrap();
    let results = &shown["workflow_task"]["task_result"];
    let key = results[0]["thumbnail_task"]["output"]["pic_info_list"][1]["object_key"]
        .as_str()
        .unwrap();
    assert_eq!(key, "dir/film_2.jpg");
    assert_eq!(
        jpeg(&format!("{}/objects/out/{key}", emulator.url())).await,
        (160, 90)
    );
    let sheets = results[1]["image_sprite_task"]["output"]["sprite_image_list"]
        .as_array()
        .unwrap();
    assert_eq!(sheets.len(), 2);
    let sheet = format!("{}/objects/out/{}", emulator.url(), sheets[0].as_str().unwrap());
    assert_eq!(jpeg(&sheet).await, (200, 112));
}
