//! Frames extracted from files.

use std::path::{Path, PathBuf};

use mediasnap_client::Transport;
use mediasnap_emulator::Emulator;
use serde_json::{Value, json};

use crate::video::{RATE, has_ffmpeg, make, make_late, remake, time_in};
use crate::{call, client, download, error_of, let_finish};

/// Returns a media directory and an emulator with its videos, or `None` if `ffmpeg` is not installed.
pub(crate) async fn start() -> Option<(tempfile::TempDir, Emulator)> {
    if !has_ffmpeg() {
        return None;
    }
    let directory = tempfile::tempdir().unwrap();
    for name in ["buckets/in/a", "media", "streams", "whiteboards"] {
        std::fs::create_dir_all(directory.path().join(name)).unwrap();
    }
    let emulator = Emulator::builder()
        .media(directory.path())
        .rate_limits(false)
        .start()
        .await
        .unwrap();
    Some((directory, emulator))
}

pub(crate) async fn picture(url: &str) -> image::DynamicImage {
    let (status, bytes) = download(url).await;
    assert_eq!(status, 200, "{url}: {}", String::from_utf8_lossy(&bytes));
    image::load_from_memory(&bytes).unwrap()
}

/// Returns the images of a job with these settings.
async fn pictures(emulator: &Emulator, vod: &Transport, submit: Value) -> Vec<image::DynamicImage> {
    let kind = if submit["SpriteSnapshotConfig"].is_null() {
        "NormalSnapshot"
    } else {
        "SpriteSnapshot"
    };
    call(vod, "SubmitSnapshotJob", submit.clone()).await.unwrap();
    let_finish(emulator);
    let list = json!({ "VideoId": submit["VideoId"], "SnapshotType": kind });
    let listed = call(vod, "ListSnapshots", list).await.unwrap();
    let mut pictures = Vec::new();
    for snapshot in listed["MediaSnapshot"]["Snapshots"]["Snapshot"]
        .as_array()
        .unwrap()
    {
        pictures.push(picture(snapshot["Url"].as_str().unwrap()).await);
    }
    pictures
}

/// Creates videos of all kinds in a directory. Returns their names, and how much earlier their frames are than players show.
fn make_all(media: &Path) -> Vec<(&'static str, f64)> {
    let lossless = ["-c:v", "libx264", "-qp", "0"];
    let file = |name: &str| -> PathBuf { media.join(name) };
    make(
        &file("short-gop.mp4"),
        "160x90",
        "",
        &[&lossless[..], &["-g", "7"]].concat(),
    );
    let long = [&lossless[..], &["-g", "250", "-bf", "3", "-b_strategy", "0"]].concat();
    make(&file("long-gop.mp4"), "160x90", "", &long);
    make(
        &file("open-gop.mkv"),
        "160x90",
        "",
        &[
            &lossless[..],
            &["-g", "9", "-bf", "4", "-x264-params", "open-gop=1"],
        ]
        .concat(),
    );
    remake(&file("open-gop.mkv"), &file("copied.ts"), &["-c", "copy"]);
    make(
        &file("sparse.ts"),
        "160x90",
        "",
        &[&lossless[..], &["-g", "25", "-bf", "2"]].concat(),
    );
    make(
        &file("vp9.webm"),
        "160x90",
        "",
        &["-c:v", "libvpx-vp9", "-lossless", "1", "-cpu-used", "8"],
    );
    // Three of ten frames, then one in two seconds, then all.
    let uneven = ",select='if(lt(t,3),lt(mod(n,10),3),if(lt(t,5),not(mod(n,20)),1))'";
    make(
        &file("uneven.mkv"),
        "160x90",
        uneven,
        &[&lossless[..], &["-fps_mode", "vfr"]].concat(),
    );
    remake(
        &file("uneven.mkv"),
        &file("uneven-mp4.mp4"),
        &["-c", "copy", "-video_track_timescale", "90000"],
    );
    // These have decoding times only; the first frame is shown one frame late.
    make(
        &file("avi.avi"),
        "160x90",
        "",
        &["-c:v", "mpeg4", "-q:v", "1", "-bf", "2"],
    );
    make_late(&file("late.mp4"), "0.7");
    make_late(&file("later.ts"), "0.7");
    let names = ["short-gop", "long-gop", "open-gop", "copied", "sparse", "vp9"];
    let regular = names.into_iter().map(|name| (name, 0.0));
    regular
        .chain([("avi", 0.1), ("late", 0.7), ("later", 0.7)])
        .collect()
}

