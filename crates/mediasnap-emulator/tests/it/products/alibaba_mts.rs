//! Alibaba Cloud MPS (MTS).

use mediasnap_client::Transport;
use serde_json::{Value, json};

use crate::{call, client, download, error_of, jpeg, let_finish, start};

/// Operations that create, each with arguments.
pub(super) fn creates() -> super::Creates {
    let input = json!({ "Bucket": "in", "Location": "oss-cn-shanghai", "Object": "a.mp4" });
    let config = json!({ "OutputFile": object("{Count}.jpg"), "Num": "2" });
    vec![(
        "SubmitSnapshotJob",
        json!({ "Input": input.to_string(), "SnapshotConfig": config.to_string() }),
    )]
}

fn object(key: &str) -> Value {
    json!({ "Bucket": "out", "Location": "oss-cn-shanghai", "Object": key })
}

/// Submits a job with settings and user data, and returns it.
async fn submit(mts: &Transport, config: Value, user_data: &str) -> Value {
    let input = json!({ "Bucket": "in", "Location": "oss-cn-shanghai", "Object": "a%2Fb%20c.mp4" });
    let arguments = json!({
        "Input": input.to_string(), "SnapshotConfig": config.to_string(), "UserData": user_data,
    });
    let submitted = call(mts, "SubmitSnapshotJob", arguments).await.unwrap();
    submitted["SnapshotJob"].clone()
}

async fn query(mts: &Transport, arguments: Value) -> Value {
    call(mts, "QuerySnapshotJobList", arguments).await.unwrap()
}

