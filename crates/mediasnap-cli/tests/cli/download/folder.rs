//! The directory: resumed, kept from harm, complete.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::{IMAGE, download, image, names, requests, storage};
use crate::support::emulator::Running;
use crate::support::server::Reply;

#[test]
fn a_second_run_resumes() {
    let directory = tempfile::tempdir().unwrap();
    let server = storage([
        vec![image()],
        vec![Reply::Response(404, "", Vec::new()), image()],
        vec![image()],
    ]);
    assert_eq!(download(&server, directory.path(), &[]).code, 1);
    let files = download(&server, directory.path(), &[]).json();
    assert_eq!(files[0]["kept"], true);
    assert_eq!(files[1]["kept"], false);
    assert_eq!(
        [1, 2, 3].map(|n| requests(&server, &format!("/{n}.jpg"))),
        [1, 2, 1]
    );

    // A file that has changed is downloaded again, and one that is gone too.
    std::fs::write(directory.path().join("001-1.jpg"), "\u{fffd} imag").unwrap();
    std::fs::remove_file(directory.path().join("003-3.jpg")).unwrap();
    download(&server, directory.path(), &[]).success();
    assert_eq!(std::fs::read(directory.path().join("001-1.jpg")).unwrap(), IMAGE);
    assert_eq!(
        [1, 2, 3].map(|n| requests(&server, &format!("/{n}.jpg"))),
        [2, 2, 2]
    );

    let text = std::fs::read(directory.path().join("images.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(
        json!([manifest["product"], manifest["job"]]),
        json!(["tencent-tiw", "1/t"])
    );
    let files: Vec<&str> = manifest["images"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["file"].as_str().unwrap())
        .collect();
    assert_eq!(files, ["001-1.jpg", "002-2.jpg", "003-3.jpg"]);
    assert_eq!(manifest["images"][0]["bytes"], IMAGE.len());
}

#[test]
fn files_of_others_are_kept() {
    let directory = tempfile::tempdir().unwrap();
    let server = storage([vec![image()], vec![image()], vec![image()]]);
    std::fs::write(directory.path().join("001-1.jpg"), "mine").unwrap();
    std::fs::write(directory.path().join("002-2.jpg"), IMAGE).unwrap();
    let ran = download(&server, directory.path(), &[]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr
            .contains("exists and has other content (image 001-1.jpg)"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        std::fs::read(directory.path().join("001-1.jpg")).unwrap(),
        b"mine"
    );
    download(&server, directory.path(), &["--overwrite"]).success();
    assert_eq!(std::fs::read(directory.path().join("001-1.jpg")).unwrap(), IMAGE);

    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("images.json"), "[1]").unwrap();
    assert!(
        download(&server, other.path(), &[])
            .failure(1)
            .contains("images.json")
    );
    assert_eq!(std::fs::read(other.path().join("images.json")).unwrap(), b"[1]");
}

#[test]
#[cfg(unix)]
fn no_link_is_followed_and_the_mode_is_the_users() {
    use std::os::unix::fs::{MetadataExt as _, symlink};

    let directory = tempfile::tempdir().unwrap();
    let victim = directory.path().join("victim");
    std::fs::write(&victim, "precious").unwrap();
    let out = directory.path().join("out");
    std::fs::create_dir(&out).unwrap();
    symlink(&victim, out.join("001-1.jpg")).unwrap();
    symlink(directory.path().join("new"), out.join("images.json")).unwrap();
    let server = storage([vec![image()], vec![image()], vec![image()]]);
    for more in [&[][..], &["--overwrite"]] {
        let ran = download(&server, &out, more);
        assert_eq!(ran.code, i32::from(more.is_empty()), "{}", ran.stderr);
        assert_eq!(std::fs::read(&victim).unwrap(), b"precious");
        assert!(!directory.path().join("new").exists());
    }
    assert_eq!(std::fs::read(out.join("001-1.jpg")).unwrap(), IMAGE);
    let plain = std::fs::metadata(&victim).unwrap().mode();
    for name in names(&out) {
        assert_eq!(
            std::fs::symlink_metadata(out.join(&name)).unwrap().mode(),
            plain,
            "{name}"
        );
    }
}

#[test]
fn what_is_saved_before_the_deadline_is_printed() {
    let directory = tempfile::tempdir().unwrap();
    let server = storage([vec![image()], vec![Reply::Stall(IMAGE.to_vec())], vec![image()]]);
    let ran = download(&server, directory.path(), &["--timeout", "2s"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("001-1.jpg") && ran.took < Duration::from_secs(5),
        "{}",
        ran.stdout
    );
    assert_eq!(
        names(directory.path())
            .iter()
            .filter(|name| name.contains(".part"))
            .count(),
        0
    );
}

#[test]
fn a_track_names_the_files_that_were_written() {
    let emulator = Running::start(&["--job-duration", "1ms"]);
    let config = json!({"Type": "WebVtt", "Time": 0, "Interval": 1, "Count": 10, "IsSptFrag": true, "Width": 160, "Height": 90,
        "SpriteSnapshotConfig": {"CellWidth": 160, "CellHeight": 90, "Columns": 4, "Lines": 2}});
    let create = json!({"Name": "t", "Type": "2", "Subtype": "3", "TemplateConfig": config.to_string()});
    let template = emulator
        .call("alibaba-ice", "CreateCustomTemplate", &create)
        .json();
    let id = template["CustomTemplate"]["TemplateId"].as_str().unwrap();
    let submit = json!({"Input": json!({"Type": "OSS", "Media": "oss://b/in.mp4"}).to_string(),
        "Output": json!({"Type": "OSS", "Media": "oss://out/vtt/index.vtt"}).to_string(),
        "TemplateConfig": json!({"TemplateId": id}).to_string()});
    let job = emulator.call("alibaba-ice", "SubmitSnapshotJob", &submit).json();
    let job = job["JobId"].as_str().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    let download = ["download", "alibaba-ice", job, "--wait", "--out", out];
    let files = emulator.run("cn-shanghai", &download).json();
    let track = files
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["kind"] == "index")
        .unwrap();
    let text = std::fs::read_to_string(track["file"].as_str().unwrap()).unwrap();
    let references: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split_once('#').map(|(file, _)| file))
        .collect();
    assert!(!references.is_empty(), "{text}");
    for reference in references {
        assert!(
            directory.path().join(reference).is_file(),
            "{reference} in {text}"
        );
    }
    // It is recorded as it was written, and survives a second run.
    let again = emulator.run("cn-shanghai", &download).json();
    assert_eq!(again[0]["kept"], true, "{again}");
    assert_eq!(
        std::fs::read_to_string(track["file"].as_str().unwrap()).unwrap(),
        text
    );
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_can_be_resumed() {
    use std::process::{Command, Stdio};

    use crate::support::run::{KEYS, binary};

    let directory = tempfile::tempdir().unwrap();
    let slow = vec![Reply::Stall(IMAGE.to_vec()), image()];
    let server = storage([vec![image()], slow.clone(), slow]);
    let out = directory.path().to_str().unwrap();
    let command = [
        "download",
        "tencent-tiw",
        "1/t",
        "--out",
        out,
        "--endpoint",
        &server.url,
    ];
    let child = binary(&command, KEYS)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let saved = || names(directory.path()).iter().any(|name| name == "001-1.jpg");
    while !saved() || requests(&server, ".jpg") < 3 {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(200));
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(143));
    assert_eq!(names(directory.path()), ["001-1.jpg", "images.json"]);
    let files = download(&server, directory.path(), &[]).json();
    assert_eq!(json!([files[0]["kept"], files[1]["kept"]]), json!([true, false]));
    assert_eq!(requests(&server, "/1.jpg"), 1);
}

#[test]
fn the_kinds_of_images_are_told_apart() {
    let emulator = Running::start(&["--job-duration", "1ms"]);
    let submit = [
        "submit",
        "alibaba-vod",
        "--media",
        "v",
        "--every",
        "1s",
        "--count",
        "4",
        "--wait",
    ];
    let sprites = ["--sprite", "2x2", "--keep-frames"];
    let ran = emulator.run("cn-shanghai", &[&submit[..], &sprites].concat());
    let job: Value = serde_json::from_str(&ran.stdout).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    let files = emulator.run(
        "cn-shanghai",
        &[
            "download",
            "alibaba-vod",
            job["id"].as_str().unwrap(),
            "--out",
            out,
        ],
    );
    let files = files.json();
    let of = |kind: &str| {
        files
            .as_array()
            .unwrap()
            .iter()
            .filter(|file| file["kind"] == kind)
            .count()
    };
    assert_eq!(["frame", "tile", "sprite"].map(of), [4, 4, 1], "{files}");
}
