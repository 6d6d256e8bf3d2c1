//! What the unified commands send, print and refuse.

use serde_json::{Value, json};

use crate::dry_run::{parse, same_headers};
use crate::run::{Ran, keys, run, run_with};
use crate::server::Server;

const JOBS: &str = r#"{"task_array":[
    {"task_id":1,"status":"FAILED","create_time":20201118121333,"description":"first\nline"},
    {"task_id":2,"status":"SUCCEEDED","create_time":20201118121333,"end_time":20201118121336,"extra":1.10,
     "output":{"bucket":"b","location":"l","object":"d"},"thumbnail_info":[{"pic_name":"a_1.jpg"},{"pic_name":"a_2.jpg"}]}
    ],"is_truncated":0,"total":2}"#;

/// What each command sends first, by what it was told.
const COMMANDS: &[&[&str]] = &[
    &[
        "submit",
        "huawei-mpc",
        "--object",
        "in/a b.mp4",
        "--to",
        "out/d",
        "--at",
        "1s,2s",
        "--archive",
    ],
    &[
        "submit",
        "huawei-vod",
        "--media",
        "m",
        "--every",
        "5s",
        "--longer-side",
        "480",
        "--cover",
        "1",
    ],
    &[
        "submit",
        "tencent-tiw",
        "--whiteboard",
        "1400000001/29",
        "--latest-marks",
        "--size",
        "640x360",
    ],
    &[
        "submit",
        "alibaba-vod",
        "--media",
        "m",
        "--sprite",
        "3x4",
        "--cell",
        "120x68",
        "--keep-frames",
    ],
    &[
        "submit",
        "alibaba-ice",
        "--media",
        "m",
        "--template",
        "t",
        "--to",
        "b/d",
        "--at",
        "1500ms",
    ],
    &["get", "huawei-mpc", "1"],
    &["get", "huawei-vod", "asset/a/t"],
    &["get", "tencent-tiw", "1400000001/t"],
    &["get", "alibaba-vod", "v/j"],
    &["wait", "alibaba-ice", "j"],
    &[
        "list",
        "huawei-mpc",
        "--state",
        "failed",
        "--from",
        "2020-11-18T12:13:33Z",
    ],
    &["list", "alibaba-ice", "--source", "stream"],
    &["cancel", "huawei-mpc", "1"],
    &["cancel", "alibaba-ice", "live/j"],
    &["download", "alibaba-vod", "v/j"],
];

fn to<'a>(command: &[&'a str], endpoint: &'a str) -> Vec<&'a str> {
    [command, &["--endpoint", endpoint, "--region", "cn-north-4"]].concat()
}

