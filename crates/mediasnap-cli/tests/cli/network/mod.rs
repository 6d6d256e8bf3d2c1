//! Proxies, regions, permissions and rejected keys: what the command says about its surroundings.

use serde_json::json;

use crate::support::emulator::Running;
use crate::support::run::{KEYS, run_with};

const CALL: [&str; 7] = [
    "call",
    "alibaba-vod",
    "ListSnapshots",
    "--input",
    r#"{"VideoId":"v"}"#,
    "--timeout",
    "5s",
];
const AT: [&str; 2] = ["--endpoint", "https://service.invalid"];

fn with(variables: &[(&'static str, &str)], arguments: &[&str]) -> (i32, String) {
    let variables: Vec<(&str, &str)> = KEYS.iter().chain(variables).copied().collect();
    let ran = run_with(arguments, &variables, b"");
    (ran.code, format!("{}{}", ran.stdout, ran.stderr))
}

#[test]
fn a_proxy_is_named_and_one_that_cannot_be_used_is_an_error() {
    for (variable, value) in [
        ("HTTPS_PROXY", "http://user:plan#ted@127.0.0.1:1"),
        ("ALL_PROXY", "socks://user:planted@127.0.0.1:1"),
        ("https_proxy", "planted planted"),
    ] {
        for command in [&CALL[..], &["doctor", "alibaba-vod"]] {
            let (code, text) = with(&[(variable, value)], &[command, &AT].concat());
            assert_eq!(code, 3, "{text}");
            assert!(
                text.contains(&format!("the variable {variable} names no proxy")),
                "{text}"
            );
            assert!(!text.contains("ted@") && !text.contains("attempts"), "{text}");
        }
    }
    for scheme in ["http", "socks5h"] {
        let value = format!("{scheme}://user:planted@127.0.0.1:1");
        let (code, text) = with(&[("ALL_PROXY", &value)], &[&CALL[..], &AT].concat());
        assert_eq!(code, 5, "{text}");
        assert!(
            text.contains(&format!("the proxy {scheme}://127.0.0.1:1 (ALL_PROXY)")),
            "{text}"
        );
        assert!(!text.contains("planted@"), "{text}");
    }
}

#[test]
fn the_region_of_the_environment() {
    let dry = [&CALL[..5], &["--dry-run"]].concat();
    let (code, text) = with(&[("ALIBABA_CLOUD_REGION_ID", "cn-beijing")], &dry);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("vod.cn-beijing.aliyuncs.com"), "{text}");
    let (code, text) = with(&[], &dry);
    assert_eq!(code, 3);
    assert!(
        text.contains("ALIBABA_CLOUD_REGION_ID") && text.contains("--region"),
        "{text}"
    );
    assert!(
        text.contains("cn-shanghai") && !text.contains("internal"),
        "{text}"
    );
    let doctor = ["doctor", "tencent-tiw", "--offline"];
    let (_, text) = with(&[("TENCENTCLOUD_REGION", "ap-guangzhou")], &doctor);
    assert!(
        text.contains("ap-guangzhou, from variable TENCENTCLOUD_REGION"),
        "{text}"
    );
}

#[cfg(unix)]
#[test]
fn doctor_warns_of_a_file_that_everyone_can_change() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(".aliyun/config.json");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let profile = json!({"name": "a", "mode": "AK", "access_key_id": "A", "access_key_secret": "s", "region_id": "cn-beijing"});
    let text = json!({"current": "a", "profiles": [profile]}).to_string();
    std::fs::write(&file, format!("\u{feff}{text}")).unwrap();
    let variables = [("HOME", home.path().to_str().unwrap())];
    for (mode, warns) in [(0o666, true), (0o600, false)] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let ran = run_with(&["doctor", "alibaba-vod", "--offline"], &variables, b"");
        assert_eq!(
            ran.success().contains("everyone can change it"),
            warns,
            "{}",
            ran.stdout
        );
        assert!(
            ran.stdout.contains("cn-beijing, from profile `a` of "),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn a_wrong_secret_is_called_that() {
    let emulator = Running::start(&[]);
    for (product, operation, input, hint) in [
        (
            "alibaba-ice",
            "GetSnapshotJob",
            json!({"JobId": "j"}),
            "the secret of the key EMULATORAK from variables ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET is wrong",
        ),
        (
            "huawei-mpc",
            "ListThumbnailsTask",
            json!({}),
            "signed with the key EMULATORAK from variables HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK",
        ),
        (
            "tencent-tiw",
            "DescribeSnapshotTask",
            json!({"SdkAppId": 1_400_000_001, "TaskID": "t"}),
            "signed with the key EMULATORAK from variables TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY",
        ),
    ] {
        let ran = emulator.call_with("EMULATORAK", "planted", product, operation, &input);
        assert!(ran.failure(1).contains(hint), "{}", ran.stderr);
        assert!(!ran.stderr.contains("planted"), "{}", ran.stderr);
    }
}

#[test]
fn an_unreachable_token_service_is_a_failed_connection() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".aliyun");
    std::fs::create_dir_all(&folder).unwrap();
    let profile =
        json!({"name": "a", "mode": "CredentialsURI", "credentials_uri": "http://127.0.0.1:1/planted"});
    let text = json!({"current": "a", "profiles": [profile]}).to_string();
    std::fs::write(folder.join("config.json"), text).unwrap();
    let variables = [("HOME", home.path().to_str().unwrap())];
    let ran = run_with(&[&CALL[..], &AT, &["--profile", "a"]].concat(), &variables, b"");
    let line = ran.failure(5);
    assert!(
        line.contains("the credentials URI cannot be reached") && !line.contains("planted"),
        "{line}"
    );
}
