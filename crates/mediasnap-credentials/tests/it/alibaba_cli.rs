//! Every mode of the profiles that Alibaba's command line keeps.

use mediasnap_credentials::{AlibabaCliProfile, ProcessProvider, ProvideCredentials as _};
use serde_json::{Value, json};

use crate::alibaba::{sts_answer, temporary};
use crate::support::{Machine, Server, id, key, noon, origin, reply};

pub(crate) fn file(profiles: &Value) -> String {
    json!({"current": "default", "profiles": profiles, "meta_path": ""}).to_string()
}

pub(crate) async fn read(profile: Value) -> Result<mediasnap_credentials::Identity, mediasnap_core::Error> {
    let machine = Machine::new();
    machine.write(".aliyun/config.json", &file(&json!([profile])));
    AlibabaCliProfile::new(&machine.config()).resolve_identity().await
}

#[tokio::test]
async fn keys_with_and_without_a_token() {
    let profile = |mode: &str, token: &str| {
        json!({"name": "default", "mode": mode, "access_key_id": "AK", "access_key_secret": "SK#x", "sts_token": token,
            "ram_role_arn": "", "expired_seconds": 0, "enable_vpc": null, "sts_expiration": 0})
    };
    let identity = read(profile("AK", "")).await.unwrap();
    assert_eq!(key(&identity), ("AK".into(), "SK#x".into(), None));
    assert!(
        origin(&identity).starts_with("profile `default` of "),
        "{}",
        origin(&identity)
    );
    assert_eq!(
        key(&read(profile("StsToken", "T")).await.unwrap()).2.as_deref(),
        Some("T")
    );
    let error = read(profile("StsToken", "")).await.unwrap_err();
    assert!(
        error.message().ends_with("config.json has no `sts_token`"),
        "{error}"
    );
    let error = read(profile("Other", "")).await.unwrap_err();
    assert!(
        error
            .message()
            .ends_with("has a profile `default` with an unknown `mode`"),
        "{error}"
    );
}

#[tokio::test]
async fn which_profile_and_when_none() {
    let mut machine = Machine::new();
    let provider = AlibabaCliProfile::new(&machine.config());
    assert!(
        provider
            .resolve_identity()
            .await
            .unwrap_err()
            .message()
            .ends_with("config.json does not exist")
    );
    let key =
        |name: &str| json!({"name": name, "mode": "AK", "access_key_id": name, "access_key_secret": "s"});
    let path = machine.write(
        ".aliyun/config.json",
        &file(&json!([key("other"), key("default")])),
    );
    assert_eq!(id(&provider.resolve_identity().await.unwrap()), "default");
    machine.set("ALIBABA_CLOUD_PROFILE", "other");
    assert_eq!(
        id(&AlibabaCliProfile::new(&machine.config())
            .resolve_identity()
            .await
            .unwrap()),
        "other"
    );
    machine.set("ALIBABA_CLOUD_PROFILE", "absent");
    let error = AlibabaCliProfile::new(&machine.config())
        .resolve_identity()
        .await
        .unwrap_err();
    assert_eq!(error.message(), format!("{path} has no profile `absent`"));
    machine.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
    let error = AlibabaCliProfile::new(&machine.config())
        .resolve_identity()
        .await
        .unwrap_err();
    assert_eq!(
        error.message(),
        "switched off by the variable ALIBABA_CLOUD_CLI_PROFILE_DISABLED"
    );
    machine.write(".aliyun/config.json", "{\n\"planted\" }");
    let error = provider.resolve_identity().await.unwrap_err();
    assert_eq!(
        error.message(),
        format!("{path} is not the documented JSON, see line 2")
    );
    machine.write(".aliyun/config.json", "{}");
    let error = provider.resolve_identity().await.unwrap_err();
    assert_eq!(
        error.message(),
        format!("{path} has no `current` profile, and ALIBABA_CLOUD_PROFILE is not set")
    );
}