#[test]
fn a_dry_run_shows_the_request_that_would_be_sent() {
    for command in COMMANDS {
        let server = Server::answering(400, r#"{"Code":"Refused","Message":"no"}"#);
        let command = to(command, &server.url);
        let shown = run(&[&command[..], &["--dry-run"]].concat());
        assert!(server.requests().is_empty(), "{command:?}");
        let shown = parse(shown.success());
        run(&command).failure(1);
        let sent = server.request();
        assert_eq!(
            (&shown.line, &shown.body),
            (&sent.line, &sent.body),
            "{command:?}"
        );
        same_headers(&shown, &sent);
    }
}

#[test]
fn many_waits_show_queries_of_at_most_ten_jobs() {
    let ids: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let command = [&["wait", "huawei-mpc"][..], &ids, &["--dry-run"]].concat();
    let ran = run(&to(&command, "http://127.0.0.1:9"));
    // How many go together depends on how soon one wait starts after the other.
    let queries: Vec<usize> = ran
        .success()
        .lines()
        .filter(|line| line.starts_with("GET /"))
        .map(|line| line.matches("task_id=").count())
        .collect();
    assert_eq!(queries.iter().sum::<usize>(), 12, "{queries:?}");
    assert!(
        queries.len() > 1 && queries.iter().all(|ids| *ids <= 10),
        "{queries:?}"
    );
}

#[test]
fn a_dry_run_refuses_what_the_command_would_refuse() {
    let submit = ["submit", "tencent-tiw", "--media", "x", "--dry-run"];
    run(&to(&submit, "http://127.0.0.1:9")).failure(2);
    let get = ["get", "huawei-mpc", "1", "--dry-run"];
    run_with(&to(&get, "http://127.0.0.1:9"), &[], b"").failure(3);
}

fn list(more: &[&str]) -> String {
    let server = Server::answering(200, JOBS);
    let command = to(&["list", "huawei-mpc"], &server.url);
    run(&[&command[..], more].concat()).success().to_owned()
}

#[test]
fn jobs_in_every_form() {
    let listed: Value = serde_json::from_str(&list(&[])).unwrap();
    assert_eq!(listed[1]["raw"]["extra"].to_string(), "1.1");
    assert!(list(&["--output", "json"]).contains(r#""extra":1.10"#));
    let lines = list(&["--output", "ndjson"]);
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines, *listed.as_array().unwrap());
    let yaml: Value = serde_norway::from_str(&list(&["--output", "yaml"])).unwrap();
    assert_eq!(yaml, listed);
    assert_eq!(list(&["--query", "[?state=='failed'].id"]), "[\"1\"]\n");
    assert_eq!(
        list(&["--query", "[].images[].object.key", "--output", "ndjson"]),
        "\"d/a_1.jpg\"\n\"d/a_2.jpg\"\n"
    );
    insta::assert_snapshot!(list(&["--output", "table"]));
}

#[test]
fn a_job_that_failed_is_printed_and_told_by_the_exit_code() {
    let server = Server::answering(200, JOBS);
    let wait = |ids: &[&str]| run(&to(&[&["wait", "huawei-mpc"], ids].concat(), &server.url));
    let ran = wait(&["1"]);
    assert_eq!((ran.code, ran.stderr.lines().count()), (6, 1), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("huawei-mpc job 1 failed: first line"),
        "{}",
        ran.stderr
    );
    let job: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(job["failure"], json!({"message": "first\nline"}));
    assert_eq!(wait(&["2"]).json()["state"], "succeeded");
    let ran = wait(&["2", "1"]);
    let jobs: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (ran.code, &jobs[0]["id"], &jobs[1]["id"]),
        (6, &json!("2"), &json!("1"))
    );
    assert!(wait(&["3"]).failure(1).contains("job 3"));
    assert_eq!(
        run(&to(&["get", "huawei-mpc", "1"], &server.url)).json()["state"],
        "failed"
    );
}

/// Runs against a server that must not be reached.
fn refused(command: &[&str]) -> Ran {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", nobody.local_addr().unwrap());
    let ran = run_with(&to(command, &endpoint), &keys("id", "secret"), b"");
    nobody.set_nonblocking(true).unwrap();
    assert!(nobody.accept().is_err(), "{command:?} was sent");
    ran
}

#[test]
fn what_cannot_be_done_is_said_before_anything_is_sent() {
    let submits: &[&[&str]] = &[
        &["alibaba-vod"],
        &["alibaba-vod", "--media", ""],
        &["alibaba-vod", "--media", "x", "--object", "b/k"],
        &["alibaba-vod", "--media", "x", "--object-region", "r"],
        &["alibaba-vod", "--media", "x", "--every", "1500ms", "--count", "3"],
        &["alibaba-vod", "--media", "x", "--at", "1s", "--every", "2s"],
        &["alibaba-vod", "--media", "x", "--evenly", "2", "--latest-marks"],
        &["alibaba-vod", "--media", "x", "--evenly", "0"],
        &["alibaba-vod", "--media", "x", "--count", "3"],
        &["alibaba-vod", "--media", "x", "--start", "3s"],
        &["alibaba-vod", "--media", "x", "--evenly", "2", "--start", "3s"],
        &["alibaba-vod", "--media", "x", "--at", "2s", "--length", "3s"],
        &["alibaba-vod", "--media", "x", "--at", "5"],
        &["alibaba-vod", "--media", "x", "--at", "-1s"],
        &["alibaba-vod", "--media", "x", "--every-percent", "101"],
        &["alibaba-vod", "--media", "x", "--size", "0x1"],
        &["alibaba-vod", "--media", "x", "--size", "1280"],
        &[
            "alibaba-vod",
            "--media",
            "x",
            "--size",
            "1x1",
            "--longer-side",
            "3",
        ],
        &["alibaba-vod", "--media", "x", "--format", "gif"],
        &["alibaba-vod", "--media", "x", "--format", "png"],
        &["alibaba-vod", "--media", "x", "--cell", "1x1"],
        &["alibaba-vod", "--media", "x", "--sprite", "0x3"],
        &["alibaba-vod", "--media", "x", "--to", "b/d"],
        &["alibaba-vod", "--media", "x", "--to-region", "r"],
        &["alibaba-vod", "--media", "x", "--cover", "0"],
        &["alibaba-vod", "--media", "x", "--callback", "ftp://x"],
        &["alibaba-vod", "--media", "x", "--template", "t", "--evenly", "2"],
        &["alibaba-vod", "--media", "x", "--user-data", "no json"],
        &["alibaba-vod", "--media", "x", "--synchronous"],
        &["alibaba-ice", "--media", "x", "--to", "b/d"],
        &["alibaba-ice", "--media", "x", "--template", "t"],
        &[
            "alibaba-ice",
            "--stream",
            "rtmp://a/b",
            "--template",
            "t",
            "--name",
            "n",
            "--to",
            "b/d",
        ],
        &[
            "alibaba-ice",
            "--stream",
            "a/b",
            "--template",
            "t",
            "--name",
            "n",
            "--to",
            "b",
        ],
        &["huawei-mpc", "--object", "no-key", "--to", "b/o"],
        &["huawei-mpc", "--object", "b/k"],
        &[
            "huawei-mpc",
            "--object",
            "b/k",
            "--to",
            "b/o",
            "--at",
            "1500ms,2s",
        ],
        &["huawei-mpc", "--object", "b/k", "--to", "b/o", "--sprite", "2x2"],
        &["huawei-vod", "--media", "x"],
        &["huawei-vod", "--object", "b/k", "--to", "b/d", "--every", "5s"],
        &["tencent-tiw", "--media", "x"],
        &["tencent-tiw", "--whiteboard", "1"],
        &["tencent-tiw", "--whiteboard", "a/b"],
        &["tencent-tiw", "--whiteboard", "1/2", "--to", "b/d"],
        &["nobody-knows", "--media", "x"],
    ];
    for submit in submits {
        let ran = refused(&[&["submit"], *submit].concat());
        assert!(ran.failure(2).len() > "error: ".len(), "{submit:?}");
    }
}

#[test]
fn other_commands_refuse_as_early() {
    let others: &[&[&str]] = &[
        &["cancel", "alibaba-vod", "v/j"],
        &["cancel", "alibaba-ice", "j"],
        &["get", "tencent-tiw", "t"],
        &["get", "huawei-vod", "t"],
        &["get", "huawei-mpc", "a b"],
        &["get", "huawei-mpc", ""],
        &["wait", "huawei-mpc"],
        &["wait", "huawei-vod", "t"],
        &["list", "tencent-tiw"],
        &["list", "alibaba-vod"],
        &["list", "alibaba-vod", "--media", "v", "--state", "failed"],
        &["list", "huawei-mpc", "--state", "nonsense"],
        &["list", "huawei-mpc", "--state", "paused"],
        &["list", "huawei-mpc", "--source", "stream"],
        &["list", "huawei-mpc", "--from", "yesterday"],
    ];
    for command in others {
        refused(command).failure(2);
    }
}
