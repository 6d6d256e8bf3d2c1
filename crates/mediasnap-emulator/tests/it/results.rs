//! URLs that expire, and results in a directory.

use std::time::Duration;

use mediasnap_emulator::Emulator;
use serde_json::json;

use crate::{call, client, download, jpeg, let_finish, start};

/// Requests a URL as it is, with changes in it, and after an hour by the clock.
async fn check(emulator: &Emulator, url: &str, seconds: u64) {
    assert_eq!(download(url).await.0, 200, "{url}");
    let tampered = [
        url.replacen("0000", "0001", 1),
        url.replace(".jpg", ".jpg.jpg"),
        url.replace("auth_key=1", "auth_key=2")
            .replace("Expires=1", "Expires=2"),
        format!("{}0", &url[..url.len() - 1]),
        format!("{}1", &url[..url.len() - 1]),
    ];
    for other in tampered.iter().filter(|other| *other != url) {
        let status = download(other).await.0;
        assert!([403, 404].contains(&status), "{other}: {status}");
    }
    emulator.advance_clock(Duration::from_secs(seconds - 30));
    assert_eq!(download(url).await.0, 200, "{url}");
    emulator.advance_clock(Duration::from_secs(60));
    let (status, body) = download(url).await;
    assert_eq!(status, 403, "{url}");
    assert!(String::from_utf8(body).unwrap().contains("expired"));
}

#[tokio::test]
async fn urls_expire_and_cannot_be_changed() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let submit = json!({ "VideoId": "v", "Count": 2, "Interval": 1 });
    call(&vod, "SubmitSnapshotJob", submit).await.unwrap();
    let_finish(&emulator);
    let list = json!({ "VideoId": "v", "SnapshotType": "NormalSnapshot", "AuthTimeout": "60" });
    let listed = call(&vod, "ListSnapshots", list).await.unwrap();
    let url = listed["MediaSnapshot"]["Snapshots"]["Snapshot"][1]["Url"]
        .as_str()
        .unwrap();
    let plain = url.split_once('?').unwrap().0;
    assert_eq!(
        download(plain).await.0,
        403,
        "the service's own storage is private"
    );
    // A validity below an hour is raised to one.
    check(&emulator, url, 3600).await;
    emulator.set_clock(chrono::Utc::now() + Duration::from_secs(60), true);
    let delete = json!({ "DeleteImageType": "ImageURL", "ImageURLs": url });
    call(&vod, "DeleteImage", delete).await.unwrap();
    assert_eq!(download(url).await.0, 404);
    let list = json!({ "VideoId": "v", "SnapshotType": "NormalSnapshot" });
    let listed = call(&vod, "ListSnapshots", list).await.unwrap();
    assert_eq!(listed["MediaSnapshot"]["Total"], 1);

    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let submit = json!({
        "Input": { "Type": "Media", "Media": "m" }, "Output": { "Type": "OSS", "Media": "oss://out/a b-{Count}.jpg" },
        "TemplateConfig": { "TemplateId": "S00000002-100010" },
    });
    let job = call(&ice, "SubmitSnapshotJob", submit).await.unwrap();
    let_finish(&emulator);
    let ask = json!({ "JobId": job["JobId"], "Timeout": 100 });
    let urls = call(&ice, "GetSnapshotUrls", ask).await.unwrap();
    let url = urls["SnapshotUrls"][0].as_str().unwrap();
    check(&emulator, url, 100).await;
    // The bucket belongs to a caller and is public.
    jpeg(&format!("{}/objects/out/a%20b-00001.jpg", emulator.url())).await;
}

#[tokio::test]
async fn results_are_written_when_they_are_available() {
    let directory = tempfile::tempdir().unwrap();
    let results = directory.path().join("new/results");
    let emulator = Emulator::builder().results(&results).start().await.unwrap();
    let mpc = client(&emulator, &mediasnap_huawei_mpc::PRODUCT);
    let place = |object: &str| json!({ "bucket": "b", "location": "l", "object": object });
    let create = |object: &str| {
        json!({
            "input": place("in"), "output": place(object), "original_dir": 1,
            "thumbnail_para": { "type": "DOTS", "dots": [1, 2] },
        })
    };
    call(&mpc, "CreateThumbnailsTask", create("out/x")).await.unwrap();
    call(&mpc, "CreateThumbnailsTask", create("../../up"))
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!results.join("b").exists(), "the task is not done yet");
    let_finish(&emulator);
    emulator.shutdown().await;
    for name in ["1.jpg", "2.jpg"] {
        let bytes = std::fs::read(results.join("b/out/x").join(name)).unwrap();
        assert_eq!(image::load_from_memory(&bytes).unwrap().width(), 480);
    }
    assert!(!directory.path().join("up").exists() && !directory.path().join("new/up").exists());
}

#[tokio::test]
async fn results_that_are_being_written_survive_a_shutdown() {
    let directory = tempfile::tempdir().unwrap();
    let emulator = Emulator::builder()
        .results(directory.path())
        .start()
        .await
        .unwrap();
    let mpc = client(&emulator, &mediasnap_huawei_mpc::PRODUCT);
    let place = |object: &str| json!({ "bucket": "b", "location": "l", "object": object });
    let create = json!({
        "input": place("in"), "output": place("out"), "original_dir": 1,
        "thumbnail_para": { "type": "TIME", "time": 1, "start_time": 0, "duration": 40 },
    });
    call(&mpc, "CreateThumbnailsTask", create).await.unwrap();
    let_finish(&emulator);
    // Writing has begun.
    while !directory.path().join("b/out").exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    emulator.shutdown().await;
    for second in 0..40 {
        assert!(
            directory.path().join(format!("b/out/{second}.jpg")).exists(),
            "{second}"
        );
    }
}
