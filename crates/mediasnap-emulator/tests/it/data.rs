//! Records that survive a restart.

use mediasnap_emulator::Emulator;
use serde_json::{Value, json};

use crate::{call, client, http, let_finish, products};

#[tokio::test]
async fn acknowledged_changes_survive_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("data.sqlite");
    let open = || Emulator::builder().data(&file).start();
    let first = open().await.unwrap();
    let ice = client(&first, &mediasnap_alibaba_ice::PRODUCT);
    for (product, creates) in products::creates() {
        for (operation, arguments) in creates {
            call(&client(&first, product), operation, arguments)
                .await
                .unwrap();
        }
    }
    let templates = json!({ "Type": "custom" });
    let listed = call(&ice, "ListLiveSnapshotTemplates", templates.clone())
        .await
        .unwrap();
    let id = listed["TemplateList"][0]["TemplateId"].clone();
    let copy = json!({ "TemplateName": "u", "TimeInterval": 5, "OverwriteFormat": "a.jpg" });
    call(&ice, "CreateLiveSnapshotTemplate", copy).await.unwrap();
    call(&ice, "DeleteLiveSnapshotTemplate", json!({ "TemplateId": id }))
        .await
        .unwrap();
    let_finish(&first);
    let kept = tables(&first).await;

    // Two emulators at a time would overwrite each other's changes.
    let error = open().await.unwrap_err();
    assert!(error.to_string().contains("another emulator uses it"), "{error}");
    drop(first);
    let second = open().await.unwrap();
    assert_eq!(tables(&second).await, kept);
    let ice = client(&second, &mediasnap_alibaba_ice::PRODUCT);
    let listed = call(&ice, "ListLiveSnapshotTemplates", templates).await.unwrap();
    assert_eq!(listed["TemplateList"].as_array().map(Vec::len), Some(1));
    assert_ne!(listed["TemplateList"][0]["TemplateId"], id);
}

/// The records of an emulator, by table.
async fn tables(emulator: &Emulator) -> Value {
    let response = http::send("GET", &format!("{}/_emulator/state", emulator.url()), &[], b"").await;
    serde_json::from_slice::<Value>(&response.body).unwrap()["tables"].clone()
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
