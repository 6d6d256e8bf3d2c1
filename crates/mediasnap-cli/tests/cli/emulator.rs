//! `mediasnap emulator`, and `mediasnap call` against it.

use std::process::Command;
use std::time::{Duration, Instant};

use mediasnap::conformance::cases;
use serde_json::json;

use crate::support::emulator::Running;
use crate::support::run::run_with;
use crate::support::samples::{product, submit_options};

#[test]
fn a_job_of_each_vendor() {
    let emulator = Running::start(&[]);
    let place = json!({"bucket": "b", "location": "cn-north-4", "object": "in.mp4"});
    let task = json!({"input": place, "output": place, "thumbnail_para": {"type": "DOTS", "dots": [1, 2]}});
    let created = emulator.call("huawei-mpc", "CreateThumbnailsTask", &task).json();
    let ask = json!({"task_id": [created["task_id"]]});
    emulator.wait("huawei-mpc", "ListThumbnailsTask", &ask, |answer| {
        answer["task_array"][0]["status"] == "SUCCEEDED"
    });

    let task = json!({"SdkAppId": 1_400_000_001, "RoomId": 1, "Whiteboard": {"Width": 640, "Height": 360}});
    let created = emulator.call("tencent-tiw", "CreateSnapshotTask", &task).json();
    let ask = json!({"SdkAppId": 1_400_000_001, "TaskID": created["Response"]["TaskID"]});
    let done = emulator.wait("tencent-tiw", "DescribeSnapshotTask", &ask, |answer| {
        answer["Response"]["Status"] == "Finished"
    });
    let image = done["Response"]["Result"]["Snapshots"][0].as_str().unwrap();
    assert!(image.starts_with(&emulator.url), "{image}");

    let job = json!({"VideoId": "v", "Count": 2, "Interval": 1, "UserData": ""});
    emulator.call("alibaba-vod", "SubmitSnapshotJob", &job).success();
    let ask = json!({"VideoId": "v", "SnapshotType": "NormalSnapshot"});
    emulator.wait("alibaba-vod", "ListSnapshots", &ask, |answer| {
        answer["MediaSnapshot"]["Total"] == 2
    });
}

#[test]
fn templates_can_be_strict_and_other_machines_are_warned_of() {
    let job = json!({"VideoId": "v", "SnapshotTemplateId": "never"});
    let submit = |options: &[&str]| {
        let emulator = Running::start(options);
        emulator.call("alibaba-vod", "SubmitSnapshotJob", &job)
    };
    submit(&[]).success();
    assert!(
        submit(&["--strict-templates"])
            .failure(1)
            .contains("NoSuchResource")
    );
    for (listen, warns) in [("127.0.0.1:0", false), ("0.0.0.0:0", true)] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mediasnap"))
            .args(["emulator", "--listen", listen])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(
            &mut std::io::BufReader::new(child.stdout.take().unwrap()),
            &mut line,
        )
        .unwrap();
        assert!(line.contains("listening"), "{line}");
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(stderr.contains("warning: other machines"), warns, "{stderr}");
    }
}

#[test]
fn other_keys_and_another_time() {
    let emulator = Running::start(&["--access-key", "one:secret:1", "--access-key", "two:s2"]);
    let ask = json!({"JobId": "none"});
    for (id, secret) in [("one", "secret:1"), ("two", "s2")] {
        let ran = emulator.call_with(id, secret, "alibaba-ice", "GetSnapshotJob", &ask);
        assert!(ran.failure(1).contains("NotFound"), "{}", ran.stderr);
    }
    let ran = emulator.call_with("one", "wrong", "alibaba-ice", "GetSnapshotJob", &ask);
    assert!(ran.failure(1).contains("SignatureDoesNotMatch"), "{}", ran.stderr);
    let ran = emulator.call("alibaba-ice", "GetSnapshotJob", &ask);
    assert!(ran.failure(1).contains("InvalidAccessKeyId"), "{}", ran.stderr);

    // Our clients learn the vendor's clock from its error, and sign by it, unless it is days off and nothing vouches for it.
    for (days, believed) in [(1, true), (3, false)] {
        let now = (chrono::Utc::now() - chrono::Duration::days(days))
            .timestamp()
            .to_string();
        let emulator = Running::start(&["--now", &now]);
        let ran = emulator.call("huawei-mpc", "ListThumbnailsTask", &json!({}));
        assert_eq!(ran.code == 0, believed, "{}", ran.stderr);
    }
}

