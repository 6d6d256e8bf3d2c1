//! Alibaba Cloud IMS (ICE).

use std::time::Duration;

use mediasnap_client::Transport;
use mediasnap_emulator::Emulator;
use serde_json::{Value, json};

use crate::{call, client, download, error_of, jpeg, let_finish, start};

/// Operations that create, each with arguments.
pub(super) fn creates() -> super::Creates {
    let template = json!({ "TemplateName": "t", "TimeInterval": 5, "SequenceFormat": "{Sequence}.jpg" });
    let live = json!({
        "JobName": "j", "TemplateId": "S00000003-100010",
        "SnapshotOutput": { "StorageType": "oss", "Endpoint": "e", "Bucket": "live" },
        "StreamInput": { "Type": "rtmp", "Url": "rtmp://push.example.com/app/stream" },
    });
    let job = json!({
        "Input": { "Type": "Media", "Media": "m" }, "Output": { "Type": "OSS", "Media": "oss://out/{Count}.jpg" },
        "TemplateConfig": { "TemplateId": "S00000002-100020" },
    });
    vec![
        ("CreateLiveSnapshotTemplate", template),
        ("SubmitLiveSnapshotJob", live),
        ("SubmitSnapshotJob", job),
    ]
}

fn job(template: &str, media: &str, overrides: Value) -> Value {
    json!({
        "Name": "job",
        "Input": { "Type": "OSS", "Media": "oss://videos/film.mp4" },
        "Output": { "Type": "OSS", "Media": media },
        "TemplateConfig": { "TemplateId": template, "OverwriteParams": overrides },
    })
}

#[tokio::test]
async fn a_job_merges_its_template_and_its_images_are_served() {
    let emulator = start().await;
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let config = json!({ "Type": "Normal", "FrameType": "normal", "Time": 0, "Count": "10", "Interval": 1 });
    let create = json!({ "Name": "t", "Type": 2, "TemplateConfig": config.to_string() });
    let created = call(&ice, "CreateCustomTemplate", create).await.unwrap();
    assert_eq!(created["CustomTemplate"]["Subtype"], "Normal");
    let template = created["CustomTemplate"]["TemplateId"].as_str().unwrap();
    let overrides = json!({ "Count": 3, "Width": 120, "Height": 80 });
    let arguments = job(template, "oss://images/a/{Count}.jpg", overrides);
    let submitted = call(&ice, "SubmitSnapshotJob", arguments).await.unwrap();
    let id = submitted["JobId"].as_str().unwrap();
    let early = call(&ice, "GetSnapshotJob", json!({ "JobId": id }))
        .await
        .unwrap();
    assert_eq!(early["SnapshotJob"]["Status"], "Init");
    let_finish(&emulator);
    let got = call(&ice, "GetSnapshotJob", json!({ "JobId": id }))
        .await
        .unwrap();
    assert_eq!(got["SnapshotJob"]["Status"], "Success");
    assert_eq!(got["SnapshotJob"]["Output"]["OssFile"]["Bucket"], "images");
    let urls = call(
        &ice,
        "GetSnapshotUrls",
        json!({ "JobId": id, "PageSize": 2, "OrderBy": "Desc" }),
    )
    .await
    .unwrap();
    assert_eq!(
        (&urls["Total"], urls["SnapshotUrls"].as_array().map(Vec::len)),
        (&json!(3), Some(2))
    );
    assert_eq!(jpeg(urls["SnapshotUrls"][0].as_str().unwrap()).await, (120, 80));
    assert_eq!(
        jpeg(&format!("{}/objects/images/a/00001.jpg", emulator.url())).await,
        (120, 80)
    );
}

#[tokio::test]
async fn system_templates_make_sprites_and_indexes_and_lists_are_paged() {
    let emulator = start().await;
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let system = call(&ice, "ListSystemTemplates", json!({ "Type": "2" }))
        .await
        .unwrap();
    let ids: Vec<&str> = system["SystemTemplateList"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["TemplateId"].as_str().unwrap())
        .collect();
    for (id, media) in [
        (ids[1], "oss://images/s/{TileCount}.jpg"),
        (ids[2], "oss://images/v/index.vtt"),
    ] {
        call(&ice, "SubmitSnapshotJob", job(id, media, json!({})))
            .await
            .unwrap();
    }
    let_finish(&emulator);
    let first = call(&ice, "ListSnapshotJobs", json!({ "PageSize": 1 }))
        .await
        .unwrap();
    let token = first["NextPageToken"].as_str().unwrap();
    let second = call(
        &ice,
        "ListSnapshotJobs",
        json!({ "PageSize": 1, "NextPageToken": token }),
    )
    .await
    .unwrap();
    assert_eq!(second["NextPageToken"], "");
    assert_eq!(second["Jobs"][0]["Type"], "Sprite");
    let vtt = json!({ "JobId": first["Jobs"][0]["JobId"] });
    let urls = call(&ice, "GetSnapshotUrls", vtt).await.unwrap();
    let (status, text) = download(urls["WebVTTUrl"].as_str().unwrap()).await;
    assert!(status == 200 && text.starts_with(b"WEBVTT\n\n00:00:00.000 --> 00:00:05.000\nindex-00001.jpg"));
    assert_eq!(
        jpeg(&format!("{}/objects/images/s/00001.jpg", emulator.url())).await,
        (800, 360)
    );
}

