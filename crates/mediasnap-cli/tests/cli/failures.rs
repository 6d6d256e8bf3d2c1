//! Failures: one line, the exit code that is documented, and enough in the line to act on.

use std::time::Duration;

use crate::support::run::{KEYS, Ran, call, run, run_with};
use crate::support::samples::first_of_each;
use crate::support::server::{Reply, Server};

const VIDEO: &str = r#"{"VideoId":"v"}"#;

fn submit(server: &Server, more: &[&str]) -> Ran {
    let call = call(&server.url, "alibaba-vod", "SubmitSnapshotJob", VIDEO);
    run(&[&call, more].concat())
}

fn list(server: &Server, more: &[&str]) -> Ran {
    let call = call(&server.url, "alibaba-vod", "ListSnapshots", VIDEO);
    run(&[&call, more].concat())
}

#[test]
fn the_vendor_refuses() {
    let server = Server::answering(
        400,
        r#"{"RequestId":"R-1","HostId":"h","Code":"InvalidParameter","Message":"first line\nsecond \u001b[31mline"}"#,
    );
    let ran = submit(&server, &[]);
    let line = ran.failure(1);
    for part in [
        "alibaba-vod SubmitSnapshotJob",
        "InvalidParameter",
        "HTTP 400",
        "first line second",
        "R-1",
    ] {
        assert!(line.contains(part), "{part} in {line}");
    }
}

#[test]
fn tencent_refuses_with_http_200() {
    let server = Server::answering(
        200,
        r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":"no"},"RequestId":"R-2"}}"#,
    );
    let input = r#"{"SdkAppId":1,"TaskID":"t"}"#;
    let ran = run(&call(&server.url, "tencent-tiw", "DescribeSnapshotTask", input));
    assert!(ran.failure(1).contains("AuthFailure.SignatureFailure"));
}

#[test]
fn answers_that_are_none() {
    for body in ["", "<html></html>", "[]", "null", "\"text\""] {
        let server = Server::answering(200, body);
        let ran = list(&server, &["--max-attempts", "1"]);
        assert!(ran.failure(1).contains("HTTP 200"), "{}", ran.stderr);
    }
    let server = Server::start(Reply::Response(
        302,
        "location: http://127.0.0.1:1/\r\n",
        Vec::new(),
    ));
    assert!(submit(&server, &[]).failure(1).contains("HTTP 302"));
}

#[test]
fn no_answer_in_time() {
    let server = Server::start(Reply::Silence);
    let ran = list(&server, &["--timeout", "700ms"]);
    let line = ran.failure(4);
    for part in ["timed out", "alibaba-vod ListSnapshots", "0.7 s", &server.url] {
        assert!(line.contains(part), "{part} in {line}");
    }
    assert!(ran.took < Duration::from_secs(3), "{:?}", ran.took);
}

#[test]
fn the_timeout_holds_across_retries_and_for_stdin() {
    let server = Server::start(Reply::Response(503, "retry-after: 1\r\n", Vec::new()));
    let arguments = [
        "call",
        "alibaba-vod",
        "ListSnapshots",
        "--endpoint",
        &server.url,
        "--input",
        VIDEO,
        "--timeout",
        "1500ms",
        "--max-attempts",
        "100",
    ];
    let ran = run(&arguments);
    assert_ne!(ran.code, 0);
    assert!(ran.took < Duration::from_secs(4), "{:?}", ran.took);

    // Nobody ever closes this stdin while the command runs.
    let mut child = crate::support::run::binary(
        &[
            "call",
            "alibaba-vod",
            "ListSnapshots",
            "--endpoint",
            "http://127.0.0.1:1",
            "--input",
            "-",
            "--timeout",
            "300ms",
        ],
        KEYS,
    )
    .stdin(std::process::Stdio::piped())
    .stderr(std::process::Stdio::null())
    .spawn()
    .unwrap();
    let stdin = child.stdin.take();
    assert_eq!(child.wait().unwrap().code(), Some(4));
    drop(stdin);
}

