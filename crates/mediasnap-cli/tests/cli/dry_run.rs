//! `--dry-run` shows the request that would go out.

use crate::support::run::{call, run};
use crate::support::samples::operations;
use crate::support::server::{Request, Server};

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
    for sample in operations() {
        let (product, operation) = (sample.product.key, sample.operation.id);
        let input = sample.input_with("a ö");
        let server = Server::answering(200, r#"{"Response":{}}"#);
        let arguments = call(&server.url, product, operation, &input);
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
