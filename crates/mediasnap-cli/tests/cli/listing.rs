//! `products`, `operations` and `doctor`.

use crate::support::run::{KEYS, run, run_with};
use crate::support::server::Server;

#[test]
fn products_and_operations() {
    let products = run(&["products"]).json();
    let keys: Vec<&str> = products
        .as_array()
        .unwrap()
        .iter()
        .map(|product| product["product"].as_str().unwrap())
        .collect();
    let known = mediasnap::products().iter().map(|product| product.key);
    assert_eq!(keys, known.collect::<Vec<_>>());
    let mut count = 0;
    for product in products.as_array().unwrap() {
        let key = product["product"].as_str().unwrap();
        let operations = run(&["operations", key]).json();
        let names: Vec<&serde_json::Value> = operations
            .as_array()
            .unwrap()
            .iter()
            .map(|operation| &operation["operation"])
            .collect();
        assert_eq!(
            names,
            product["operations"]
                .as_array()
                .unwrap()
                .iter()
                .collect::<Vec<_>>()
        );
        for name in names {
            let one = run(&["operations", key, name.as_str().unwrap()]).json();
            assert!(operations.as_array().unwrap().contains(&one));
            count += 1;
        }
    }
    let known = mediasnap::products()
        .iter()
        .map(|product| product.operations.len());
    assert_eq!(count, known.sum::<usize>());
    insta::assert_snapshot!(run(&["operations", "tencent-tiw", "--output", "table"]).success());
    insta::assert_snapshot!(
        run(&[
            "operations",
            "huawei-mpc",
            "ListThumbnailsTask",
            "--output",
            "table"
        ])
        .success()
    );
}

#[test]
fn doctor_tells_what_is_missing() {
    let ran = run_with(&["doctor"], &[], b"");
    for check in ran.json().as_array().unwrap() {
        assert_eq!(
            (check["check"].as_str(), check["state"].as_str()),
            (Some("credentials"), Some("skipped"))
        );
    }
    let half = [("TENCENTCLOUD_SECRET_ID", "planted-id")];
    let ran = run_with(&["doctor", "tencent-tiw", "--offline"], &half, b"");
    assert_eq!(ran.code, 3);
    assert!(
        ran.stdout.contains("TENCENTCLOUD_SECRET_KEY is not set"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains("planted"), "{}", ran.stdout);
}

#[test]
fn doctor_reaches_the_endpoint_unsigned() {
    let server = Server::answering(404, "{}");
    let checks = run_with(&["doctor", "alibaba-ice", "--endpoint", &server.url], KEYS, b"").json();
    let states: Vec<&str> = checks
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["ok", "ok", "skipped"]);
    assert_eq!(server.request().header("authorization"), None);
}

#[test]
fn doctor_sees_a_wrong_clock() {
    let server = Server::start(crate::support::server::Reply::Response(
        404,
        "date: Tue, 14 Nov 2023 22:13:20 GMT\r\n",
        Vec::new(),
    ));
    let ran = run_with(&["doctor", "alibaba-ice", "--endpoint", &server.url], KEYS, b"");
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.contains("set this machine's clock"), "{}", ran.stdout);
}

#[test]
fn pages_before_an_error_are_printed() {
    let page = r#"{"RequestId":"r","NextPageToken":"2","Jobs":[{"JobId":"a","Status":"Success"},{"JobId":"b","Status":"Success"}]}"#;
    let denied = r#"{"RequestId":"r","Code":"Forbidden.RAM","Message":"no"}"#;
    for (format, lines) in [("ndjson", 2), ("json", 1)] {
        let server = Server::script(|_| vec![Server::json(200, page), Server::json(403, denied)]);
        let list = [
            "list",
            "alibaba-ice",
            "--source",
            "object",
            "--endpoint",
            &server.url,
            "--output",
            format,
        ];
        let ran = run(&list);
        assert_eq!(
            (ran.code, ran.stdout.lines().count()),
            (1, lines),
            "{}",
            ran.stdout
        );
        assert!(
            ran.stderr.contains("Forbidden.RAM") && ran.stdout.contains("\"b\""),
            "{}",
            ran.stderr
        );
    }
    let server = Server::script(|_| vec![Server::json(403, denied)]);
    run(&["list", "alibaba-ice", "--endpoint", &server.url]).failure(1);
}
