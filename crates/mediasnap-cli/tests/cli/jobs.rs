//! The unified commands against the emulator.

use mediasnap::conformance::cases;
use serde_json::{Value, json};

use crate::support::emulator::Running;
use crate::support::samples::{product, submit_options};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn a_job_from_submit_to_download() {
    let emulator = Running::start(&[]);
    let mpc = |arguments: &[&str]| emulator.run("cn-north-4", arguments);
    let job = mpc(&[
        "submit",
        "huawei-mpc",
        "--object",
        "b/in.mp4",
        "--to",
        "b/out",
        "--at",
        "1s,2s,4s",
        "--longer-side",
        "640",
    ])
    .json();
    let id = text(&job["id"]);
    assert_eq!(job["state"], "queued");
    let done = mpc(&["wait", "huawei-mpc", id]).json();
    assert_eq!(
        (text(&done["state"]), text(&done["raw_state"])),
        ("succeeded", "SUCCEEDED")
    );
    let shown = mpc(&["get", "huawei-mpc", id, "--query", "state"]);
    assert_eq!(shown.success(), "\"succeeded\"\n");
    let listed = mpc(&["list", "huawei-mpc", "--state", "succeeded"]).json();
    assert_eq!(listed[0]["id"], done["id"]);
    assert_eq!(
        mpc(&["list", "huawei-mpc", "--state", "failed"]).success(),
        "[]\n"
    );
    assert!(mpc(&["cancel", "huawei-mpc", id]).failure(1).contains("MPC."));

    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().join("x");
    let download = ["download", "huawei-mpc", id, "--out", out.to_str().unwrap()];
    let ran = mpc(&download);
    assert!(ran.stderr.contains("address"), "{}", ran.stderr);
    let objects = format!("{}/objects/", emulator.url);
    let files = mpc(&[&download[..], &["--objects", &objects]].concat()).json();
    assert_eq!(files.as_array().unwrap().len(), 3);
    for file in files.as_array().unwrap() {
        assert!(image::open(text(&file["file"])).is_ok(), "{file}");
    }
}

#[test]
fn submit_and_wait_in_one() {
    let emulator = Running::start(&[]);
    let objects = format!("{}/objects", emulator.url);
    for case in cases().iter().filter(|case| !case.endless) {
        let (key, region) = (case.product.as_str(), product(case).default_region);
        let (frames, others) = submit_options(case, &emulator);
        let options: Vec<&str> = frames.iter().chain(&others).map(String::as_str).collect();
        let ran = emulator.run(region, &[&["submit", key, "--wait"], &options[..]].concat());
        let job: Value = serde_json::from_str(&ran.stdout).unwrap();
        let submitted = format!("submitted {key} job {}\n", text(&job["id"]));
        assert_eq!((ran.code, ran.stderr), (0, submitted));
        assert_eq!(job["state"], "succeeded", "{job}");
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().to_str().unwrap();
        let download = [
            "download",
            key,
            text(&job["id"]),
            "--out",
            out,
            "--objects",
            &objects,
        ];
        let files = emulator.run(region, &download).json();
        assert!(files.as_array().unwrap().len() >= case.images, "{key}: {files}");
    }
}

#[test]
fn a_wait_has_an_end() {
    let emulator = Running::start(&[]);
    let ran = emulator.run("cn-north-4", &["wait", "huawei-mpc", "424242", "--timeout", "2s"]);
    assert_ne!(ran.code, 0);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
}

/// A template that comes with the service.
fn template(emulator: &Running, subtype: &str) -> String {
    let ask = json!({"Type": "2", "Subtype": subtype});
    let templates = emulator.call("alibaba-ice", "ListSystemTemplates", &ask).json();
    text(&templates["SystemTemplateList"][0]["TemplateId"]).to_owned()
}

