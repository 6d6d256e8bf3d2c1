//! A service with a job of three images, and the command that downloads them.

use std::path::Path;

use serde_json::json;

use crate::support::run::{Ran, run};
use crate::support::server::{Reply, Server};

pub(super) const IMAGE: &[u8] = b"\xff\xd8\xff\xe0 image";

pub(super) fn image() -> Reply {
    Reply::Response(200, "content-type: image/jpeg\r\n", IMAGE.to_vec())
}

/// The response about a job with images at these addresses.
pub(super) fn task(addresses: &[String]) -> Reply {
    let task = json!({"Response": {"RequestId": "r", "TaskID": "t", "Status": "Finished", "Result":
        {"ErrorCode": "OK", "Total": addresses.len(), "Snapshots": addresses}}});
    Server::json(200, &task.to_string())
}

/// A service with a job of three images, `1.jpg` to `3.jpg`, that reply like this, and a signature that no output may repeat.
pub(super) fn storage(replies: [Vec<Reply>; 3]) -> Server {
    Server::routes(|url| {
        let addresses: Vec<String> = (1..=3)
            .map(|n| format!("{url}/o/{n}.jpg?sign=planted-signature"))
            .collect();
        let [first, second, third] = replies;
        vec![
            ("/1.jpg", first),
            ("/2.jpg", second),
            ("/3.jpg", third),
            ("", vec![task(&addresses)]),
        ]
    })
}

pub(super) fn download(server: &Server, out: &Path, more: &[&str]) -> Ran {
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
    let ran = run(&[&command[..], more].concat());
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("planted-signature"));
    ran
}

/// The names in a directory, sorted.
pub(super) fn names(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

pub(super) fn requests(server: &Server, path: &str) -> usize {
    server
        .requests()
        .iter()
        .filter(|request| request.line.contains(path))
        .count()
}
