//! Frames cut out of files.

use std::path::Path;
use std::process::Command;

use mediasnap_emulator::Emulator;
use serde_json::json;

use crate::{call, client, download, let_finish, refusal};

/// Frames a second of the test video, and how many there are.
const RATE: u32 = 10;
const FRAMES: u32 = 80;

/// Makes a video whose frames are as light as their number says; `false` if there is nothing to make it with.
fn make(path: &Path) -> bool {
    let source = format!(
        "color=black:s=320x180:r={RATE}:d={},geq=lum=16+N*217/{FRAMES}:cb=128:cr=128",
        FRAMES / RATE
    );
    let made = Command::new("ffmpeg")
        .args([
            "-v", "error", "-f", "lavfi", "-i", &source, "-c:v", "libx264", "-qp", "0", "-g", "30", "-y",
        ])
        .arg(path)
        .status();
    made.is_ok_and(|status| status.success())
}

/// The number of the frame in an image.
async fn number(url: &str) -> f64 {
    let (status, bytes) = download(url).await;
    assert_eq!(status, 200, "{url}: {}", String::from_utf8_lossy(&bytes));
    let image = image::load_from_memory(&bytes).unwrap().to_luma8();
    let sum: u64 = image.pixels().map(|pixel| u64::from(pixel.0[0])).sum();
    let light = f64::from(u32::try_from(sum / u64::from(image.width() * image.height())).unwrap());
    light / 255.0 * 219.0 * f64::from(FRAMES) / 217.0
}

#[tokio::test]
async fn frames_are_those_of_the_time_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["buckets/in/a", "media", "streams", "whiteboards"] {
        std::fs::create_dir_all(directory.path().join(name)).unwrap();
    }
    let film = directory.path().join("buckets/in/a/film.mp4");
    if !make(&film) {
        return;
    }
    std::fs::copy(&film, directory.path().join("media/video-1.mp4")).unwrap();
    let emulator = Emulator::builder().media(directory.path()).start().await.unwrap();
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let times = [0, 100, 2950, 3000, 4123, 7900, 7999];
    let submit = json!({ "VideoId": "video-1", "SpecifiedOffsetTimes": times });
    call(&vod, "SubmitSnapshotJob", submit).await.unwrap();
    let_finish(&emulator);
    let list = json!({ "VideoId": "video-1", "SnapshotType": "NormalSnapshot" });
    let listed = call(&vod, "ListSnapshots", list).await.unwrap();
    let snapshots = listed["MediaSnapshot"]["Snapshots"]["Snapshot"]
        .as_array()
        .unwrap();
    assert_eq!(snapshots.len(), times.len());
    for (time, snapshot) in times.iter().zip(snapshots) {
        let found = number(snapshot["Url"].as_str().unwrap()).await;
        let expected = f64::from(*time / 100);
        assert!(
            (found - expected).abs() <= 1.0,
            "at {time} ms is frame {found}, not {expected}"
        );
    }
    let missing = refusal(&vod, "SubmitSnapshotJob", json!({ "VideoId": "video-2" })).await;
    assert_eq!(missing, ("InvalidVideo.NotFound".to_owned(), 404));

    let mpc = client(&emulator, &mediasnap_huawei_mpc::PRODUCT);
    let place = |bucket: &str, object: &str| json!({ "bucket": bucket, "location": "l", "object": object });
    let create = |object: &str| {
        json!({
            "input": place("in", object), "output": place("out", "o"), "original_dir": 1,
            "thumbnail_para": { "type": "TIME", "time": 3 },
        })
    };
    let task = call(&mpc, "CreateThumbnailsTask", create("a/film.mp4"))
        .await
        .unwrap();
    let_finish(&emulator);
    let tasks = call(
        &mpc,
        "ListThumbnailsTask",
        json!({ "task_id": [task["task_id"]] }),
    )
    .await
    .unwrap();
    let names = tasks["task_array"][0]["thumbnail_info"].as_array().unwrap();
    assert_eq!(names.len(), 3, "0, 3 and 6 seconds of 8");
    assert!((number(&format!("{}/objects/out/o/6.jpg", emulator.url())).await - 60.0).abs() <= 1.3);
    for object in ["a/none.mp4", "../in/a/film.mp4"] {
        assert_eq!(
            refusal(&mpc, "CreateThumbnailsTask", create(object)).await.0,
            "MPC.10053"
        );
    }
}
