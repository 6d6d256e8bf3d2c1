//! What is printed and why it failed.

use super::support::{IMAGE, download, image, names, requests, storage, task};
use crate::support::server::{Reply, Server};

const RUNNING: &str = r#"{"Response":{"RequestId":"r","TaskID":"t","Status":"Running"}}"#;
const FAILED: &str = r#"{"Response":{"RequestId":"r","TaskID":"t","Status":"Finished","Result":
    {"ErrorCode":"InternalErr","ErrorMessage":"redis connect failed","Total":0,"Snapshots":[]}}}"#;
const DENIED: &str =
    "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>";

#[test]
fn the_reason_of_the_storage_is_kept_and_what_was_saved_is_printed() {
    let directory = tempfile::tempdir().unwrap();
    let denied = Reply::Response(403, "content-type: application/xml\r\n", DENIED.into());
    let server = storage([vec![image()], vec![denied.clone()], vec![image()]]);
    for format in ["json", "ndjson"] {
        let ran = download(&server, directory.path(), &["--output", format]);
        assert_eq!((ran.code, ran.stderr.lines().count()), (1, 1), "{}", ran.stderr);
        let reason = "AccessDenied (HTTP 403): Request has expired.";
        assert!(
            ran.stderr.contains(reason) && ran.stderr.contains("(image 002-2.jpg)"),
            "{}",
            ran.stderr
        );
        assert_eq!(ran.stdout.matches("\"file\"").count(), 2, "{}", ran.stdout);
    }
    assert_eq!(
        requests(&server, "/2.jpg"),
        2,
        "a rejected request is not repeated"
    );
    assert_eq!(
        requests(&server, "/1.jpg"),
        1,
        "what is saved is not requested again"
    );

    let server = storage([vec![denied.clone()], vec![denied.clone()], vec![denied]]);
    let ran = download(&server, &directory.path().join("x"), &[]);
    assert_eq!(
        ran.failure(1).matches("AccessDenied").count(),
        1,
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("(images 001-1.jpg, 002-2.jpg, 003-3.jpg)"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_job_without_its_images_is_no_success() {
    let directory = tempfile::tempdir().unwrap();
    let ran = download(&Server::answering(200, FAILED), directory.path(), &[]);
    assert!(ran.failure(6).contains("redis connect failed"), "{}", ran.stderr);
    let ran = download(&Server::answering(200, RUNNING), directory.path(), &[]);
    let line = ran.failure(1);
    assert!(line.contains("is running") && line.contains("--wait"), "{line}");

    let server = Server::routes(|url| {
        let finished = task(&[format!("{url}/1.jpg")]);
        let job = vec![Server::json(200, RUNNING), finished];
        vec![("/1.jpg", vec![image()]), ("", job)]
    });
    let files = download(&server, directory.path(), &["--wait"]).json();
    assert_eq!(files.as_array().unwrap().len(), 1);
}

#[test]
fn a_page_is_not_an_image() {
    let html = b"<html><title>Log in</title></html>".to_vec();
    let pages = [
        Reply::Response(200, "content-type: text/html; charset=utf-8\r\n", IMAGE.to_vec()),
        Reply::Response(200, "content-type: image/jpeg\r\n", html.clone()),
        Reply::Response(200, "", [b"\xef\xbb\xbf \r\n", &html[..]].concat()),
        Reply::Response(200, "content-type: application/json\r\n", b"{}".to_vec()),
        Reply::Response(200, "content-type: image/jpeg\r\n", Vec::new()),
        Reply::Response(206, "content-type: image/jpeg\r\n", IMAGE.to_vec()),
    ];
    for page in pages {
        let directory = tempfile::tempdir().unwrap();
        let server = storage([vec![page], vec![image()], vec![image()]]);
        let ran = download(&server, directory.path(), &[]);
        assert!(
            ran.code == 1 && ran.stderr.contains("(image 001-1.jpg)"),
            "{}",
            ran.stderr
        );
        assert_eq!(names(directory.path()), ["002-2.jpg", "003-3.jpg", "images.json"]);
    }
}
