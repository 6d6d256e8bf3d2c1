//! Jobs that name templates which were never created, or were deleted.

use mediasnap_emulator::Emulator;
use serde_json::{Value, json};

use crate::control::control;
use crate::{call, client, error_of, start};

fn custom(id: &Value) -> Value {
    json!({
        "Input": { "Type": "Media", "Media": "m" },
        "Output": { "Type": "OSS", "Media": "oss://out/{Count}.jpg" },
        "TemplateConfig": { "TemplateId": id },
    })
}

fn live(id: &Value) -> Value {
    json!({
        "JobName": "j", "TemplateId": id,
        "SnapshotOutput": { "StorageType": "oss", "Endpoint": "e", "Bucket": "live" },
        "StreamInput": { "Type": "rtmp", "Url": "rtmp://push.example.com/app/stream" },
    })
}

/// Returns for each product whether a job may name its template.
async fn accepted(emulator: &Emulator, [vod_id, ice_id, live_id]: &[Value; 3]) -> [bool; 3] {
    let vod = client(emulator, &mediasnap_alibaba_vod::PRODUCT);
    let ice = client(emulator, &mediasnap_alibaba_ice::PRODUCT);
    let job = json!({ "VideoId": "v", "SnapshotTemplateId": vod_id });
    [
        call(&vod, "SubmitSnapshotJob", job).await.is_ok(),
        call(&ice, "SubmitSnapshotJob", custom(ice_id)).await.is_ok(),
        call(&ice, "SubmitLiveSnapshotJob", live(live_id)).await.is_ok(),
    ]
}

/// Creates one template of each kind.
async fn create(emulator: &Emulator) -> [Value; 3] {
    let vod = client(emulator, &mediasnap_alibaba_vod::PRODUCT);
    let ice = client(emulator, &mediasnap_alibaba_ice::PRODUCT);
    let template = json!({
        "Name": "n", "TemplateType": "Snapshot", "TemplateConfig": r#"{"SnapshotType":"NormalSnapshot"}"#,
    });
    let first = call(&vod, "AddVodTemplate", template).await.unwrap();
    let template = json!({ "Name": "n", "Type": 2, "TemplateConfig": r#"{"Type":"Normal"}"# });
    let second = call(&ice, "CreateCustomTemplate", template).await.unwrap();
    let template = json!({ "TemplateName": "t", "TimeInterval": 5, "OverwriteFormat": "a.jpg" });
    let third = call(&ice, "CreateLiveSnapshotTemplate", template).await.unwrap();
    [
        first["VodTemplateId"].clone(),
        second["CustomTemplate"]["TemplateId"].clone(),
        third["TemplateId"].clone(),
    ]
}

async fn delete(emulator: &Emulator, [vod_id, ice_id, live_id]: &[Value; 3]) {
    let vod = client(emulator, &mediasnap_alibaba_vod::PRODUCT);
    let ice = client(emulator, &mediasnap_alibaba_ice::PRODUCT);
    for (client, operation, arguments) in [
        (&vod, "DeleteVodTemplate", json!({ "VodTemplateId": vod_id })),
        (&ice, "DeleteCustomTemplate", json!({ "TemplateId": ice_id })),
        (
            &ice,
            "DeleteLiveSnapshotTemplate",
            json!({ "TemplateId": live_id }),
        ),
    ] {
        call(client, operation, arguments).await.unwrap();
    }
}

#[tokio::test]
async fn deleted_templates_are_rejected_also_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let open = || Emulator::builder().data(directory.path().join("d")).start();
    let emulator = open().await.unwrap();
    let foreign = [json!("never"), json!("never"), json!("never")];
    assert_eq!(accepted(&emulator, &foreign).await, [true; 3]);
    let ids = create(&emulator).await;
    assert_eq!(accepted(&emulator, &ids).await, [true; 3]);
    delete(&emulator, &ids).await;
    assert_eq!(accepted(&emulator, &ids).await, [false; 3]);
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let job = json!({ "VideoId": "v", "SnapshotTemplateId": ids[0] });
    assert_eq!(
        error_of(&vod, "SubmitSnapshotJob", job).await,
        ("NoSuchResource".to_owned(), 404)
    );
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    for (operation, job) in [
        ("SubmitSnapshotJob", custom(&ids[1])),
        ("SubmitLiveSnapshotJob", live(&ids[2])),
    ] {
        assert_eq!(
            error_of(&ice, operation, job).await,
            ("TemplateNotFound".to_owned(), 404)
        );
    }
    let (_, state) = control(&emulator, "GET", "state", json!(null)).await;
    drop(emulator);
    assert_eq!(accepted(&open().await.unwrap(), &ids).await, [false; 3]);
    let other = start().await;
    assert_eq!(control(&other, "PUT", "state", state).await.0, 200);
    assert_eq!(accepted(&other, &ids).await, [false; 3]);
    assert_eq!(accepted(&other, &foreign).await, [true; 3]);
    control(&other, "POST", "reset", json!(null)).await;
    assert_eq!(accepted(&other, &ids).await, [true; 3]);
}

#[tokio::test]
async fn strict_emulators_accept_only_their_own_templates() {
    let emulator = Emulator::builder().strict_templates(true).start().await.unwrap();
    let foreign = [json!("never"), json!("never"), json!("never")];
    assert_eq!(accepted(&emulator, &foreign).await, [false; 3]);
    let ids = create(&emulator).await;
    assert_eq!(accepted(&emulator, &ids).await, [true; 3]);
    let system = [
        ids[0].clone(),
        json!("S00000002-100010"),
        json!("S00000003-100010"),
    ];
    assert_eq!(accepted(&emulator, &system).await, [true; 3]);
}
