//! Alibaba Cloud VOD.

use serde_json::{Value, json};

use crate::{call, client, error_of, jpeg, let_finish, start};

/// Operations that create, each with arguments.
pub(super) fn creates() -> super::Creates {
    vec![("SubmitSnapshotJob", json!({ "VideoId": "v" }))]
}

#[tokio::test]
async fn a_job_runs_and_its_images_are_served() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let sprite =
        json!({ "CellWidth": "64", "CellHeight": 36, "Columns": 2, "Lines": "2", "KeepCellPic": "keep" });
    let arguments = json!({
        "VideoId": "video", "SpecifiedOffsetTimes": [1000, 2500, 30000], "Width": "200",
        "SpriteSnapshotConfig": sprite.to_string(),
    });
    let submitted = call(&vod, "SubmitSnapshotJob", arguments).await.unwrap();
    let id = submitted["SnapshotJob"]["JobId"].as_str().unwrap();
    let job = json!({ "JobId": id, "JobType": "snapshot" });
    let early = call(&vod, "GetJobDetail", job.clone()).await.unwrap();
    assert_eq!(early["SnapshotJobDetail"]["Status"], "Processing");
    let_finish(&emulator);
    let detail = call(&vod, "GetJobDetail", job).await.unwrap();
    assert_eq!(detail["SnapshotJobDetail"]["Status"], "Success");

    let list = |kind: &str, page: &str| json!({ "VideoId": "video", "SnapshotType": kind, "PageNo": page, "PageSize": "2" });
    let second = call(&vod, "ListSnapshots", list("NormalSnapshot", "2"))
        .await
        .unwrap();
    let snapshots = &second["MediaSnapshot"]["Snapshots"]["Snapshot"];
    assert_eq!(
        (&second["MediaSnapshot"]["Total"], &snapshots[0]["Index"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(jpeg(snapshots[0]["Url"].as_str().unwrap()).await, (200, 112));
    let sprites = call(&vod, "ListSnapshots", list("SpriteSnapshot", "1"))
        .await
        .unwrap();
    let sheet = sprites["MediaSnapshot"]["Snapshots"]["Snapshot"][0]["Url"]
        .as_str()
        .unwrap();
    assert_eq!(jpeg(sheet).await, (128, 72));
    let covers = call(&vod, "ListSnapshots", json!({ "VideoId": "video" }))
        .await
        .unwrap();
    assert_eq!(covers["MediaSnapshot"]["Total"], 8);
    let jobs = call(
        &vod,
        "ListJobInfo",
        json!({ "MediaId": "video", "JobType": "snapshot" }),
    )
    .await
    .unwrap();
    assert_eq!(jobs["JobInfoList"][0]["JobId"], id);

    let delete = json!({ "DeleteImageType": "VideoId", "VideoId": "video", "ImageType": "NormalSnapshot" });
    call(&vod, "DeleteImage", delete).await.unwrap();
    let left = call(&vod, "ListSnapshots", list("NormalSnapshot", "1"))
        .await
        .unwrap();
    assert_eq!(left["MediaSnapshot"]["Total"], 0);
}

#[tokio::test]
async fn templates_are_kept_and_used() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let config = |count: i64| {
        json!({ "SnapshotType": "NormalSnapshot", "SnapshotConfig": { "Count": count, "Interval": 0 } })
            .to_string()
    };
    let arguments = json!({ "Name": "n", "TemplateType": "Snapshot", "TemplateConfig": config(2) });
    let added = call(&vod, "AddVodTemplate", arguments).await.unwrap();
    let id = added["VodTemplateId"].as_str().unwrap();
    call(
        &vod,
        "UpdateVodTemplate",
        json!({ "VodTemplateId": id, "TemplateConfig": config(5) }),
    )
    .await
    .unwrap();
    let got = call(&vod, "GetVodTemplate", json!({ "VodTemplateId": id }))
        .await
        .unwrap();
    assert_eq!(got["VodTemplateInfo"]["TemplateConfig"], config(5));
    call(
        &vod,
        "SubmitSnapshotJob",
        json!({ "VideoId": "v", "SnapshotTemplateId": id }),
    )
    .await
    .unwrap();
    let_finish(&emulator);
    let listed = call(
        &vod,
        "ListSnapshots",
        json!({ "VideoId": "v", "SnapshotType": "NormalSnapshot" }),
    )
    .await
    .unwrap();
    assert_eq!(listed["MediaSnapshot"]["Total"], 5);
    let listed = call(&vod, "ListVodTemplate", json!({ "TemplateType": "Snapshot" }))
        .await
        .unwrap();
    assert_eq!(listed["VodTemplateInfoList"].as_array().map(Vec::len), Some(1));
    call(&vod, "DeleteVodTemplate", json!({ "VodTemplateId": id }))
        .await
        .unwrap();
    let gone = ("NoSuchResource".to_owned(), 404);
    for operation in ["GetVodTemplate", "UpdateVodTemplate", "DeleteVodTemplate"] {
        assert_eq!(
            error_of(&vod, operation, json!({ "VodTemplateId": id, })).await,
            gone,
            "{operation}"
        );
    }
}

#[tokio::test]
async fn arguments_that_violate_the_spec_are_rejected() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let invalid = ("InvalidParameter".to_owned(), 400);
    let with = |name: &str, value: Value| {
        let mut arguments = json!({ "VideoId": "video" });
        arguments[name] = value;
        arguments
    };
    for (name, value) in [
        ("Width", json!("7")),
        ("Height", json!("wide")),
        ("ReferenceId", json!("short")),
        ("Interval", json!(-1)),
        ("SpecifiedOffsetTimes", json!([-5])),
        ("SpriteSnapshotConfig", json!("{'single': 'quotes'}")),
    ] {
        assert_eq!(
            error_of(&vod, "SubmitSnapshotJob", with(name, value)).await,
            invalid,
            "{name}"
        );
    }
    let arguments = json!({ "DeleteImageType": "VideoId", "VideoId": "video" });
    assert_eq!(
        error_of(&vod, "DeleteImage", arguments).await,
        ("MissingParameter".to_owned(), 400)
    );
}