#[test]
fn an_on_demand_job_of_alibaba_ice() {
    let emulator = Running::start(&[]);
    let ice = |arguments: &[&str]| emulator.run("cn-shanghai", arguments);
    let template = template(&emulator, "1");
    let submit = ["submit", "alibaba-ice", "--template", &template, "--to", "b/out"];
    let more = [
        "--object",
        "b/in.mp4",
        "--every",
        "1s",
        "--count",
        "3",
        "--name",
        "mine",
        "--file-name",
        "x",
    ];
    let job = ice(&[&submit[..], &more].concat()).json();
    let id = text(&job["id"]);
    assert_eq!(ice(&["wait", "alibaba-ice", id]).json()["state"], "succeeded");
    let shown = ice(&["get", "alibaba-ice", id]).json();
    assert_eq!(
        (text(&shown["name"]), text(&shown["raw_state"])),
        ("mine", "Success")
    );
    let listed = ice(&["list", "alibaba-ice", "--state", "succeeded", "--query", "[].id"]);
    assert_eq!(listed.json(), json!([id]));
    ice(&["cancel", "alibaba-ice", id]).failure(2);

    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    let files = ice(&["download", "alibaba-ice", id, "--out", out]).json();
    assert_eq!(files.as_array().unwrap().len(), 3, "{files}");
    assert!(image::open(text(&files[0]["file"])).is_ok());

    let more = [
        "--media", "m", "--sprite", "2x2", "--cell", "160x90", "--every", "1s", "--count", "4", "--wait",
    ];
    let job: Value = serde_json::from_str(&ice(&[&submit[..], &more].concat()).stdout).unwrap();
    let files = ice(&["download", "alibaba-ice", text(&job["id"]), "--out", out]).json();
    let sprite = image::open(text(&files[0]["file"])).unwrap();
    assert!(sprite.width() >= 320 && sprite.height() >= 180, "{files}");
}

#[test]
fn a_live_job_of_alibaba_ice() {
    // Up to now is listed by this machine's clock: the emulator's comes up to it.
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let start = (now.as_secs() - 21).to_string();
    let emulator = Running::start(&["--now", &start]);
    let ice = |arguments: &[&str]| emulator.run("cn-shanghai", arguments);
    let make = json!({"TemplateName": "live", "TimeInterval": 5,
        "SequenceFormat": "live/{JobId}/{UnixTimestamp}.jpg"});
    let template = emulator
        .call("alibaba-ice", "CreateLiveSnapshotTemplate", &make)
        .json();
    let template = text(&template["TemplateId"]);
    let job = ice(&[
        "submit",
        "alibaba-ice",
        "--stream",
        "rtmp://push.example.org/app/stream",
        "--to",
        "b",
        "--to-endpoint",
        "storage.example.org",
        "--name",
        "cam",
        "--template",
        template,
    ])
    .json();
    let id = text(&job["id"]);
    assert!(id.starts_with("live/"), "{id}");
    emulator.advance(21.0);
    let ran = ice(&["wait", "alibaba-ice", id, "--timeout", "3s"]);
    let line = ran.failure(4);
    assert!(line.contains(id) && line.contains("running"), "{line}");
    let shown = ice(&["get", "alibaba-ice", id]).json();
    assert_eq!((text(&shown["state"]), text(&shown["name"])), ("running", "cam"));
    let list = ["list", "alibaba-ice", "--source", "stream", "--query", "[].id"];
    assert_eq!(ice(&list).json(), json!([id]));
    assert_eq!(
        ice(&[&list[..], &["--state", "paused"]].concat()).json(),
        json!([])
    );
    ice(&["list", "alibaba-ice", "--source", "stream", "--state", "failed"]).failure(2);

    assert_eq!(ice(&["cancel", "alibaba-ice", id]).success(), "");
    assert_eq!(ice(&["wait", "alibaba-ice", id]).json()["state"], "paused");

    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    let objects = format!("{}/objects", emulator.url);
    let download = ["download", "alibaba-ice", id, "--objects", &objects, "--out", out];
    let files = ice(&download).json();
    let count = files.as_array().unwrap().len();
    assert!(count >= 3, "{files}");
    assert!(image::open(text(&files[0]["file"])).is_ok());
    let later = [
        &download[..],
        &["--from", "2999-01-01T00:00:00Z", "--to", "2999-01-01T01:00:00Z"],
    ]
    .concat();
    assert_eq!(ice(&later).json(), json!([]));
}