fn ids(response: &Value) -> Vec<&str> {
    let jobs = response["SnapshotJobList"]["SnapshotJob"].as_array().unwrap();
    jobs.iter().map(|job| job["Id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_job_without_interval_and_number_ends_within_the_call() {
    let emulator = start().await;
    let mts = client(&emulator, &mediasnap_alibaba_mts::PRODUCT);
    let config =
        json!({ "OutputFile": object("dir%2Fcover%201.jpg"), "Time": 1500, "Width": "200", "Height": "100" });
    let job = submit(&mts, config, "u").await;
    assert_eq!((&job["State"], &job["Count"]), (&json!("Success"), &json!("1")));
    assert_eq!(
        job["SnapshotConfig"]["Time"], "1500",
        "numbers come back as strings"
    );
    assert_eq!(job["Input"]["Object"], "a%2Fb%20c.mp4");
    let url = format!("{}/objects/out/dir/cover%201.jpg", emulator.url());
    assert_eq!(jpeg(&url).await, (200, 100));
}

#[tokio::test]
async fn a_series_is_queued_and_tiled() {
    let emulator = start().await;
    let mts = client(&emulator, &mediasnap_alibaba_mts::PRODUCT);
    let tiles = |keep: &str| {
        json!({
            "OutputFile": object(&format!("{keep}-{{Count}}.jpg")),
            "TileOutputFile": object(&format!("{keep}-tile-{{TileCount}}.jpg")),
            "Interval": "2", "Num": "7", "Width": "64", "Height": "36",
            "TileOut": { "Lines": "1", "Columns": "2", "Padding": "2", "Margin": "1", "CellSelStep": "2",
                "IsKeepCellPic": keep },
        })
    };
    for keep in ["true", "false"] {
        let job = submit(&mts, tiles(keep), "").await;
        assert_eq!((&job["State"], &job["Count"]), (&json!("Submitted"), &json!("")));
        let wanted = json!({ "SnapshotJobIds": job["Id"] });
        emulator.advance_clock(std::time::Duration::from_secs(1));
        let running = query(&mts, wanted.clone()).await;
        assert_eq!(
            running["SnapshotJobList"]["SnapshotJob"][0]["State"],
            "Snapshoting"
        );
        let_finish(&emulator);
        let done = query(&mts, wanted).await;
        let job = &done["SnapshotJobList"]["SnapshotJob"][0];
        assert_eq!(
            (&job["State"], &job["Count"], &job["TileCount"]),
            (&json!("Success"), &json!("7"), &json!("2"))
        );
        let url = |name: &str| format!("{}/objects/out/{keep}-{name}.jpg", emulator.url());
        assert_eq!(jpeg(&url("tile-00002")).await, (132, 38));
        let (status, _) = download(&url("00007")).await;
        assert_eq!(status, if keep == "true" { 200 } else { 404 });
    }
}

#[tokio::test]
async fn lists_are_filtered_newest_first_and_have_at_most_ten_jobs() {
    let emulator = start().await;
    let mts = client(&emulator, &mediasnap_alibaba_mts::PRODUCT);
    let mut all = Vec::new();
    for number in 0..12 {
        let mut config = json!({ "OutputFile": object("{Count}.jpg") });
        if number == 3 {
            config["Num"] = json!("2");
        }
        let job = submit(&mts, config, &number.to_string()).await;
        all.insert(0, job["Id"].as_str().unwrap().to_owned());
    }
    let first = query(&mts, json!({ "MaximumPageSize": 30 })).await;
    assert_eq!(ids(&first), all[..10]);
    let second = query(&mts, json!({ "NextPageToken": first["NextPageToken"] })).await;
    assert_eq!(
        (ids(&second), &second["NextPageToken"]),
        (vec![&*all[10], &*all[11]], &json!(""))
    );
    let queued = query(&mts, json!({ "State": "Submitted" })).await;
    assert_eq!(ids(&queued), [&*all[8]]);
    assert!(ids(&query(&mts, json!({ "PipelineId": "another" })).await).is_empty());
    let wanted = json!({ "SnapshotJobIds": format!("{},unknown,{}", all[5], all[2]), "State": "Fail" });
    let found = query(&mts, wanted).await;
    assert_eq!(ids(&found), [&*all[2], &*all[5]]);
    assert_eq!(found["NonExistSnapshotJobIds"]["String"], json!(["unknown"]));
    let eleven = json!({ "SnapshotJobIds": all[..11].join(",") });
    assert_eq!(error_of(&mts, "QuerySnapshotJobList", eleven).await.1, 400);
    let token = json!({ "NextPageToken": "never" });
    assert_eq!(error_of(&mts, "QuerySnapshotJobList", token).await.1, 400);
}

#[tokio::test]
async fn settings_are_checked() {
    let emulator = start().await;
    let mts = client(&emulator, &mediasnap_alibaba_mts::PRODUCT);
    let input = json!({ "Bucket": "in", "Location": "oss-cn-shanghai", "Object": "a.mp4" });
    let file = object("{Count}.jpg");
    for config in [
        json!({}),
        json!({ "OutputFile": { "Bucket": "out" } }),
        json!({ "OutputFile": file, "Interval": "0" }),
        json!({ "OutputFile": file, "Num": "many" }),
        json!({ "OutputFile": file, "Num": 0 }),
        json!({ "OutputFile": file, "FrameType": "all" }),
        json!({ "OutputFile": file, "Width": "100000" }),
        json!({ "OutputFile": file, "TileOut": { "Lines": "2" } }),
    ] {
        let arguments = json!({ "Input": input.to_string(), "SnapshotConfig": config.to_string() });
        let (code, status) = error_of(&mts, "SubmitSnapshotJob", arguments).await;
        assert_eq!(status, 400, "{code}: {config}");
    }
    let arguments = json!({ "Input": "{", "SnapshotConfig": json!({ "OutputFile": file }).to_string() });
    assert_eq!(error_of(&mts, "SubmitSnapshotJob", arguments).await.1, 400);
    call(
        &mts,
        "UpdateMediaCover",
        json!({ "MediaId": "m", "CoverURL": "http://out.example/c.jpg" }),
    )
    .await
    .unwrap();
}
