//! Where credentials come from, and what goes through a proxy.

use std::path::Path;

use crate::support::run::{KEYS, Ran, run_with};
use crate::support::samples::first_of_each;
use crate::support::server::{Reply, Server};

/// A call that goes to the same host in every region.
const CALL: (&str, &str, &str) = (
    "tencent-tiw",
    "DescribeSnapshotTask",
    r#"{"SdkAppId":1,"TaskID":"t"}"#,
);

fn write(home: &Path, path: &str, text: &str) {
    let path = home.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    write(
        home.path(),
        ".huaweicloud/credentials",
        "[basic]\nak = other\nsk = s\n[work]\nak = profile-key\nsk = planted-secret\nproject_id = 0123456789abcdef0123456789abcdef\n",
    );
    write(
        home.path(),
        ".tencentcloud/credentials",
        "[default]\nsecret_id = other\nsecret_key = s\n[work]\nsecret_id = profile-key\nsecret_key = planted-secret\n",
    );
    write(
        home.path(),
        ".aliyun/config.json",
        r#"{"current": "mine", "profiles": [{"name": "mine", "mode": "AK", "access_key_id": "other", "access_key_secret": "s"},
            {"name": "work", "mode": "AK", "access_key_id": "profile-key", "access_key_secret": "planted-secret"}]}"#,
    );
    home
}

fn with_home<'a>(home: &'a tempfile::TempDir, keys: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut variables = keys.to_vec();
    variables.push(("HOME", home.path().to_str().unwrap()));
    variables
}

#[test]
fn a_named_profile_signs_every_kind_of_call() {
    let home = home();
    let variables = with_home(&home, KEYS);
    for sample in first_of_each(|sample| sample.operation.idempotent) {
        let (product, operation, input) = (sample.product.key, sample.operation.id, sample.input.to_string());
        let input = input.as_str();
        let server = Server::answering(
            400,
            r#"{"Code":"Rejected","error_code":"Rejected","error_msg":"m"}"#,
        );
        let endpoint = ["--endpoint", &server.url, "--max-attempts", "1"];
        let call = ["call", product, operation, "--input", input];
        run_with(&[&call, &endpoint[..]].concat(), &variables, b"");
        run_with(
            &[&call, &endpoint[..], &["--profile", "work"]].concat(),
            &variables,
            b"",
        );
        run_with(
            &[&["get", product, "a/b"], &endpoint[..], &["--profile", "work"]].concat(),
            &variables,
            b"",
        );
        let keys: Vec<bool> = server
            .requests()
            .iter()
            .map(|request| request.header("authorization").unwrap().contains("profile-key"))
            .collect();
        assert_eq!(keys[..2], [false, true], "{product}");
        assert!(keys[1..].iter().all(|named| *named), "{product}");
        let dry = run_with(
            &[&call, &endpoint[..], &["--dry-run", "--profile", "work"]].concat(),
            &variables,
            b"",
        );
        assert!(dry.success().contains("profile-key"), "{product}");
    }
}

#[test]
fn a_profile_that_is_nowhere_says_so_with_and_without_a_place_to_call() {
    let home = home();
    let variables = with_home(&home, KEYS);
    for sample in first_of_each(|sample| sample.operation.idempotent) {
        let (product, operation, input) = (sample.product.key, sample.operation.id, sample.input.to_string());
        let input = input.as_str();
        for more in [&["--endpoint", "http://127.0.0.1:1"][..], &[]] {
            let call = [
                "call",
                product,
                operation,
                "--input",
                input,
                "--profile",
                "nowhere",
            ];
            let ran = run_with(&[&call, more].concat(), &variables, b"");
            let line = ran.failure(3);
            assert!(line.contains("no credentials in the profile `nowhere`"), "{line}");
            assert!(!line.contains("planted"), "{line}");
        }
    }
}

#[test]
fn doctor_names_the_place_that_answered() {
    let home = home();
    for (keys, more, place) in [
        (
            KEYS,
            &[][..],
            "environment: found (variables TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY)",
        ),
        (KEYS, &["--profile", "work"], "profile file: found ([work] of "),
        (&[], &[], "profile file: found ([default] of "),
    ] {
        let arguments = ["doctor", "tencent-tiw", "--offline", "--output", "json"];
        let ran = run_with(&[&arguments, more].concat(), &with_home(&home, keys), b"");
        assert!(ran.success().contains(place), "{}", ran.stdout);
        assert!(!ran.stdout.contains("planted"), "{}", ran.stdout);
    }
}

/// A call to a name that only a proxy could reach.
fn through(proxy: &str, more: &[(&str, &str)], endpoint: &str) -> Ran {
    let variables = [KEYS, &[("HTTP_PROXY", proxy), ("http_proxy", proxy)], more].concat();
    let (product, operation, input) = CALL;
    let call = [
        "call",
        product,
        operation,
        "--input",
        input,
        "--max-attempts",
        "1",
        "--timeout",
        "5s",
    ];
    run_with(&[&call, &["--endpoint", endpoint][..]].concat(), &variables, b"")
}

