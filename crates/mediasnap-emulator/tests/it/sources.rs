//! Files of sources in the media directory.

use std::time::Duration;

use serde_json::json;

use crate::media::{picture, start};
use crate::video::{LENGTH, make, still, time_in};
use crate::{call, client, error_of, let_finish};

#[tokio::test]
async fn every_kind_of_source_is_found() {
    let Some((directory, emulator)) = start().await else {
        return;
    };
    let film = directory.path().join("buckets/in/a/film.mp4");
    make(&film, "160x90", "", &["-c:v", "libx264", "-qp", "0", "-g", "30"]);
    for copy in ["streams/main.mp4", "whiteboards/12.mp4"] {
        std::fs::copy(&film, directory.path().join(copy)).unwrap();
    }
    let mpc = client(&emulator, &mediasnap_huawei_mpc::PRODUCT);
    let place = |bucket: &str, object: &str| json!({ "bucket": bucket, "location": "l", "object": object });
    let create = |object: &str| {
        json!({
            "input": place("in", object), "output": place("out", "o"), "original_dir": 1,
            "thumbnail_para": { "type": "TIME", "time": 3, "width": 128 },
        })
    };
    let task = call(&mpc, "CreateThumbnailsTask", create("a/film.mp4"))
        .await
        .unwrap();
    let_finish(&emulator);
    let ask = json!({ "task_id": [task["task_id"]] });
    let tasks = call(&mpc, "ListThumbnailsTask", ask).await.unwrap();
    let names = tasks["task_array"][0]["thumbnail_info"].as_array().unwrap();
    assert_eq!(names.len(), 3, "0, 3 and 6 seconds of {LENGTH}");
    let image = picture(&format!("{}/objects/out/o/6.jpg", emulator.url())).await;
    assert_eq!((image.width(), image.height()), (128, 72));
    assert!((time_in(&image) - 6.0).abs() < 0.05);
    for object in ["a/none.mp4", "../in/a/film.mp4"] {
        let code = error_of(&mpc, "CreateThumbnailsTask", create(object)).await.0;
        assert_eq!(code, "MPC.10053");
    }

    let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
    let room = |room: i64| json!({ "SdkAppId": 1, "RoomId": room, "Whiteboard": {} });
    let created = call(&tiw, "CreateSnapshotTask", room(12)).await.unwrap();
    let_finish(&emulator);
    let describe = json!({ "SdkAppId": 1, "TaskID": created["Response"]["TaskID"] });
    let described = call(&tiw, "DescribeSnapshotTask", describe).await.unwrap();
    let urls = described["Response"]["Result"]["Snapshots"].as_array().unwrap();
    let last = picture(urls.last().unwrap().as_str().unwrap()).await;
    assert!(
        (time_in(&last) - f64::from(LENGTH) * 2.0 / 3.0).abs() < 0.1,
        "{}",
        time_in(&last)
    );
    assert_eq!(
        error_of(&tiw, "CreateSnapshotTask", room(13)).await.0,
        "ResourceNotFound"
    );

    still(&directory.path().join("whiteboards/14.png"));
    let created = call(&tiw, "CreateSnapshotTask", room(14)).await.unwrap();
    let_finish(&emulator);
    let describe = json!({ "SdkAppId": 1, "TaskID": created["Response"]["TaskID"] });
    let described = call(&tiw, "DescribeSnapshotTask", describe).await.unwrap();
    assert_eq!(
        described["Response"]["Result"]["Total"], 1,
        "it is one still image"
    );

    // The file of a stream is repeated: an interval as long as the file shows another frame each time.
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let template = json!({ "TemplateName": "t", "TimeInterval": LENGTH, "SequenceFormat": "{Sequence}.jpg" });
    let template = call(&ice, "CreateLiveSnapshotTemplate", template).await.unwrap();
    let submit = json!({
        "JobName": "j", "TemplateId": template["TemplateId"],
        "SnapshotOutput": { "StorageType": "oss", "Endpoint": "e", "Bucket": "live" },
        "StreamInput": { "Type": "rtmp", "Url": "rtmp://push.example.com/app/main?key=1" },
    });
    call(&ice, "SubmitLiveSnapshotJob", submit).await.unwrap();
    emulator.advance_clock(Duration::from_secs(5 + 3 * u64::from(LENGTH)));
    let mut times = Vec::new();
    for number in 1..=3 {
        times.push(time_in(
            &picture(&format!("{}/objects/live/{number}.jpg", emulator.url())).await,
        ));
    }
    assert!(
        times[0] < 0.05 && times.windows(2).all(|pair| pair[1] - pair[0] > 0.05),
        "{times:?}"
    );
}