#[test]
fn faults_and_data() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(
        path("faults.json"),
        r#"[{"operation": "GetSnapshotJob", "code": "Planted", "status": 400}]"#,
    )
    .unwrap();
    let job = json!({"VideoId": "v", "Count": 2, "Interval": 1});
    let options = [
        "--faults",
        &path("faults.json"),
        "--data",
        &path("data"),
        "--job-duration",
        "1ms",
    ];
    let emulator = Running::start(&options);
    let ran = emulator.call("alibaba-ice", "GetSnapshotJob", &json!({"JobId": "j"}));
    assert!(ran.failure(1).contains("Planted"), "{}", ran.stderr);
    emulator.call("alibaba-vod", "SubmitSnapshotJob", &job).success();
    drop(emulator);
    let emulator = Running::start(&options);
    let ask = json!({"VideoId": "v", "SnapshotType": "NormalSnapshot"});
    let answer = emulator.call("alibaba-vod", "ListSnapshots", &ask).json();
    assert_eq!(answer["MediaSnapshot"]["Total"], 2, "{answer}");
}

#[test]
fn nothing_acknowledged_is_lost_when_it_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let options = ["--data", &path("data"), "--job-duration", "1ms"];
    let mut emulator = Running::start(&options);
    let template = json!({"Name": "t", "TemplateType": "Snapshot", "TemplateConfig":
        r#"{"SnapshotType":"NormalSnapshot","SnapshotConfig":{"Count":2,"Interval":1}}"#});
    let template = emulator.call("alibaba-vod", "AddVodTemplate", &template).json();
    let submitted: Vec<(&str, String)> = cases()
        .iter()
        .filter(|case| !case.endless)
        .map(|case| {
            let (frames, others) = submit_options(case, &emulator);
            let options: Vec<&str> = frames.iter().chain(&others).map(String::as_str).collect();
            let submit = [&["submit", case.product.as_str()], &options[..]].concat();
            let job = emulator.run(product(case).default_region, &submit).json();
            (case.product.as_str(), job["id"].as_str().unwrap().to_owned())
        })
        .collect();
    // A second one with the same file would overwrite what the first has written.
    let second = run_with(&["emulator", "--data", &path("data")], &[], b"");
    assert!(
        second.failure(3).contains("another emulator uses it"),
        "{}",
        second.stderr
    );
    emulator.child.kill().unwrap();
    emulator.child.wait().unwrap();

    let emulator = Running::start(&options);
    let got = json!({"VodTemplateId": template["VodTemplateId"]});
    let got = emulator.call("alibaba-vod", "GetVodTemplate", &got).json();
    assert_eq!(got["VodTemplateInfo"]["Name"], "t");
    let objects = format!("{}/objects", emulator.url);
    let images = directory.path().join("images");
    for (key, id) in submitted {
        let region = mediasnap::products().iter().find(|product| product.key == key);
        let region = region.unwrap().default_region;
        let job = emulator.run(region, &["get", key, &id]).json();
        assert_eq!(job["state"], "succeeded", "{job}");
        let out = images.join(key);
        let download = ["download", key, &id, "--out", out.to_str().unwrap()];
        let files = emulator.run(region, &[&download[..], &["--objects", &objects]].concat());
        let files = files.json();
        assert!(!files.as_array().unwrap().is_empty(), "{key}");
        for file in files.as_array().unwrap() {
            let bytes = std::fs::read(file["file"].as_str().unwrap()).unwrap();
            assert_eq!(bytes[..3], [0xff, 0xd8, 0xff], "{file}");
        }
    }
    drop(emulator);

    std::fs::write(
        path("data"),
        "this is no database, but it is long enough to look at ".repeat(20),
    )
    .unwrap();
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(path(&format!("data{suffix}")));
    }
    let broken = run_with(&["emulator", "--data", &path("data")], &[], b"");
    assert!(
        broken.failure(3).contains("cannot be used as a data file"),
        "{}",
        broken.stderr
    );
}