#[test]
fn proxies_of_the_environment_and_what_they_are_not_for() {
    const ANSWER: &str = r#"{"Response":{"RequestId":"r"}}"#;
    let name = "http://api.example.invalid";
    for (endpoint, exception, proxied) in [
        (name, "", true),
        (name, "other.invalid,example.com", true),
        (name, "le.invalid", true),
        (name, "api.example.invalid", false),
        (name, "other.invalid, example.invalid", false),
        (name, ".example.invalid", false),
        (name, "*", false),
        (name, "*.example.invalid", false),
        (name, "api.example.invalid:80", false),
        (name, "api.example.invalid:443", true),
        ("http://192.0.2.7", "192.0.2.0/24", false),
        ("http://192.0.2.7", "198.51.100.0/24", true),
    ] {
        let proxy = Server::answering(200, ANSWER);
        let ran = through(
            &proxy.url,
            &[("NO_PROXY", exception), ("no_proxy", exception)],
            endpoint,
        );
        let requests = proxy.requests();
        assert_eq!(
            requests.len(),
            usize::from(proxied),
            "{exception}: {}",
            ran.stderr
        );
        if let Some(request) = requests.first() {
            assert_eq!(request.line, format!("POST {endpoint}/ HTTP/1.1"));
            assert_eq!(request.header("host"), endpoint.strip_prefix("http://"));
            assert_eq!(ran.code, 0);
        }
    }
    // The IAM that is asked for the project stands on this machine, the endpoint does not.
    let iam = Server::answering(200, r#"{"projects":[{"id":"looked-up"}]}"#);
    let proxy = Server::answering(200, "{}");
    let variables = [
        ("HUAWEICLOUD_SDK_AK", "ak"),
        ("HUAWEICLOUD_SDK_SK", "s"),
        ("HUAWEICLOUD_SDK_IAM_ENDPOINT", iam.url.as_str()),
        ("HUAWEICLOUD_SDK_REGION_MPC_CN_NORTH_4", name),
        ("HTTP_PROXY", &proxy.url),
    ];
    let call = [
        "call",
        "huawei-mpc",
        "ListThumbnailsTask",
        "--region",
        "cn-north-4",
    ];
    assert_eq!(run_with(&call, &variables, b"").code, 0);
    assert_eq!((iam.requests().len(), proxy.requests().len()), (1, 1));
    // This machine is reached directly, and so is a source of credentials next to it.
    let (proxy, server) = (Server::answering(200, ANSWER), Server::answering(200, ANSWER));
    assert_eq!(through(&proxy.url, &[], &server.url).code, 0);
    assert_eq!((proxy.requests().len(), server.requests().len()), (0, 1));
    let key = r#"{"Code":"Success","AccessKeyId":"uri-key","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2100-01-01T00:00:00Z"}"#;
    let (proxy, source) = (Server::answering(200, "{}"), Server::answering(200, key));
    let variables = [
        ("ALIBABA_CLOUD_CREDENTIALS_URI", source.url.as_str()),
        ("HTTP_PROXY", &proxy.url),
    ];
    let call = crate::support::run::call(name, "alibaba-vod", "ListSnapshots", r#"{"VideoId":"v"}"#);
    let ran = run_with(&call, &variables, b"");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(source.requests().len(), 1);
    let authorization = proxy.request();
    assert!(authorization.header("authorization").unwrap().contains("uri-key"));
}

#[test]
fn doctor_ends_in_time_whatever_it_waits_for() {
    let iam = Server::start(Reply::Silence);
    let variables = [
        ("HUAWEICLOUD_SDK_AK", "ak"),
        ("HUAWEICLOUD_SDK_SK", "s"),
        ("HUAWEICLOUD_SDK_IAM_ENDPOINT", iam.url.as_str()),
        ("HUAWEICLOUD_SDK_REGION_MPC_CN_NORTH_4", "http://127.0.0.1:1"),
    ];
    let doctor = ["doctor", "huawei-mpc", "--timeout", "700ms", "--output", "json"];
    let ran = run_with(&doctor, &variables, b"");
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("loading credentials: not finished within 0.7 s"),
        "{}",
        ran.stdout
    );
    assert!(ran.took < std::time::Duration::from_secs(4), "{:?}", ran.took);
}

#[test]
fn doctor_fails_where_a_place_is_meant_and_has_nothing() {
    for (vendor, variable) in [
        ("huawei", "HUAWEICLOUD_OIDC_PROVIDER_URN"),
        ("huawei", "HC_CONTAINER_CREDENTIALS_FULL_URI"),
        ("tencent", "TKE_ROLE_ARN"),
        ("alibaba", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"),
    ] {
        let arguments = [
            "doctor",
            "--offline",
            "--output",
            "json",
            "--query",
            "[?check=='credentials']",
        ];
        let ran = run_with(&arguments, &[(variable, "x")], b"");
        assert_eq!(ran.code, 3, "{}", ran.stderr);
        let checks: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        for check in checks.as_array().unwrap() {
            let meant = check["product"].as_str().unwrap().starts_with(vendor);
            let state = if meant { "failed" } else { "skipped" };
            assert_eq!(check["state"], state, "{variable}: {check}");
        }
    }
}

#[test]
fn a_file_with_certificates_that_is_none() {
    let home = home();
    let text = home.path().join("text");
    std::fs::write(&text, "planted").unwrap();
    let text = text.to_str().unwrap();
    let directory = home.path().to_str().unwrap();
    for (file, why) in [
        ("/nonexistent/ca.pem", "`/nonexistent/ca.pem` does not exist"),
        (directory, "is not a file"),
        (text, "no text in PEM that holds a certificate"),
    ] {
        let connection = ["--endpoint", "https://127.0.0.1:1", "--ca-file", file];
        let (product, operation, input) = CALL;
        let call = ["call", product, operation, "--input", input];
        for command in [&call[..], &["get", "tencent-tiw", "1/b"]] {
            let ran = run_with(&[command, &connection].concat(), KEYS, b"");
            let line = ran.failure(3);
            assert!(line.contains(why) && !line.contains("planted"), "{line}");
        }
    }
}
