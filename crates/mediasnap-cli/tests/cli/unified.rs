//! What the unified commands send, print and reject.

use mediasnap::conformance::{Case, cases};
use serde_json::{Value, json};

use crate::dry_run::{parse, same_headers};
use crate::support::emulator::Running;
use crate::support::run::{Ran, keys, run, run_with};
use crate::support::samples::submit_options;
use crate::support::server::Server;

const JOBS: &str = r#"{"task_array":[
    {"task_id":1,"status":"FAILED","create_time":20201118121333,"description":"first\nline"},
    {"task_id":2,"status":"SUCCEEDED","create_time":20201118121333,"end_time":20201118121336,"extra":1.10,
     "output":{"bucket":"b","location":"l","object":"d"},"thumbnail_info":[{"pic_name":"a_1.jpg"},{"pic_name":"a_2.jpg"}]}
    ],"is_truncated":0,"total":2}"#;

/// Frames that are tried on every product: at least one has to support each.
const FRAMES: &[&[&str]] = &[
    &[],
    &["--at", "1500ms"],
    &["--at", "1s,2s"],
    &["--every", "5s"],
    &["--evenly", "3"],
    &["--latest-marks"],
    &["--at", "1s", "--synchronous"],
];

/// Other options that are tried on every product, with the frames of its cases and without: at least one has to support each.
const OPTIONS: &[&[&str]] = &[
    &["--archive"],
    &["--cover", "1"],
    &["--longer-side", "480"],
    &["--size", "640x360"],
    &["--sprite", "3x4", "--cell", "120x68"],
    &["--sprite", "3x4", "--keep-frames"],
];

fn to<'a>(command: &[&'a str], endpoint: &'a str) -> Vec<&'a str> {
    [command, &["--endpoint", endpoint, "--region", "cn-north-4"]].concat()
}