#[tokio::test]
async fn roles_chained_and_not() {
    let sts = Server::start(|seen| {
        reply(
            200,
            sts_answer(&format!("{}+", seen.parameter("AccessKeyId").unwrap())),
        )
    })
    .await;
    let mut machine = Machine::new();
    let profiles = json!([
        {"name": "default", "mode": "ChainableRamRoleArn", "source_profile": "middle", "ram_role_arn": "c"},
        {"name": "middle", "mode": "ChainableRamRoleArn", "source_profile": "base", "ram_role_arn": "b"},
        {"name": "base", "mode": "RamRoleArn", "access_key_id": "AK", "access_key_secret": "SK", "ram_role_arn": "a",
            "ram_session_name": "me", "expired_seconds": 1000, "external_id": "e", "policy": "{}"},
        {"name": "one", "mode": "ChainableRamRoleArn", "source_profile": "two", "ram_role_arn": "r"},
        {"name": "two", "mode": "ChainableRamRoleArn", "source_profile": "one", "ram_role_arn": "r"},
    ]);
    let path = machine.write(".aliyun/config.json", &file(&profiles));
    let identity = AlibabaCliProfile::new(&machine.config().with_sts_url(&sts.url))
        .resolve_identity()
        .await
        .unwrap();
    assert_eq!(id(&identity), "AK+++");
    assert_eq!(identity.expires_at, Some("2026-03-01T13:00:00Z".parse().unwrap()));
    let seen = sts.seen();
    let arns: Vec<_> = seen
        .iter()
        .map(|seen| seen.parameter("RoleArn").unwrap())
        .collect();
    assert_eq!(arns, ["a", "b", "c"]);
    assert_eq!(seen[0].parameter("DurationSeconds").as_deref(), Some("1000"));
    assert_eq!(seen[0].parameter("ExternalId").as_deref(), Some("e"));
    assert_eq!(seen[1].parameter("DurationSeconds").as_deref(), Some("3600"));
    assert_eq!(seen[2].parameter("SecurityToken").as_deref(), Some("token"));

    machine.set("ALIBABA_CLOUD_PROFILE", "one");
    let error = AlibabaCliProfile::new(&machine.config().with_sts_url(&sts.url))
        .resolve_identity()
        .await
        .unwrap_err();
    assert_eq!(
        error.message(),
        format!("{path} has profiles that lead in a circle: one -> two -> one")
    );
    assert_eq!(sts.count(), 3);
}

#[tokio::test]
async fn metadata_and_oidc() {
    let metadata = Server::start(|seen| match seen.method.as_str() {
        "PUT" => reply(404, ""),
        _ => reply(200, temporary(seen.path.rsplit('/').next().unwrap()).to_string()),
    })
    .await;
    let sts = Server::start(|seen| reply(200, sts_answer(&seen.parameter("RoleSessionName").unwrap()))).await;
    let mut machine = Machine::new();
    let token = machine.write("token", "jwt");
    let profiles = json!([
        {"name": "default", "mode": "EcsRamRole", "ram_role_name": "ecs-role"},
        {"name": "python", "mode": "OIDC", "ram_role_arn": "r", "oidc_provider_arn": "p", "oidc_token_file": token,
            "role_session_name": "from-python"},
        {"name": "node", "mode": "OIDC", "ram_role_arn": "r", "oidc_provider_arn": "p", "oidc_token_file": token,
            "ram_session_name": "from-node"},
    ]);
    machine.write(".aliyun/config.json", &file(&profiles));
    for (name, expected) in [
        ("default", "ecs-role"),
        ("python", "from-python"),
        ("node", "from-node"),
    ] {
        machine.set("ALIBABA_CLOUD_PROFILE", name);
        let config = machine
            .config()
            .with_sts_url(&sts.url)
            .with_metadata_url(&metadata.url);
        assert_eq!(
            id(&AlibabaCliProfile::new(&config).resolve_identity().await.unwrap()),
            expected
        );
    }
}

