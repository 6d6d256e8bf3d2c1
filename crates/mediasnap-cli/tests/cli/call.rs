//! `mediasnap call`: where arguments go, and what comes back.

use serde_json::json;

use crate::support::run::{KEYS, call, run, run_with};
use crate::support::server::{Reply, Server};

fn target(line: &str) -> &str {
    line.split(' ').nth(1).unwrap()
}

#[test]
fn arguments_go_where_the_spec_says() {
    let server = Server::answering(200, r#"{"task_array":[],"total":0}"#);
    let input = r#"{"task_id": ["7684", "2", ""], "x-language": "en-us", "page": 0}"#;
    run(&call(&server.url, "huawei-mpc", "ListThumbnailsTask", input)).success();
    let request = server.request();
    assert!(
        request
            .line
            .starts_with("GET /v1/0123456789abcdef0123456789abcdef/thumbnails?"),
        "{}",
        request.line
    );
    for pair in ["task_id=7684", "task_id=2", "task_id=", "page=0"] {
        let query = target(&request.line).split_once('?').unwrap().1;
        assert!(query.split('&').any(|given| given == pair), "{pair} in {query}");
    }
    assert_eq!(request.header("x-language"), Some("en-us"));
    assert!(
        request
            .header("authorization")
            .unwrap()
            .starts_with("SDK-HMAC-SHA256 Access=planted-ak,")
    );
}

#[test]
fn values_survive_as_they_are() {
    let server = Server::answering(200, r#"{"SnapshotJob":{"JobId":"1"},"RequestId":"r"}"#);
    let text = " ä😀+&=%\\\"~*'\u{1f}";
    let input = json!({
        "VideoId": text,
        "UserData": "",
        "Count": 9_007_199_254_740_993_i64,
        "SpecifiedOffsetTimes": [],
    });
    run(&call(
        &server.url,
        "alibaba-vod",
        "SubmitSnapshotJob",
        &input.to_string(),
    ))
    .success();
    let request = server.request();
    let url = url::Url::parse(&format!("http://x{}", target(&request.line))).unwrap();
    let mut query: Vec<(String, String)> = url
        .query_pairs()
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect();
    query.sort();
    let expected = [
        ("Count", "9007199254740993"),
        ("SpecifiedOffsetTimes", "[]"),
        ("UserData", ""),
        ("VideoId", text),
    ];
    assert_eq!(query, expected.map(|(k, v)| (k.to_owned(), v.to_owned())));
    assert_eq!(request.header("x-acs-action"), Some("SubmitSnapshotJob"));
}

#[test]
fn large_numbers_reach_a_json_body() {
    let server = Server::answering(200, r#"{"Response":{"TaskID":"t","RequestId":"r"}}"#);
    let input = r#"{"SdkAppId": 18446744073709551615, "RoomId": -9223372036854775808, "Whiteboard": {"Width": 1280}}"#;
    run(&[
        "call",
        "tencent-tiw",
        "CreateSnapshotTask",
        "--endpoint",
        &server.url,
        "--region",
        "ap-singapore",
        "--input",
        input,
    ])
    .success();
    let request = server.request();
    assert!(
        request.body.contains("\"SdkAppId\":18446744073709551615"),
        "{}",
        request.body
    );
    assert!(
        request.body.contains("\"RoomId\":-9223372036854775808"),
        "{}",
        request.body
    );
    assert_eq!(request.header("x-tc-region"), Some("ap-singapore"));
    assert_eq!(request.header("x-tc-action"), Some("CreateSnapshotTask"));
}

#[test]
fn input_from_a_file_and_from_stdin() {
    let server = Server::answering(200, r#"{"RequestId":"r"}"#);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("input.json");
    std::fs::write(&path, "\u{feff}{\"VideoId\": \"from-file\"}\n").unwrap();
    let file = format!("@{}", path.display());
    run(&call(&server.url, "alibaba-vod", "ListSnapshots", &file)).success();
    let arguments = call(&server.url, "alibaba-vod", "ListSnapshots", "-");
    run_with(&arguments, KEYS, b"{\"VideoId\": \"from-stdin\"}").success();
    let lines: Vec<String> = server
        .requests()
        .into_iter()
        .map(|request| request.line)
        .collect();
    assert!(lines[0].contains("VideoId=from-file"), "{lines:?}");
    assert!(lines[1].contains("VideoId=from-stdin"), "{lines:?}");
}

#[test]
fn answers_are_lossless() {
    let body = "{ \"z\":1.10,\"RequestId\":\"r\",\"Unknown\":{\"n\":18446744073709551615,\"m\":123456789012345678901234567890},\
                \"a\":\"\\u00e4\\n\",\"a\":null}";
    let server = Server::answering(200, body);
    let ran = run(&call(
        &server.url,
        "alibaba-vod",
        "ListSnapshots",
        r#"{"VideoId":"v"}"#,
    ));
    assert_eq!(ran.success(), format!("{body}\n"));
}

#[test]
fn nothing_is_a_success_where_nothing_is_documented() {
    for server in [Server::answering(204, ""), Server::answering(200, "")] {
        let arguments = call(
            &server.url,
            "huawei-mpc",
            "DeleteThumbnailsTask",
            r#"{"task_id":"1"}"#,
        );
        assert_eq!(run(&arguments).success(), "");
    }
}

#[test]
fn temporary_credentials_are_sent() {
    let server = Server::answering(200, r#"{"RequestId":"r"}"#);
    let variables = [KEYS, &[("ALIBABA_CLOUD_SECURITY_TOKEN", "planted-token")]].concat();
    let arguments = call(&server.url, "alibaba-vod", "ListSnapshots", r#"{"VideoId":"v"}"#);
    run_with(&arguments, &variables, b"").success();
    assert_eq!(
        server.request().header("x-acs-security-token"),
        Some("planted-token")
    );
}

#[test]
fn the_number_of_attempts_is_the_given_one() {
    for (attempts, expected) in [("1", 1), ("2", 2)] {
        let server = Server::start(Reply::Response(503, "retry-after: 0\r\n", Vec::new()));
        let arguments = [
            "call",
            "alibaba-vod",
            "ListSnapshots",
            "--endpoint",
            &server.url,
            "--max-attempts",
            attempts,
            "--input",
            r#"{"VideoId":"v"}"#,
        ];
        let ran = run(&arguments);
        assert!(ran.failure(1).contains("HTTP 503"), "{}", ran.stderr);
        assert_eq!(server.requests().len(), expected);
    }
}
