//! `track` and `sheet`: from a folder of images to a track and a contact sheet.

use std::path::Path;

use image::{Rgb, RgbImage};
use serde_json::{Value, json};

use crate::support::run::run;

/// Saves frames at these times, in seconds, with their images.json.
fn frames(folder: &Path, times: &[u64]) {
    let images: Vec<Value> = times
        .iter()
        .map(|time| {
            let file = format!("{time}.png");
            RgbImage::from_pixel(64, 36, Rgb([200, 40, 40]))
                .save(folder.join(&file))
                .unwrap();
            json!({ "file": file, "offset_ms": time * 1_000 })
        })
        .collect();
    let manifest = json!({ "source": "a.mp4", "images": images });
    std::fs::write(folder.join("images.json"), manifest.to_string()).unwrap();
}

#[test]
fn a_track_has_every_form() {
    let folder = tempfile::tempdir().unwrap();
    frames(folder.path(), &[0, 5, 10]);
    let (images, out) = (folder.path().to_str().unwrap(), folder.path().join("track"));
    let ran = run(&[
        "track",
        images,
        "--out",
        out.to_str().unwrap(),
        "--grid",
        "2x2",
        "--cell",
        "32x18",
    ]);
    let printed = ran.json();
    assert_eq!(
        (
            &printed["thumbnails"],
            &printed["duration_ms"],
            &printed["sheets"]
        ),
        (&json!(3), &json!(15_000), &json!(["sheet-001.jpg"]))
    );
    for file in [
        "sheet-001.jpg",
        "thumbnails.vtt",
        "track.json",
        "index.html",
        "images.m3u8",
        "adaptation-set.xml",
    ] {
        assert!(out.join(file).exists(), "{file}");
    }
    let vtt = std::fs::read_to_string(out.join("thumbnails.vtt")).unwrap();
    assert!(
        vtt.contains("00:00:10.000 --> 00:00:15.000\nsheet-001.jpg#xywh=0,18,32,18"),
        "{vtt}"
    );
}

#[test]
fn frames_without_times_have_an_interval() {
    let folder = tempfile::tempdir().unwrap();
    frames(folder.path(), &[0, 1, 2]);
    let images = folder.path().to_str().unwrap();
    let manifest = std::fs::read_to_string(folder.path().join("images.json")).unwrap();
    let mut manifest: Value = serde_json::from_str(&manifest).unwrap();
    for image in manifest["images"].as_array_mut().unwrap() {
        image.as_object_mut().unwrap().remove("offset_ms");
    }
    std::fs::write(folder.path().join("images.json"), manifest.to_string()).unwrap();
    let track = |arguments: &[&str]| run(&[&["track", images, "--out", images], arguments].concat());
    assert!(
        track(&[]).failure(2).contains("--interval"),
        "{}",
        track(&[]).stderr
    );
    assert_eq!(track(&["--interval", "10s"]).json()["duration_ms"], 30_000);
}

#[test]
fn a_contact_sheet_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    frames(folder.path(), &[1, 2, 3]);
    let out = folder.path().join("sheet.jpg");
    run(&[
        "sheet",
        folder.path().to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--width",
        "640",
    ])
    .success();
    assert!(image::open(&out).unwrap().width() >= 400);
}

#[test]
fn what_cannot_be_a_track_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let images = folder.path().to_str().unwrap();
    let track = |arguments: &[&str]| run(&[&["track", images, "--out", images], arguments].concat());
    assert!(track(&[]).failure(1).contains("images.json"));
    frames(folder.path(), &[0]);
    for (arguments, expected) in [
        (["--grid", "0x5"], "`10x10`"),
        (["--quality", "0"], "from 1 to 100"),
        (["--format", "bmp"], "bmp"),
    ] {
        let ran = track(&arguments);
        assert!(ran.failure(2).contains(expected), "{}", ran.failure(2));
    }
}
