//! Requests: repeated, limited, redirected.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::support::{IMAGE, download, image, names, requests, storage, task};
use crate::support::run::{KEYS, run_with};
use crate::support::server::{Reply, Server};

#[test]
fn images_are_requested_again_like_everything_else() {
    let directory = tempfile::tempdir().unwrap();
    let busy = Reply::Response(503, "retry-after: 1\r\n", b"busy".to_vec());
    let short = Reply::Bytes(b"HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n\xff\xd8".to_vec());
    let replies = || {
        [
            vec![busy.clone(), image()],
            vec![Reply::Hangup, image()],
            vec![short.clone(), image()],
        ]
    };
    let server = storage(replies());
    let ran = download(&server, directory.path(), &[]);
    let files = ran.json();
    assert_eq!(files.as_array().unwrap().len(), 3);
    assert!(ran.took >= Duration::from_secs(1), "Retry-After counts");
    for (file, number) in files.as_array().unwrap().iter().zip(1..) {
        assert_eq!(std::fs::read(file["file"].as_str().unwrap()).unwrap(), IMAGE);
        assert_eq!((&file["image"], &file["kind"]), (&json!(number), &json!("frame")));
        assert_eq!(requests(&server, &format!("/{number}.jpg")), 2);
    }
    assert_eq!(
        names(directory.path()),
        ["001-1.jpg", "002-2.jpg", "003-3.jpg", "images.json"]
    );

    let once = tempfile::tempdir().unwrap();
    let server = storage(replies());
    assert_eq!(download(&server, once.path(), &["--max-attempts", "1"]).code, 1);
    assert_eq!(requests(&server, ".jpg"), 3);
    assert_eq!(names(once.path()), Vec::<String>::new());
}

#[test]
fn a_wait_that_is_too_long_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    let busy = Reply::Response(429, "retry-after: 600\r\n", Vec::new());
    let server = storage([vec![image()], vec![busy], vec![image()]]);
    let ran = download(&server, directory.path(), &[]);
    assert!(ran.code == 1 && ran.stderr.contains("HTTP 429"), "{}", ran.stderr);
    assert_eq!(requests(&server, "/2.jpg"), 1);
}

#[test]
fn sizes_are_limited_and_nothing_is_decompressed() {
    let chunked = [
        b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n".to_vec(),
        b"400\r\n".to_vec(),
        vec![b'x'; 1024],
    ];
    let replies = || {
        let large = Reply::Response(200, "", vec![b'x'; 2048]);
        let chunks = Reply::Bytes([chunked.concat(), b"\r\n400\r\n".to_vec(), vec![b'x'; 1024]].concat());
        let packed = Reply::Response(200, "content-encoding: gzip\r\n", b"\x1f\x8b packed".to_vec());
        storage([vec![large], vec![chunks], vec![packed]])
    };
    let directory = tempfile::tempdir().unwrap();
    let server = replies();
    let ran = download(&server, directory.path(), &["--max-size", "1500"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr
            .contains("larger than 1500 bytes (images 001-1.jpg, 002-2.jpg)"),
        "{}",
        ran.stderr
    );
    assert_eq!(names(directory.path()), ["003-3.jpg", "images.json"]);
    assert_eq!(
        std::fs::read(directory.path().join("003-3.jpg")).unwrap(),
        b"\x1f\x8b packed"
    );
    let images: Vec<_> = server
        .requests()
        .into_iter()
        .filter(|request| request.line.contains(".jpg"))
        .collect();
    assert_eq!(images.len(), 3, "a file that is too large is not requested again");
    assert!(
        images
            .iter()
            .all(|request| request.header("accept-encoding") == Some("identity"))
    );
}

#[test]
fn a_redirect_into_a_private_network_is_not_followed() {
    let redirect = |to: &str| {
        Reply::Bytes(format!("HTTP/1.1 302 X\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n").into())
    };
    // The proxy is the network: it plays a public storage service.
    let run_through = |proxy: &Server, server: &Server, out: &Path, more: &[&str]| {
        let out = out.to_str().unwrap();
        let command = [
            "download",
            "tencent-tiw",
            "1/t",
            "--out",
            out,
            "--endpoint",
            &server.url,
        ];
        let variables = [KEYS, &[("http_proxy", proxy.url.as_str())]].concat();
        run_with(&[&command[..], more].concat(), &variables, b"")
    };
    let service = |address: &'static str| Server::routes(|_| vec![("", vec![task(&[address.to_owned()])])]);
    let inner = Server::start(image());
    let port = inner.url.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"] {
        let target = format!("http://{host}:{port}/inner.jpg");
        let proxy = Server::script(|_| vec![redirect(&target)]);
        let server = service("http://storage.invalid/1.jpg");
        let directory = tempfile::tempdir().unwrap();
        let ran = run_through(&proxy, &server, directory.path(), &[]);
        assert!(
            ran.failure(1).contains("private network"),
            "{host}: {}",
            ran.stderr
        );
    }
    assert_eq!(inner.requests().len(), 0);
    let target = format!("{}/inner.jpg", inner.url);
    let proxy = Server::script(|_| vec![redirect(&target)]);
    let server = service("http://storage.invalid/1.jpg");
    let directory = tempfile::tempdir().unwrap();
    run_through(&proxy, &server, directory.path(), &["--allow-private-redirects"]).success();
    // From one public host to another, and on this machine, redirects are followed.
    let hops = Server::routes(|_| {
        vec![
            ("one.invalid", vec![redirect("http://two.invalid/x")]),
            ("two.invalid", vec![image()]),
        ]
    });
    let server = service("http://one.invalid/1.jpg");
    run_through(&hops, &server, &directory.path().join("a"), &[]).success();
    let local = Server::routes(|url| {
        vec![
            ("/1.jpg", vec![redirect("/2.jpg")]),
            ("/2.jpg", vec![image()]),
            ("", vec![task(&[format!("{url}/1.jpg")])]),
        ]
    });
    download(&local, &directory.path().join("b"), &[]).success();
}