#[tokio::test]
async fn logins_of_cloud_sso_and_oauth() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/cloud-credentials" => reply(200, json!({"CloudCredential": temporary("SSO")}).to_string()),
        _ => reply(200, temporary("OAUTH").to_string()),
    })
    .await;
    let later = noon().timestamp() + 60;
    let earlier = noon().timestamp() - 60;
    let sso = |end: i64| {
        json!({"name": "default", "mode": "CloudSSO", "cloud_sso_sign_in_url": format!("{}/login", server.url),
            "cloud_sso_account_id": "acc", "cloud_sso_access_config": "cfg", "access_token": "AT",
            "cloud_sso_access_token_expire": end})
    };
    assert_eq!(id(&read(sso(later)).await.unwrap()), "SSO");
    let seen = &server.seen()[0];
    assert_eq!(seen.header("authorization"), Some("Bearer AT"));
    assert_eq!(
        seen.json(),
        json!({"AccountId": "acc", "AccessConfigurationId": "cfg"})
    );
    let error = read(sso(earlier)).await.unwrap_err();
    assert!(
        error
            .message()
            .ends_with("has a login that has run out: log in with `aliyun configure` again"),
        "{error}"
    );

    let oauth = |key_end: i64, token_end: i64| {
        let profile = json!({"name": "default", "mode": "OAuth", "oauth_site_type": "CN", "oauth_access_token": "OT",
            "oauth_access_token_expire": token_end, "access_key_id": "KEPT", "access_key_secret": "s",
            "sts_token": "t", "sts_expiration": key_end});
        let machine = Machine::new();
        machine.write(".aliyun/config.json", &file(&json!([profile])));
        let url = server.url.clone();
        async move {
            AlibabaCliProfile::new(&machine.config().with_sts_url(url))
                .resolve_identity()
                .await
        }
    };
    let kept = oauth(later, earlier).await.unwrap();
    assert_eq!(id(&kept), "KEPT");
    assert_eq!(kept.expires_at.map(|end| end.timestamp()), Some(later));
    assert_eq!(id(&oauth(earlier, later).await.unwrap()), "OAUTH");
    let last = server.seen().pop().unwrap();
    assert_eq!(
        (last.line().as_str(), last.header("authorization")),
        ("POST /v1/exchange", Some("Bearer OT"))
    );
    assert!(oauth(earlier, earlier).await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_prints_the_key() {
    let machine = Machine::new();
    let script = machine.write("give key.sh", "printf '%s' \"$1\"\necho planted >&2\nexit $2\n");
    let run = |json: &str, status: u32| {
        ProcessProvider::new(format!("sh '{script}' '{json}' {status}"))
            .with_timeout(std::time::Duration::from_secs(20))
    };
    let printed = r#"{"mode":"StsToken","access_key_id":"P","access_key_secret":"s","sts_token":"t","expiration":"2026-03-01T13:00:00Z"}"#;
    let identity = run(printed, 0).resolve_identity().await.unwrap();
    assert_eq!(key(&identity), ("P".into(), "s".into(), Some("t".into())));
    assert_eq!(identity.expires_at, Some("2026-03-01T13:00:00Z".parse().unwrap()));
    for (printed, status, message) in [
        (printed, 3, "failed: exit status: 3"),
        (
            r#"{"mode":"AK"}"#,
            0,
            "printed no `access_key_id` or no `access_key_secret`",
        ),
        (
            r#"{"mode":"StsToken","access_key_id":"planted","access_key_secret":"s"}"#,
            0,
            "printed the mode `StsToken` without `sts_token`",
        ),
        ("planted", 0, "printed something that is not the documented JSON"),
        (
            r#"{"access_key_id":"A","access_key_secret":"s","expiration":"soon"}"#,
            0,
            "printed something that is not the documented JSON",
        ),
    ] {
        let error = run(printed, status).resolve_identity().await.unwrap_err();
        assert_eq!(error.message(), format!("the credentials program {message}"));
    }
    // No end in any spelling.
    for end in [r#""""#, "null", "0"] {
        let printed =
            format!(r#"{{"access_key_id":"P","access_key_secret":"s","sts_token":"","expiration":{end}}}"#);
        let identity = run(&printed, 0).resolve_identity().await.unwrap();
        assert_eq!(key(&identity), ("P".into(), "s".into(), None));
        assert_eq!(identity.expires_at, None, "{end}");
    }
    let endless =
        ProcessProvider::new("sh -c 'exec yes planted'").with_timeout(std::time::Duration::from_secs(20));
    let error = endless.resolve_identity().await.unwrap_err();
    assert_eq!(error.message(), "the credentials program printed far too much");
    let error = ProcessProvider::new("/no/such/program planted")
        .resolve_identity()
        .await
        .unwrap_err();
    assert_eq!(
        error.message(),
        "the credentials program cannot be started: entity not found"
    );
    let slow =
        ProcessProvider::new("sh -c 'exec sleep 1000'").with_timeout(std::time::Duration::from_millis(50));
    let error = slow.resolve_identity().await.unwrap_err();
    assert_eq!(
        error.message(),
        "the credentials program did not end within 0.05 s"
    );
    assert!(!format!("{:?}", run("planted", 0)).contains("planted"));
    // The same by way of a profile.
    let identity = read(json!({"name": "default", "mode": "External", "process_command":
        format!("sh '{script}' '{}' 0", r#"{"access_key_id":"X","access_key_secret":"s"}"#)}))
    .await
    .unwrap();
    assert_eq!(id(&identity), "X");
    // A failure names the profile that led to the program.
    let error = read(json!({"name": "default", "mode": "External", "process_command": "sh -c 'exit 3'"}))
        .await
        .unwrap_err();
    let message = error.message();
    assert!(
        message.starts_with("profile `default` of ")
            && message.ends_with("config.json: the credentials program failed: exit status: 3"),
        "{message}"
    );
}