#[test]
fn no_connection() {
    // A port that nobody listens on: it was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let endpoint = format!("http://{free}");
    let ran = run(&[
        "call",
        "alibaba-vod",
        "SubmitSnapshotJob",
        "--endpoint",
        &endpoint,
        "--input",
        VIDEO,
        "--max-attempts",
        "1",
    ]);
    let line = ran.failure(5);
    assert!(
        line.contains("could not connect") && line.contains(&endpoint),
        "{line}"
    );
    let server = Server::start(Reply::Hangup);
    list(&server, &["--max-attempts", "1"]).failure(5);
}

#[test]
fn missing_credentials_name_the_variable() {
    let server = Server::answering(200, "{}");
    for sample in first_of_each(|sample| sample.operation.idempotent) {
        let input = sample.input.to_string();
        let vendor = sample.product.vendor.as_str();
        let is_needed = |name: &&str| name.to_lowercase().starts_with(vendor);
        for missing in KEYS.iter().map(|(name, _)| *name).filter(is_needed) {
            let variables: Vec<(&str, &str)> = KEYS
                .iter()
                .copied()
                .filter(|(name, _)| *name != missing)
                .collect();
            for more in [&["--endpoint", &server.url][..], &[]] {
                let call = ["call", sample.product.key, sample.operation.id, "--input", &input];
                let ran = run_with(&[&call, more].concat(), &variables, b"");
                assert!(ran.failure(3).contains(missing), "{}", ran.stderr);
            }
        }
    }
    assert!(server.requests().is_empty());
}

#[test]
fn wrong_usage() {
    let cases: [(&[&str], &str); 12] = [
        (&["call", "aws-s3", "X"], "aws-s3"),
        (&["call", "alibaba-vod"], "<OPERATION>"),
        (&["call", "alibaba-vod", "Nope"], "SubmitSnapshotJob"),
        (
            &["call", "alibaba-vod", "submitsnapshotjob"],
            "did you mean `SubmitSnapshotJob`",
        ),
        (
            &["call", "alibaba-vod", "ListSnapshots", "--input", "{\"VideoId\":"],
            "ends too early",
        ),
        (
            &["call", "alibaba-vod", "ListSnapshots", "--input", "[]"],
            "not an array",
        ),
        (
            &[
                "call",
                "alibaba-vod",
                "ListSnapshots",
                "--input",
                "@/nonexistent/x.json",
            ],
            "/nonexistent/x.json",
        ),
        (
            &["call", "alibaba-vod", "ListSnapshots", "--input", r#"{"Nope":1}"#],
            "unknown parameter `Nope`",
        ),
        (
            &["call", "alibaba-vod", "ListSnapshots", "--input", "{}"],
            "`VideoId` is missing",
        ),
        (
            &[
                "call",
                "alibaba-vod",
                "ListSnapshots",
                "--input",
                r#"{"VideoId":"v","PageNo":18446744073709551616}"#,
            ],
            "64 bits",
        ),
        (
            &[
                "call",
                "alibaba-vod",
                "ListSnapshots",
                "--input",
                VIDEO,
                "--query",
                "a[",
            ],
            "query",
        ),
        (
            &["call", "alibaba-vod", "ListSnapshots", "--timeout", "soon"],
            "500ms",
        ),
    ];
    for (arguments, part) in cases {
        let ran = run(arguments);
        let line = ran.failure(2);
        assert!(line.contains(part), "{part} in {line}");
    }
}

#[test]
fn wrong_setup() {
    let call = ["call", "alibaba-vod", "ListSnapshots", "--input", VIDEO];
    for more in [
        &[][..],
        &["--region", "mars-1/x"],
        &["--endpoint", "ftp://x"],
        &["--endpoint", "http://u:planted-password@x"],
    ] {
        let ran = run(&[&call, more].concat());
        assert!(!ran.failure(3).contains("planted-password"), "{}", ran.stderr);
    }
}
