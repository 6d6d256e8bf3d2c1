//! `--dry-run` shows the request that would go out.

use crate::run::{call, run};
use crate::server::{Request, Server};

/// The one request in `text`.
pub(crate) fn parse(text: &str) -> Request {
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    Request {
        line: lines.next().unwrap().to_owned(),
        headers: lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect(),
        body: body.to_owned(),
    }
}

/// The names of its headers.
fn names(request: &Request) -> Vec<String> {
    let mut names: Vec<String> = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    names.sort();
    names
}

#[test]
fn it_is_the_request_that_would_be_sent() {
    let calls = [
        ("huawei-mpc", "ListThumbnailsTask", r#"{"task_id":["1"]}"#),
        (
            "huawei-mpc",
            "CreateThumbnailsTask",
            r#"{"input":{"bucket":"b","location":"l","object":"ö"},"output":{"bucket":"b","location":"l","object":"o"},"thumbnail_para":{"type":"TIME","time":1}}"#,
        ),
        ("huawei-mpc", "DeleteThumbnailsTask", r#"{"task_id":"1"}"#),
        (
            "tencent-tiw",
            "DescribeSnapshotTask",
            r#"{"SdkAppId":1,"TaskID":"t"}"#,
        ),
        ("alibaba-vod", "SubmitSnapshotJob", r#"{"VideoId":"a b"}"#),
        (
            "alibaba-ice",
            "SubmitLiveSnapshotJob",
            r#"{"JobName":"j","SnapshotOutput":{"Bucket":"b"},"StreamInput":{"Url":"u"},"TemplateId":"t"}"#,
        ),
        ("alibaba-ice", "GetLiveSnapshotJob", r#"{"JobId":"j"}"#),
    ];
    for (product, operation, input) in calls {
        let server = Server::answering(200, r#"{"Response":{}}"#);
        let arguments = call(&server.url, product, operation, input);
        let shown = run(&[&arguments[..], &["--dry-run"]].concat());
        assert!(server.requests().is_empty());
        let shown = parse(shown.success());
        run(&arguments);
        let sent = server.request();
        assert_eq!(shown.line, sent.line);
        assert_eq!(shown.body, sent.body);
        same_headers(&shown, &sent);
    }
}

/// Both have the same headers, but for what is made anew each time.
pub(crate) fn same_headers(shown: &Request, sent: &Request) {
    assert_eq!(names(shown), names(sent), "{}", shown.line);
    for (name, value) in &shown.headers {
        let once = [
            "authorization",
            "x-sdk-date",
            "x-acs-date",
            "x-acs-signature-nonce",
            "x-tc-timestamp",
        ];
        if !once.contains(&name.as_str()) {
            assert_eq!(sent.header(name), Some(value.as_str()), "{} {name}", shown.line);
        }
    }
}