#[test]
fn results_in_a_folder_and_notifications() {
    let directory = tempfile::tempdir().unwrap();
    let results = directory.path().join("results");
    let options = [
        "--results",
        results.to_str().unwrap(),
        "--callback-key",
        "a-key",
        "--job-duration",
        "1ms",
    ];
    let emulator = Running::start(&options);
    let job = json!({"VideoId": "v", "Count": 1, "SpecifiedOffsetTime": 1000});
    let job = emulator.call("alibaba-vod", "SubmitSnapshotJob", &job).json();
    let id = job["SnapshotJob"]["JobId"].as_str().unwrap();
    let file = results.join(format!("outin-emulator/v/snapshots/normal/{id}-00001.jpg"));
    let started = Instant::now();
    while !file.exists() {
        assert!(started.elapsed() < Duration::from_secs(20), "{}", file.display());
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(std::fs::read(file).unwrap()[..3], [0xff, 0xd8, 0xff]);
}

#[test]
fn bad_options() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    run_with(&["emulator", "--listen", &address], &[], b"").failure(3);
    run_with(&["emulator", "--listen", "nowhere"], &[], b"").failure(3);
    run_with(&["emulator", "--access-key", "no-secret"], &[], b"").failure(2);
    run_with(&["emulator", "--faults", "/nonexistent/f.json"], &[], b"").failure(2);
    run_with(&["emulator", "--media", "/nonexistent/media"], &[], b"").failure(3);
    run_with(&["emulator", "--now", "9223372036854775807"], &[], b"").failure(2);
}

#[test]
#[cfg(unix)]
fn signals_end_it_soon_and_well() {
    for signal in ["-TERM", "-INT"] {
        let mut emulator = Running::start(&[]);
        // A connection that stays open does not keep it.
        let address = emulator.url.strip_prefix("http://").unwrap().to_owned();
        let idle = std::net::TcpStream::connect(&address).unwrap();
        let started = Instant::now();
        let sent = Command::new("kill")
            .args([signal, &emulator.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
        let status = emulator.child.wait().unwrap();
        assert_eq!(status.code(), Some(0));
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "{:?}",
            started.elapsed()
        );
        drop(idle);
    }
}

#[test]
fn secrets_come_from_files_and_are_never_repeated() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("key");
    std::fs::write(&path, "\u{feff}one:secret:1\r\n").unwrap();
    let file = format!("@{}", path.display());
    let emulator = Running::start(&["--access-key", &file, "--callback-key", &file]);
    let ask = json!({"JobId": "none"});
    let ran = emulator.call_with("one", "secret:1", "alibaba-ice", "GetSnapshotJob", &ask);
    assert!(ran.failure(1).contains("NotFound"), "{}", ran.stderr);
    drop(emulator);

    std::fs::write(&path, "planted").unwrap();
    for option in ["--access-key", "--temporary-key"] {
        for value in ["planted", "planted:", file.as_str()] {
            let ran = run_with(&["emulator", option, value], &[], b"");
            let stderr = ran.failure(2);
            assert!(stderr.contains(option) && !stderr.contains("planted"), "{stderr}");
        }
    }
    for option in ["--token", "--callback-key", "--access-key"] {
        let ran = run_with(&["emulator", option, "@/no/such/file"], &[], b"");
        let stderr = ran.failure(2);
        assert!(stderr.contains("/no/such/file cannot be read"), "{stderr}");
    }
}
