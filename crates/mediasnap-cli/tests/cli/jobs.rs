//! The unified commands against the emulator.

use serde_json::Value;

use crate::emulator::Running;
use crate::run::{Ran, run_with};

const EMULATOR: &[(&str, &str)] = &[
    ("HUAWEICLOUD_SDK_AK", "EMULATORAK"),
    ("HUAWEICLOUD_SDK_SK", "emulator-secret-key"),
    ("HUAWEICLOUD_SDK_PROJECT_ID", "0123456789abcdef0123456789abcdef"),
    ("TENCENTCLOUD_SECRET_ID", "EMULATORAK"),
    ("TENCENTCLOUD_SECRET_KEY", "emulator-secret-key"),
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "EMULATORAK"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "emulator-secret-key"),
];

fn run(emulator: &Running, region: &str, arguments: &[&str]) -> Ran {
    let to = ["--endpoint", &emulator.url, "--region", region];
    run_with(&[arguments, &to].concat(), EMULATOR, b"")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn a_job_from_submit_to_download() {
    let emulator = Running::start(&[]);
    let mpc = |arguments: &[&str]| run(&emulator, "cn-north-4", arguments);
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
    let submits: [(&str, &str, &[&str]); 3] = [
        (
            "huawei-vod",
            "cn-north-4",
            &["--media", "0b6ba8a1e2d94f8a9a4a3d9b6c8e1f20", "--evenly", "3"],
        ),
        (
            "tencent-tiw",
            "ap-singapore",
            &["--whiteboard", "1400000001/29", "--size", "640x360"],
        ),
        (
            "alibaba-vod",
            "cn-shanghai",
            &["--media", "d3e680e618708efbf2cae7cc9312a1b2", "--at", "0s,1500ms"],
        ),
    ];
    for (product, region, arguments) in submits {
        let submit = [&["submit", product], arguments, &["--wait"]].concat();
        let job = run(&emulator, region, &submit).json();
        assert_eq!(job["state"], "succeeded", "{job}");
        let directory = tempfile::tempdir().unwrap();
        let out = directory.path().to_str().unwrap();
        let files = run(
            &emulator,
            region,
            &["download", product, text(&job["id"]), "--out", out],
        )
        .json();
        assert!(files.as_array().unwrap().len() >= 2, "{product}: {files}");
    }
}

#[test]
fn what_cannot_be_done_is_said_before_anything_is_sent() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", nobody.local_addr().unwrap());
    let cases: [&[&str]; 7] = [
        &["submit", "tencent-tiw", "--media", "x"],
        &[
            "submit",
            "alibaba-vod",
            "--media",
            "x",
            "--every",
            "1500ms",
            "--count",
            "3",
        ],
        &[
            "submit",
            "alibaba-vod",
            "--media",
            "x",
            "--at",
            "1s",
            "--every",
            "2s",
        ],
        &["submit", "alibaba-vod"],
        &["submit", "huawei-mpc", "--object", "no-key", "--to", "b/o"],
        &["cancel", "alibaba-vod", "v/j"],
        &["list", "alibaba-vod", "--state", "nonsense"],
    ];
    for arguments in cases {
        let call = [arguments, &["--endpoint", &endpoint, "--region", "r"]].concat();
        run_with(&call, EMULATOR, b"").failure(2);
    }
    nobody.set_nonblocking(true).unwrap();
    assert!(nobody.accept().is_err());
}

#[test]
fn a_wait_has_an_end() {
    let emulator = Running::start(&[]);
    let ran = run(
        &emulator,
        "cn-north-4",
        &["wait", "huawei-mpc", "424242", "--timeout", "2s"],
    );
    assert_ne!(ran.code, 0);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
}
