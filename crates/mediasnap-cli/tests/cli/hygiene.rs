//! Nothing secret, and nothing of the arguments, reaches stderr at any log level.

use crate::support::run::{KEYS, run_with};
use crate::support::samples::{Sample, first_of_each};
use crate::support::server::{Reply, Server};

/// Strings that no line may contain.
const PLANTED: &[&str] = &[
    "planted-secret",
    "planted-ak",
    "planted-id",
    "planted-key-id",
    "planted-token",
    "planted-argument",
    "planted-answer",
    "Signature=",
    "authorization",
    "Authorization",
];

fn variables() -> Vec<(&'static str, &'static str)> {
    let more = [
        ("RUST_LOG", "trace"),
        ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "planted-token"),
        ("TENCENTCLOUD_SESSION_TOKEN", "planted-token"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "planted-token"),
    ];
    [KEYS, &more].concat()
}

fn check(server: &Server, expect_success: bool) {
    for sample in first_of_each(Sample::has_string) {
        let (product, operation) = (sample.product.key, sample.operation.id);
        let input = sample.input_with("planted-argument");
        let before = server.requests().len();
        let arguments = [
            "call",
            product,
            operation,
            "--endpoint",
            &server.url,
            "--input",
            &input,
            "-vvv",
            "--timeout",
            "2s",
        ];
        let ran = run_with(&arguments, &variables(), b"");
        assert_eq!(ran.code == 0, expect_success, "{}", ran.stderr);
        assert!(ran.stderr.contains(operation), "there is a trace: {}", ran.stderr);
        for text in PLANTED {
            assert!(!ran.stderr.contains(text), "{text} in {}", ran.stderr);
        }
        // The signature that really went out.
        for request in &server.requests()[before..] {
            let authorization = request.header("authorization").unwrap();
            let signature = authorization.rsplit('=').next().unwrap();
            assert!(
                signature.len() >= 64 && !ran.stderr.contains(signature),
                "{}",
                ran.stderr
            );
        }
        for line in ran.stderr.lines() {
            assert!(
                line.contains("mediasnap") || line.starts_with("error: "),
                "a foreign line: {line}"
            );
        }
    }
}

#[test]
fn successes() {
    check(
        &Server::answering(200, r#"{"Response":{"x":"planted-answer"},"y":"planted-answer"}"#),
        true,
    );
}

#[test]
fn refusals() {
    let body = r#"{"error_code":"E.1","error_msg":"no","Code":"E.1","Message":"no","Response":{"Error":{"Code":"E.1","Message":"no"}},"z":"planted-answer"}"#;
    check(&Server::answering(400, body), false);
}

#[test]
fn broken_connections() {
    check(&Server::start(Reply::Hangup), false);
}

#[test]
fn bad_input_is_not_quoted() {
    for input in [
        r#"{"VideoId": planted-argument}"#,
        r#"{"VideoId": ["planted-argument"]}"#,
        r#""planted-argument""#,
    ] {
        let ran = run_with(
            &["call", "alibaba-vod", "ListSnapshots", "--input", input, "-vvv"],
            &variables(),
            b"",
        );
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(!ran.stderr.contains("planted-argument"), "{}", ran.stderr);
    }
}