/// Whether the command sends something, as its dry run shows it. Otherwise it is invalid usage.
fn is_sent(command: &[&str]) -> bool {
    let server = Server::answering(400, r#"{"Code":"Rejected","Message":"no"}"#);
    let command = to(command, &server.url);
    let ran = run(&command);
    if ran.code == 2 {
        assert!(ran.failure(2).len() > "error: ".len() && server.requests().is_empty());
        return false;
    }
    ran.failure(1);
    let sent = server.request();
    let shown = run(&[&command[..], &["--dry-run"]].concat());
    let shown = parse(shown.success());
    assert_eq!(server.requests().len(), 1, "{command:?}");
    assert_eq!(
        (&shown.line, &shown.body),
        (&sent.line, &sent.body),
        "{command:?}"
    );
    same_headers(&shown, &sent);
    true
}

#[test]
fn submit_sends_what_its_dry_run_shows_and_nothing_that_the_product_does_not_support() {
    let emulator = Running::start(&[]);
    let cases: Vec<_> = cases()
        .into_iter()
        .map(|case| (case.product.as_str(), submit_options(&case, &emulator)))
        .collect();
    let is_sent_by_some = |with_frames: bool, option: &[&str]| {
        let sent = cases.iter().map(|(key, (frames, others))| {
            let frames = frames.iter().filter(|_| with_frames);
            let options: Vec<&str> = frames.chain(others).map(String::as_str).collect();
            is_sent(&[&["submit", key], &options[..], option].concat())
        });
        // Every product is tried, whatever the first one does.
        let sent: Vec<bool> = sent.collect();
        sent.contains(&true)
    };
    for option in FRAMES {
        assert!(is_sent_by_some(false, option), "{option:?}");
    }
    for option in OPTIONS {
        let sent = [true, false].map(|with_frames| is_sent_by_some(with_frames, option));
        assert!(sent.contains(&true), "{option:?}");
    }
}

#[test]
fn other_commands_send_what_their_dry_run_shows() {
    let emulator = Running::start(&[]);
    let keys = keys("EMULATORAK", "emulator-secret-key");
    for case in cases() {
        let key = case.product.as_str();
        let (frames, others) = submit_options(&case, &emulator);
        let options: Vec<&str> = frames.iter().chain(&others).map(String::as_str).collect();
        let submit = to(&[&["submit", key], &options[..]].concat(), &emulator.url).join("\n");
        let submit: Vec<&str> = submit.split('\n').collect();
        let job = run_with(&submit, &keys, b"").json();
        let id = job["id"].as_str().unwrap();
        for command in ["get", "wait", "download"] {
            assert!(is_sent(&[command, key, id]), "{command} {key} {id}");
        }
        // Not every product supports these.
        is_sent(&["cancel", key, id]);
        let media = case.filter.media.as_deref().map(|media| ["--media", media]);
        let media = media.as_ref().map_or(&[][..], |media| &media[..]);
        let list = [&["list", key, "--source", case.source.as_str()], media].concat();
        for more in [
            &[][..],
            &["--state", "failed"],
            &["--from", "2020-11-18T12:13:33Z"],
        ] {
            is_sent(&[&list[..], more].concat());
        }
    }
    assert!(is_sent(&["cancel", "huawei-mpc", "1"]));
    assert!(is_sent(&["cancel", "alibaba-ice", "live/j"]));
    let list = ["list", "huawei-mpc", "--state", "failed", "--from"];
    assert!(is_sent(&[&list[..], &["2020-11-18T12:13:33Z"]].concat()));
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
fn rejected(command: &[&str]) -> Ran {
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
        &["nobody-knows", "--media", "x"],
    ];
    each_is_rejected(submits);
}

fn each_is_rejected(submits: &[&[&str]]) {
    for submit in submits {
        let ran = rejected(&[&["submit"], *submit].concat());
        assert!(ran.failure(2).len() > "error: ".len(), "{submit:?}");
    }
}

#[test]
fn what_single_products_need_is_checked_before_anything_is_sent() {
    each_is_rejected(&[
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
    ]);
    for filter in [["--state", "paused"], ["--source", "stream"]] {
        rejected(&["list", "huawei-mpc", filter[0], filter[1]]).failure(2);
    }
}

#[test]
fn a_kind_of_source_that_a_product_does_not_have_is_rejected() {
    let sources = [
        ["--media", "x"],
        ["--object", "b/k"],
        ["--stream", "rtmp://host/a/b"],
        ["--whiteboard", "1/2"],
    ];
    for product in mediasnap::products() {
        for source in sources {
            let is_source = |case: &Case| {
                case.product.as_str() == product.key && source[0].ends_with(case.source.as_str())
            };
            if !cases().iter().any(is_source) {
                each_is_rejected(&[&[product.key, source[0], source[1]]]);
            }
        }
    }
}

#[test]
fn ids_and_sources_of_another_form_are_rejected() {
    each_is_rejected(&[
        &["huawei-vod", "--media", "x"],
        &["huawei-vod", "--object", "b/k", "--to", "b/d", "--every", "5s"],
        &["tencent-tiw", "--media", "x"],
        &["tencent-tiw", "--whiteboard", "1"],
        &["tencent-tiw", "--whiteboard", "a/b"],
        &["tencent-tiw", "--whiteboard", "1/2", "--to", "b/d"],
    ]);
    for (command, key) in [
        ("get", "tencent-tiw"),
        ("get", "huawei-vod"),
        ("wait", "huawei-vod"),
    ] {
        rejected(&[command, key, "t"]).failure(2);
    }
    rejected(&["list", "tencent-tiw"]).failure(2);
}

#[test]
fn other_commands_reject_as_early() {
    for product in mediasnap::products() {
        let key = product.key;
        let others: &[&[&str]] = &[
            &["get", key, "a b"],
            &["get", key, ""],
            &["wait", key],
            &["list", key, "--state", "nonsense"],
            &["list", key, "--from", "yesterday"],
        ];
        for command in others {
            rejected(command).failure(2);
        }
    }
}

#[test]
fn what_a_product_does_not_support_is_rejected_as_early() {
    let others: &[&[&str]] = &[
        &["cancel", "alibaba-vod", "v/j"],
        &["cancel", "alibaba-ice", "j"],
        &["list", "alibaba-vod"],
        &["list", "alibaba-vod", "--media", "v", "--state", "failed"],
    ];
    for command in others {
        rejected(command).failure(2);
    }
}