#[tokio::test]
async fn frames_are_those_shown_at_the_requested_position() {
    let Some((directory, emulator)) = start().await else {
        return;
    };
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let times = [0, 49, 100, 2950, 3000, 4123, 5555, 7900, 7950, 7999];
    let frame = 1.0 / f64::from(RATE);
    for (name, late) in make_all(&directory.path().join("media")) {
        let submit = json!({ "VideoId": name, "SpecifiedOffsetTimes": times });
        let found = pictures(&emulator, &vod, submit).await;
        assert_eq!(found.len(), times.len(), "{name}");
        for (time, picture) in times.iter().zip(&found) {
            // With audio first, players begin at the samples that its decoder needs at the start: a fiftieth of a second.
            if late > 0.0 && !(30..70).contains(&(time % 100)) {
                continue;
            }
            let begun = (f64::from(*time) / 1000.0 - late).max(0.0);
            let expected = (begun * f64::from(RATE) + 1e-6).floor() * frame;
            let found = time_in(picture);
            // Closer than half a frame: it is this one.
            assert!(
                (found - expected).abs() < frame / 2.0,
                "{name} at {time} ms shows {found}, not {expected}"
            );
        }
    }
    // The frame that is shown is the last one that has begun, however long ago that was.
    let shown = [
        (250, 0.2),
        (950, 0.2),
        (1000, 1.0),
        (3900, 2.2),
        (4100, 4.0),
        (4990, 4.0),
        (5200, 5.2),
        (7950, 7.9),
    ];
    for name in ["uneven", "uneven-mp4"] {
        let submit = json!({ "VideoId": name, "SpecifiedOffsetTimes": shown.map(|(time, _)| time) });
        let found = pictures(&emulator, &vod, submit).await;
        for ((time, expected), picture) in shown.iter().zip(&found) {
            let found = time_in(picture);
            assert!(
                (found - expected).abs() < frame / 2.0,
                "{name} at {time} ms shows {found}, not {expected}"
            );
        }
    }
    let submit = json!({ "VideoId": "short-gop", "SpecifiedOffsetTimes": [2000, 8000, 60_000] });
    assert_eq!(
        pictures(&emulator, &vod, submit).await.len(),
        1,
        "past the end is nothing"
    );
    let missing = error_of(&vod, "SubmitSnapshotJob", json!({ "VideoId": "none" })).await;
    assert_eq!(missing, ("InvalidVideo.NotFound".to_owned(), 404));
}

