//! The forms that results take.

use crate::support::run::{call, run};
use crate::support::server::Server;

const BODY: &str = r#"{"RequestId":"r","MediaSnapshot":{"Snapshots":{"Snapshot":[{"Index":2,"Url":"http://x/1"},{"Index":1,"Url":"http://x/2"}]},"Total":18446744073709551615}}"#;

fn list(more: &[&str]) -> String {
    let server = Server::answering(200, BODY);
    let call = call(&server.url, "alibaba-vod", "ListSnapshots", r#"{"VideoId":"v"}"#);
    run(&[&call, more].concat()).success().to_owned()
}

#[test]
fn forms() {
    assert_eq!(list(&["--output", "json"]), format!("{BODY}\n"));
    assert_eq!(list(&["--output", "ndjson"]), format!("{BODY}\n"));
    insta::assert_snapshot!(list(&["--output", "yaml"]));
    insta::assert_snapshot!(list(&["--output", "table"]));
}

#[test]
fn queries() {
    assert_eq!(
        list(&["--query", "MediaSnapshot.Total"]),
        "18446744073709551615\n"
    );
    assert_eq!(list(&["--query", "nothing.here"]), "null\n");
    let urls = ["--query", "MediaSnapshot.Snapshots.Snapshot[].Url"];
    assert_eq!(list(&urls), "[\"http://x/1\",\"http://x/2\"]\n");
    assert_eq!(
        list(&[&urls[..], &["--output", "ndjson"]].concat()),
        "\"http://x/1\"\n\"http://x/2\"\n"
    );
}

#[test]
fn nobody_reads() {
    let server = Server::answering(200, &format!("{{\"x\":\"{}\"}}", "y".repeat(1 << 20)));
    let arguments = call(&server.url, "alibaba-vod", "ListSnapshots", r#"{"VideoId":"v"}"#);
    let mut child = crate::support::run::binary(&arguments, crate::support::run::KEYS)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}
