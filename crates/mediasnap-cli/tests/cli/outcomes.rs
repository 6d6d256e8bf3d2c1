//! What happened, when it was not what was wanted: interrupted commands, creates without a response, jobs among which one fails.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::emulator::Running;
use crate::support::run::{KEYS, binary, call, run};
use crate::support::server::{Reply, Server};

const CREATED: &str = r#"{"Response":{"RequestId":"r","TaskID":"task1"}}"#;
const RUNNING: &str = r#"{"Response":{"RequestId":"r","TaskID":"task1","Status":"Running"}}"#;
const MPC_ERROR: &str = r#"{"error_code":"MPC.10050","error_msg":"internal"}"#;

fn start(command: &[&str], url: &str) -> Child {
    binary(&[command, &["--endpoint", url]].concat(), KEYS)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn send(signal: &str, child: &Child) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args([signal, &id])
            .status()
            .unwrap()
            .success()
    );
}

/// Returns whether this process ignores a signal. Only Linux tells.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).unwrap() & (1 << (signal - 1)) != 0)
}

#[test]
#[cfg(unix)]
fn a_wait_that_is_interrupted_names_the_job() {
    for (signal, code) in [("-HUP", 129), ("-INT", 130), ("-TERM", 143)] {
        // Under `nohup` or in the background of a script, the tests ignore signals, and so does what they start.
        if is_ignored(code - 128) {
            continue;
        }
        let replies = |_: &str| vec![Server::json(200, CREATED), Server::json(200, RUNNING)];
        let server = Server::script(replies);
        let submit = ["submit", "tencent-tiw", "--whiteboard", "1400000001/29", "--wait"];
        let mut child = start(&[&submit[..], &["--output", "ndjson"]].concat(), &server.url);
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        assert_eq!(line, "submitted tencent-tiw job 1400000001/task1\n");
        while server.requests().len() < 2 {
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_millis(200));
        send(signal, &child);
        line.clear();
        stderr.read_line(&mut line).unwrap();
        let last = "tencent-tiw 1400000001/task1 was last running\n";
        assert!(
            line.starts_with("error: ended by SIG") && line.ends_with(last),
            "{line}"
        );
        assert_eq!(child.wait().unwrap().code(), Some(code));
        let mut stdout = String::new();
        child.stdout.unwrap().read_to_string(&mut stdout).unwrap();
        let job: Value = serde_json::from_str(&stdout).unwrap();
        assert_eq!(job["id"], "1400000001/task1");
    }
}

#[test]
#[cfg(unix)]
fn a_download_that_is_interrupted_leaves_nothing_half_done() {
    let server = Server::script(|url| {
        let task = json!({"Response": {"RequestId": "r", "TaskID": "t", "Status": "Finished", "Result":
            {"ErrorCode": "OK", "Total": 1, "Snapshots": [format!("{url}/1.jpg")]}}});
        vec![
            Server::json(200, &task.to_string()),
            Reply::Stall(b"\xff\xd8".to_vec()),
        ]
    });
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    let child = start(
        &["download", "tencent-tiw", "1400000001/t", "--out", out],
        &server.url,
    );
    let files = || std::fs::read_dir(directory.path()).unwrap().count();
    while files() == 0 {
        std::thread::sleep(Duration::from_millis(20));
    }
    send("-TERM", &child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(143));
    let line = String::from_utf8(output.stderr).unwrap();
    assert!(line.contains("1400000001/t was last succeeded"), "{line}");
    assert_eq!(files(), 0);
}

#[test]
fn a_create_whose_outcome_is_unknown_says_so() {
    let replies = [
        Reply::Hangup,
        Reply::Silence,
        Server::json(200, ""),
        Server::json(502, "<html>"),
    ];
    for reply in replies {
        let server = Server::start(reply);
        let to = ["--endpoint", &server.url, "--timeout", "1s"];
        let ran = run(&[&["submit", "alibaba-vod", "--media", "v"][..], &to].concat());
        let list = "the job may exist: look with `mediasnap list alibaba-vod --source media --media v`";
        assert!(ran.failure(7).contains(list), "{}", ran.stderr);
        let submit = ["submit", "tencent-tiw", "--whiteboard", "1/2"];
        let ran = run(&[&submit[..], &to].concat());
        assert!(ran.failure(7).contains("has no list of jobs"), "{}", ran.stderr);
        let create = call(
            &server.url,
            "alibaba-vod",
            "SubmitSnapshotJob",
            r#"{"VideoId":"v"}"#,
        );
        let ran = run(&[&create[..], &["--timeout", "1s"]].concat());
        assert!(
            ran.failure(7).contains("check before calling it again"),
            "{}",
            ran.stderr
        );
        assert_eq!(server.requests().len(), 3, "each is sent once");
    }
    // The service has answered, or nothing was sent.
    let refused = Server::answering(503, r#"{"Code":"ServiceUnavailable","Message":"no"}"#);
    let submit = ["submit", "alibaba-vod", "--media", "v", "--endpoint"];
    run(&[&submit[..], &[&refused.url]].concat()).failure(1);
    run(&[&submit[..], &["http://127.0.0.1:1"]].concat()).failure(5);
}

#[test]
fn a_wait_goes_on_for_the_others_when_one_fails() {
    let emulator = Running::start(&["--job-duration", "1ms"]);
    let mpc = |arguments: &[&str]| emulator.run("cn-north-4", arguments);
    let submit = [
        "submit",
        "huawei-mpc",
        "--object",
        "b/in.mp4",
        "--to",
        "b/out",
        "--at",
        "1s",
    ];
    let ids: Vec<Value> = (0..2).map(|_| mpc(&submit).json()["id"].clone()).collect();
    let [first, second] = [&ids[0], &ids[1]].map(|id| id.as_str().unwrap());
    let wait = ["wait", "huawei-mpc", first, "999999", second];
    let ran = mpc(&wait);
    assert_eq!((ran.code, ran.stderr.lines().count()), (1, 1), "{}", ran.stderr);
    assert!(ran.stderr.contains("(job 999999)"), "{}", ran.stderr);
    let jobs: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json!([jobs[0]["id"], jobs[1]["id"]]), json!(ids));
    let ran = mpc(&[&wait[..], &["--output", "ndjson"]].concat());
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 2), "{}", ran.stdout);
}

#[test]
fn a_wait_that_takes_too_long_names_the_last_failure() {
    let server = Server::answering(500, MPC_ERROR);
    let to = [
        "--endpoint",
        &server.url,
        "--region",
        "cn-north-4",
        "--timeout",
        "4s",
    ];
    let ran = run(&[&["wait", "huawei-mpc", "1"][..], &to].concat());
    let line = ran.failure(4);
    for part in [
        "huawei-mpc 1",
        "not finished within 4 s",
        "MPC.10050 (HTTP 500)",
        "queries failed",
    ] {
        assert!(line.contains(part), "{part} in {line}");
    }
    let frozen = RUNNING.replace("Running", "Frozen");
    let server = Server::answering(200, &frozen);
    let wait = [
        "wait",
        "tencent-tiw",
        "1400000001/task1",
        "--timeout",
        "1s",
        "--endpoint",
    ];
    let ran = run(&[&wait[..], &[&server.url]].concat());
    assert!(
        ran.failure(4).contains("was last unknown (Frozen)"),
        "{}",
        ran.stderr
    );
}