#[tokio::test]
async fn sizes_series_and_sprites() {
    let Some((directory, emulator)) = start().await else {
        return;
    };
    let media = directory.path().join("media");
    make(
        &media.join("wide.mp4"),
        "320x180",
        "",
        &["-c:v", "libx264", "-qp", "0", "-g", "30"],
    );
    remake(
        &media.join("wide.mp4"),
        &media.join("turned.mp4"),
        &["-c", "copy", "-metadata:s:v", "rotate=90"],
    );
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let sizes = [
        (json!({}), (320, 180)),
        (json!({ "Width": "64" }), (64, 36)),
        (json!({ "Height": "90" }), (160, 90)),
        (json!({ "Width": "50", "Height": "100" }), (50, 100)),
    ];
    for (size, (width, height)) in sizes {
        for (name, expected) in [("wide", (width, height)), ("turned", (height, width))] {
            let mut submit = json!({ "VideoId": name, "Count": 1, "SpecifiedOffsetTime": 4000 });
            submit
                .as_object_mut()
                .unwrap()
                .extend(size.as_object().unwrap().clone());
            let found = &pictures(&emulator, &vod, submit).await[0];
            let given = size.as_object().unwrap().len();
            let wanted = match (given, name) {
                // Only one side is given: the other follows from the proportions of the video as it is shown.
                (1, "turned") if size["Width"].is_string() => (64, 112),
                (1, "turned") => (50, 90),
                (2, _) => (50, 100),
                _ => expected,
            };
            assert_eq!((found.width(), found.height()), wanted, "{name} {size}");
            let upright = if name == "turned" {
                found.rotate90()
            } else {
                found.clone()
            };
            assert!(
                (time_in(&upright) - 4.0).abs() < 0.05,
                "{name} {size}: {}",
                time_in(&upright)
            );
        }
    }
    let seconds = |pictures: &[image::DynamicImage]| -> Vec<f64> {
        pictures
            .iter()
            .map(|picture| (time_in(picture) * 10.0).round() / 10.0)
            .collect()
    };
    let series = json!({ "VideoId": "wide", "Count": 3, "Interval": 2, "SpecifiedOffsetTime": 1500 });
    assert_eq!(seconds(&pictures(&emulator, &vod, series).await), [1.5, 3.5, 5.5]);
    let spread = json!({ "VideoId": "wide", "Count": 4, "Interval": 0 });
    assert_eq!(
        seconds(&pictures(&emulator, &vod, spread).await),
        [0.0, 2.0, 4.0, 6.0]
    );
    let config = json!({ "CellWidth": "40", "CellHeight": "20", "Columns": "3", "Lines": "2", "Padding": "2", "Margin": "4" });
    let sprite =
        json!({ "VideoId": "wide", "Count": 8, "Interval": 1, "SpriteSnapshotConfig": config.to_string() });
    let sheets = pictures(&emulator, &vod, sprite).await;
    let sheet_sizes: Vec<(u32, u32)> = sheets
        .iter()
        .map(|sheet| (sheet.width(), sheet.height()))
        .collect();
    assert_eq!(sheet_sizes, [(132, 50), (132, 28)]);
    for tile in 0..8 {
        let (column, line) = (tile % 3, tile % 6 / 3);
        let sheet = &sheets[tile as usize / 6];
        let cell = sheet.crop_imm(4 + column * 42, 4 + line * 22, 40, 20);
        assert!(
            (time_in(&cell) - f64::from(tile)).abs() < 0.1,
            "tile {tile}: {}",
            time_in(&cell)
        );
    }
}

#[tokio::test]
async fn key_frames_and_black_first_frames() {
    let Some((directory, emulator)) = start().await else {
        return;
    };
    let media = directory.path().join("media");
    let keys = ["-c:v", "libx264", "-qp", "0", "-g", "25", "-sc_threshold", "0"];
    make(&media.join("film.mp4"), "160x90", "", &keys);
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let cut = |settings: Value| {
        let (ice, emulator) = (&ice, &emulator);
        async move {
            let submit = json!({
                "Input": { "Type": "Media", "Media": "film" },
                "Output": { "Type": "OSS", "Media": "oss://out/{Count}.jpg" },
                "TemplateConfig": { "TemplateId": "S00000002-100010", "OverwriteParams": settings },
            });
            let job = call(ice, "SubmitSnapshotJob", submit).await.unwrap();
            let_finish(emulator);
            let urls = call(ice, "GetSnapshotUrls", json!({ "JobId": job["JobId"] }))
                .await
                .unwrap();
            let mut times = Vec::new();
            for url in urls["SnapshotUrls"].as_array().unwrap() {
                times.push((time_in(&picture(url.as_str().unwrap()).await) * 10.0).round() / 10.0);
            }
            times
        }
    };
    let two = |more: Value| {
        let mut settings = json!({ "Time": 1400, "Interval": 2, "Count": 2 });
        settings
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        settings
    };
    assert_eq!(cut(two(json!({}))).await, [1.4, 3.4]);
    assert_eq!(cut(two(json!({ "FrameType": "intra" }))).await, [2.5, 2.5]);
    let early = |more: Value| {
        let mut settings = json!({ "Time": 0, "Interval": 3, "Count": 2 });
        settings
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        settings
    };
    assert_eq!(cut(early(json!({}))).await, [0.0, 3.0]);
    assert_eq!(cut(early(json!({ "BlackLevel": 90 }))).await, [3.0]);
    // The left half of the second second is a little lighter than black, the right half much.
    assert_eq!(cut(two(json!({ "BlackLevel": 60 }))).await, [1.4, 3.4]);
    assert_eq!(cut(two(json!({ "BlackLevel": 40 }))).await, [3.4]);
    let strict = json!({ "BlackLevel": 40, "PixelBlackThreshold": 10 });
    assert_eq!(cut(two(strict)).await, [1.4, 3.4]);
    let alone = json!({ "Time": 0, "Count": 1, "BlackLevel": 90 });
    assert_eq!(cut(alone).await, [0.0], "there would be nothing left");
}