#[tokio::test]
async fn a_live_job_captures_with_the_clock() {
    let emulator = start().await;
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let template = json!({
        "TemplateName": "t", "TimeInterval": 5,
        "OverwriteFormat": "now/{JobId}.jpg", "SequenceFormat": "all/{JobId}/{UnixTimestamp}.jpg",
    });
    let template = call(&ice, "CreateLiveSnapshotTemplate", template).await.unwrap();
    let output =
        json!({ "StorageType": "oss", "Endpoint": "oss-cn-shanghai.aliyuncs.com", "Bucket": "live" });
    let submit = json!({
        "JobName": "j", "TemplateId": template["TemplateId"], "SnapshotOutput": output,
        "StreamInput": { "Type": "rtmp", "Url": "rtmp://push.example.com/app/stream" },
    });
    let submitted = call(&ice, "SubmitLiveSnapshotJob", submit).await.unwrap();
    let id = json!({ "JobId": submitted["JobId"] });
    assert_eq!(
        call(&ice, "GetLiveSnapshotJob", id.clone()).await.unwrap()["Status"],
        "init"
    );
    emulator.advance_clock(Duration::from_secs(63));
    let got = call(&ice, "GetLiveSnapshotJob", id.clone()).await.unwrap();
    assert_eq!(
        (&got["Status"], &got["TimeInterval"], &got["SnapshotOutput"]),
        (&json!("started"), &json!(5), &output)
    );

    let span = |limit: i64, from: &str| {
        let (start, end) = (emulator.now() - chrono::TimeDelta::hours(1), emulator.now());
        let start = if from.is_empty() {
            start.format("%Y-%m-%dT%H:%M:%SZ").to_string()
        } else {
            from.to_owned()
        };
        let end = end.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        json!({ "JobId": submitted["JobId"], "StartTime": start, "EndTime": end, "Limit": limit })
    };
    let all = call(&ice, "ListLiveSnapshotFiles", span(100, "")).await.unwrap();
    let files = all["FileList"].as_array().unwrap();
    assert_eq!(files.iter().filter(|file| file["IsOverlay"] == false).count(), 13);
    let page = call(&ice, "ListLiveSnapshotFiles", span(3, "")).await.unwrap();
    let next = call(
        &ice,
        "ListLiveSnapshotFiles",
        span(1, page["NextStartTime"].as_str().unwrap()),
    )
    .await
    .unwrap();
    assert_eq!(next["FileList"][0], files[3]);
    let url = |file: &Value| {
        format!(
            "{}/objects/live/{}",
            emulator.url(),
            file["OssObject"].as_str().unwrap()
        )
    };
    jpeg(&url(&files[0])).await;
    assert_ne!(download(&url(&files[0])).await, download(&url(&files[1])).await);

    let command = |word: &str| json!({ "JobId": submitted["JobId"], "Command": word });
    let again = error_of(&ice, "SendLiveSnapshotJobCommand", command("start")).await;
    assert_eq!(again, ("JobAlreadyStarted".to_owned(), 409));
    call(&ice, "SendLiveSnapshotJobCommand", command("stop"))
        .await
        .unwrap();
    assert_eq!(
        call(&ice, "GetLiveSnapshotJob", id.clone()).await.unwrap()["Status"],
        "paused"
    );
    let stopped = call(&ice, "ListLiveSnapshotFiles", span(100, "")).await.unwrap();
    emulator.advance_clock(Duration::from_secs(60));
    let after = call(&ice, "ListLiveSnapshotFiles", span(100, "")).await.unwrap();
    assert_eq!(after["FileList"], stopped["FileList"]);

    let stamp = &files[0]["CreateTimestamp"];
    let delete =
        json!({ "JobId": submitted["JobId"], "CreateTimestampList": [stamp, 1], "DeleteOriginalFile": true });
    let deleted = call(&ice, "DeleteLiveSnapshotFiles", delete).await.unwrap();
    assert_eq!(
        deleted["DeleteFileResultList"][0],
        json!({ "CreateTimestamp": stamp, "Result": "OK" })
    );
    assert_ne!(deleted["DeleteFileResultList"][1]["Result"], "OK");
    assert_eq!(download(&url(&files[0])).await.0, 404);
    let jobs = call(&ice, "ListLiveSnapshotJobs", json!({ "Status": "paused" }))
        .await
        .unwrap();
    assert_eq!(jobs["TotalCount"], 1);
}

