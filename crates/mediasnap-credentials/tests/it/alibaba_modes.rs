//! Rare modes of the profiles of Alibaba's command line, byte order marks, and programs that print credentials.

use mediasnap_credentials::{AlibabaCliProfile, ProcessProvider, ProvideCredentials as _};
use serde_json::json;

use crate::alibaba::sts_answer;
use crate::alibaba_cli::{file, read};
use crate::support::{Machine, Server, id, key, origin, reply};

#[tokio::test]
async fn a_credentials_uri_in_a_profile() {
    let server = Server::start(|seen| {
        assert_eq!(seen.line(), "GET /key");
        reply(
            200,
            r#"{"Code":"Success","AccessKeyId":"U","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2026-03-01T13:00:00Z"}"#,
        )
    })
    .await;
    let profile = |uri: &str| json!({"name": "default", "mode": "CredentialsURI", "credentials_uri": uri});
    let identity = read(profile(&format!("{}/key", server.url))).await.unwrap();
    assert_eq!(key(&identity), ("U".into(), "s".into(), Some("t".into())));
    assert!(origin(&identity).starts_with("profile `default` of "));
    let error = read(profile("")).await.unwrap_err();
    assert!(error.message().ends_with("has no `credentials_uri`"), "{error}");
    let error = read(profile("http://127.0.0.1:1/planted")).await.unwrap_err();
    assert_eq!(error.kind(), mediasnap_core::ErrorKind::Connect);
    assert!(!error.message().contains("planted"), "{error}");
}

#[tokio::test]
async fn an_instance_role_that_assumes_another() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/latest/api/token" => reply(200, "session"),
        "/latest/meta-data/ram/security-credentials/ecs" => reply(
            200,
            r#"{"Code":"Success","AccessKeyId":"I","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2026-03-01T13:00:00Z"}"#,
        ),
        _ => {
            assert_eq!(seen.parameter("AccessKeyId").as_deref(), Some("I"));
            assert_eq!(seen.parameter("RoleArn").as_deref(), Some("arn"));
            reply(200, sts_answer("T"))
        }
    })
    .await;
    let machine = Machine::new();
    let profile = json!({"name": "default", "mode": "RamRoleArnWithRoleName", "ram_role_name": "ecs", "ram_role_arn": "arn",
        "ram_session_name": "s"});
    machine.write(".aliyun/config.json", &file(&json!([profile])));
    let config = machine
        .config()
        .with_metadata_url(&server.url)
        .with_sts_url(&server.url);
    let identity = AlibabaCliProfile::new(&config).resolve_identity().await.unwrap();
    assert_eq!(id(&identity), "T");
}

#[tokio::test]
async fn an_rsa_key_pair_in_a_profile() {
    let server = Server::start(|seen| {
        assert_eq!(seen.parameter("Action").as_deref(), Some("GenerateSessionAccessKey"));
        reply(
            200,
            r#"{"SessionAccessKey":{"SessionAccessKeyId":"R","SessionAccessKeySecret":"s","Expiration":"2026-03-01T13:00:00Z"}}"#,
        )
    })
    .await;
    let machine = Machine::new();
    let pem = "-----BEGIN RSA PRIVATE KEY-----\nplanted\n-----END RSA PRIVATE KEY-----";
    let path = machine.write("key.pem", pem);
    for private_key in [pem, path.as_str(), "planted/path"] {
        let profile = json!({"name": "default", "mode": "RsaKeyPair", "key_pair_name": "pair", "private_key": private_key});
        machine.write(".aliyun/config.json", &file(&json!([profile])));
        let config = machine.config().with_sts_url(&server.url);
        let result = AlibabaCliProfile::new(&config).resolve_identity().await;
        if private_key == "planted/path" {
            let error = result.unwrap_err();
            assert!(
                error
                    .message()
                    .ends_with("neither a key in PEM nor a readable file"),
                "{error}"
            );
            assert!(!error.message().contains("planted"), "{error}");
        } else {
            assert_eq!(key(&result.unwrap()), ("R".into(), "s".into(), None));
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let profile = json!([{"name": "default", "mode": "AK", "access_key_id": "A", "access_key_secret": "s"}]);
    let text = format!("\u{feff}{}", file(&profile));
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text.into_bytes(), utf16] {
        let machine = Machine::new();
        let path = machine.write(".aliyun/config.json", "");
        std::fs::write(path, bytes).unwrap();
        let provider = AlibabaCliProfile::new(&machine.config());
        assert_eq!(id(&provider.resolve_identity().await.unwrap()), "A");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_ends_with_all_that_it_started() {
    let machine = Machine::new();
    let id_file = machine.path("id").display().to_string();
    // The child of a shell outlives the shell, unless the whole group is ended.
    let script = machine.write("slow.sh", &format!("sleep 1000 & echo $! > '{id_file}'\nwait\n"));
    let slow =
        ProcessProvider::new(format!("sh '{script}'")).with_timeout(std::time::Duration::from_millis(700));
    slow.resolve_identity().await.unwrap_err();
    let id = std::fs::read_to_string(&id_file).unwrap();
    let state = || std::fs::read_to_string(format!("/proc/{}/stat", id.trim())).unwrap_or_default();
    let begun = std::time::Instant::now();
    while !state().is_empty() && !state().contains(") Z ") {
        assert!(begun.elapsed().as_secs() < 10, "still there: {}", state());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_a_program_leaves_in_the_background_is_not_waited_for() {
    let machine = Machine::new();
    let json = r#"{"access_key_id":"B","access_key_secret":"s"}"#;
    let script = machine.write("daemon.sh", &format!("sleep 5 &\nprintf '%s' '{json}'\n"));
    let begun = std::time::Instant::now();
    let identity = ProcessProvider::new(format!("sh '{script}'"))
        .resolve_identity()
        .await
        .unwrap();
    assert_eq!(id(&identity), "B");
    assert!(begun.elapsed().as_secs() < 4, "{:?}", begun.elapsed());
}