/// Lists the images of a job and fetches all of them. Returns the seconds in which they were captured.
async fn served(emulator: &Emulator, ice: &Transport, id: &Value) -> Vec<i64> {
    let time = |offset: i64| {
        let time = emulator.now() + chrono::TimeDelta::hours(offset);
        time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    };
    let list = json!({ "JobId": id, "StartTime": time(-1), "EndTime": time(0), "Limit": 100 });
    let list = call(ice, "ListLiveSnapshotFiles", list).await.unwrap();
    let mut seconds = Vec::new();
    for file in list["FileList"].as_array().unwrap() {
        let url = format!(
            "{}/objects/live/{}",
            emulator.url(),
            file["OssObject"].as_str().unwrap()
        );
        assert_eq!(download(&url).await.0, 200, "{file}");
        seconds.push(file["CreateTimestamp"].as_i64().unwrap() / 1000);
    }
    seconds
}

#[tokio::test]
async fn listed_live_images_are_served_in_every_order_of_commands_within_a_second() {
    let emulator = Emulator::builder()
        .rate_limits(false)
        .seed(7)
        .start()
        .await
        .unwrap();
    let begin = emulator.now();
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let submit = json!({
        "JobName": "j", "TemplateId": "S00000003-100010",
        "SnapshotOutput": { "StorageType": "oss", "Endpoint": "e", "Bucket": "live" },
        "StreamInput": { "Type": "rtmp", "Url": "rtmp://push.example.com/app/stream" },
    });
    let actions = ["list", "start", "stop", "restart"];
    for order in 0..actions.len().pow(3) {
        // Signatures are valid for some minutes only.
        emulator.set_clock(begin, false);
        let submitted = call(&ice, "SubmitLiveSnapshotJob", submit.clone()).await.unwrap();
        let id = &submitted["JobId"];
        // One of two orders begins with a capture in the same second.
        emulator.advance_clock(Duration::from_secs(if order % 2 == 0 { 12 } else { 8 }));
        let mut seen = served(&emulator, &ice, id).await;
        let mut taken = Vec::new();
        for place in 0..3 {
            let action = actions[order / actions.len().pow(place) % actions.len()];
            taken.push(action);
            if action != "list" {
                let command = json!({ "JobId": id, "Command": action });
                // A job that runs cannot be started again.
                let _ = call(&ice, "SendLiveSnapshotJobCommand", command).await;
            }
            if action == "list" || place == 2 {
                let now = served(&emulator, &ice, id).await;
                assert!(
                    seen.iter().all(|second| now.contains(second)),
                    "{taken:?}: {seen:?}, {now:?}"
                );
                let distinct: std::collections::BTreeSet<_> = now.iter().collect();
                assert_eq!(distinct.len(), now.len(), "{taken:?}");
                seen = now;
            }
        }
        if taken.last() == Some(&"start") {
            emulator.advance_clock(Duration::from_secs(1));
            assert!(!served(&emulator, &ice, id).await.is_empty(), "{taken:?}");
        }
        let stop = json!({ "JobId": id, "Command": "stop" });
        call(&ice, "SendLiveSnapshotJobCommand", stop).await.unwrap();
    }
}

#[tokio::test]
async fn a_type_of_template_has_one_default_and_unknown_ids_are_rejected() {
    let emulator = start().await;
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let mut ids = Vec::new();
    for name in ["a", "b"] {
        let create =
            json!({ "Name": name, "Type": 2, "Subtype": 1, "TemplateConfig": "{\"Type\":\"Normal\"}" });
        let created = call(&ice, "CreateCustomTemplate", create).await.unwrap();
        ids.push(
            created["CustomTemplate"]["TemplateId"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    for id in &ids {
        call(&ice, "SetDefaultCustomTemplate", json!({ "TemplateId": id }))
            .await
            .unwrap();
    }
    let default = call(&ice, "GetCustomTemplate", json!({ "Type": 2, "Subtype": 1 }))
        .await
        .unwrap();
    assert_eq!(default["CustomTemplate"]["TemplateId"], ids[1].as_str());
    let listed = call(
        &ice,
        "ListCustomTemplates",
        json!({ "Type": "2", "OrderBy": "CreateTimeAsc" }),
    )
    .await
    .unwrap();
    assert_eq!(listed["CustomTemplateList"][0]["TemplateName"], "a");
    assert_eq!(listed["CustomTemplateList"][0]["IsDefault"], false);

    for (operation, arguments, code) in [
        ("GetLiveSnapshotJob", json!({ "JobId": "x" }), "JobNotFound"),
        ("GetSnapshotJob", json!({ "JobId": "x" }), "JobNotFound"),
        ("GetSnapshotUrls", json!({ "JobId": "x" }), "JobNotFound"),
        (
            "GetCustomTemplate",
            json!({ "TemplateId": "x" }),
            "TemplateNotFound",
        ),
        (
            "GetSystemTemplate",
            json!({ "TemplateId": "x" }),
            "TemplateNotFound",
        ),
        (
            "DeleteLiveSnapshotTemplate",
            json!({ "TemplateId": "x" }),
            "TemplateNotFound",
        ),
    ] {
        assert_eq!(
            error_of(&ice, operation, arguments).await,
            (code.to_owned(), 404),
            "{operation}"
        );
    }
}
