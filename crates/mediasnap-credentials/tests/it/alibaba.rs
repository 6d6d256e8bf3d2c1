//! Each of Alibaba's providers, the command line's profiles aside, against a file or a server.

use mediasnap_auth::AccessKey;
use mediasnap_core::ErrorKind;
use mediasnap_credentials::{
    AlibabaAssumeRole, AlibabaCredentialsUri, AlibabaInstanceMetadata, AlibabaOidc, AlibabaProfile,
    ProvideCredentials as _, RoleRequest, StaticProvider,
};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::{Machine, NOBODY, Server, id, key, noon, origin, reply, secret};

pub(crate) fn temporary(id: &str) -> serde_json::Value {
    json!({"AccessKeyId": id, "AccessKeySecret": secret(id), "SecurityToken": "token",
        "Expiration": "2026-03-01T13:00:00Z", "Code": "Success", "LastUpdated": "2026-03-01T07:00:00Z"})
}

pub(crate) fn sts_answer(id: &str) -> String {
    json!({"RequestId": "r", "AssumedRoleUser": {"Arn": "a"}, "Credentials": temporary(id)}).to_string()
}

#[tokio::test]
async fn assume_role_is_signed_by_the_source() {
    let sts = Server::start(|_| reply(200, sts_answer("ROLE"))).await;
    let machine = Machine::new();
    let source = AccessKey::new("SOURCE", secret("source")).with_security_token("st");
    let config = machine.config().with_sts_url(&sts.url);
    let role = AlibabaAssumeRole::new(
        StaticProvider::new(source.clone()),
        RoleRequest::new("acs:ram::1:role/r")
            .with_duration_seconds(900)
            .with_policy(r#"{"a": "b + c"}"#)
            .with_external_id("ext"),
        &config,
    );
    let identity = role.resolve_identity().await.unwrap();
    assert_eq!(
        key(&identity),
        ("ROLE".into(), secret("ROLE"), Some("token".into()))
    );
    assert_eq!(identity.expires_at, Some("2026-03-01T13:00:00Z".parse().unwrap()));
    let seen = &sts.seen()[0];
    assert_eq!(seen.signer(&source, noon()), "SOURCE");
    let parameter = |name: &str| seen.parameter(name).unwrap_or_default();
    assert_eq!(parameter("Action"), "AssumeRole");
    assert_eq!(parameter("Version"), "2015-04-01");
    assert_eq!(parameter("RoleArn"), "acs:ram::1:role/r");
    assert_eq!(parameter("DurationSeconds"), "900");
    assert_eq!(parameter("Policy"), r#"{"a": "b + c"}"#);
    assert_eq!(parameter("ExternalId"), "ext");
    assert_eq!(
        parameter("RoleSessionName"),
        format!("mediasnap-{}", noon().timestamp())
    );
    assert_eq!(parameter("SecurityToken"), "st");

    let short = AlibabaAssumeRole::new(
        StaticProvider::new(source),
        RoleRequest::new("r").with_duration_seconds(60),
        &config,
    );
    let message = short.resolve_identity().await.unwrap_err().to_string();
    assert_eq!(message, "Alibaba STS gives no key for less than 900 seconds");
}

#[tokio::test]
async fn oidc_sends_the_token_in_the_body_unsigned() {
    let sts = Server::start(|_| reply(200, sts_answer("OIDC"))).await;
    let mut machine = Machine::new();
    machine
        .file("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "token", "jwt\n")
        .set("ALIBABA_CLOUD_ROLE_ARN", "arn")
        .set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "provider")
        .set("ALIBABA_CLOUD_ROLE_SESSION_NAME", "me");
    let provider = AlibabaOidc::new(&machine.config().with_sts_url(&sts.url));
    assert_eq!(id(&provider.resolve_identity().await.unwrap()), "OIDC");
    let seen = &sts.seen()[0];
    assert_eq!(seen.header("authorization"), None);
    assert_eq!(
        seen.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert!(
        !seen.query.contains("jwt") && !seen.query.contains("Signature="),
        "{}",
        seen.query
    );
    assert_eq!(seen.parameter("Action").as_deref(), Some("AssumeRoleWithOIDC"));
    assert_eq!(seen.parameter("OIDCToken").as_deref(), Some("jwt"));
    assert_eq!(seen.parameter("OIDCProviderArn").as_deref(), Some("provider"));
    assert_eq!(seen.parameter("RoleSessionName").as_deref(), Some("me"));
    assert_eq!(
        seen.parameter("Timestamp").as_deref(),
        Some("2026-03-01T12:00:00Z")
    );
    machine.unset("ALIBABA_CLOUD_OIDC_PROVIDER_ARN");
    let error = AlibabaOidc::new(&machine.config())
        .resolve_identity()
        .await
        .unwrap_err();
    assert_eq!(
        error.message(),
        "the variable ALIBABA_CLOUD_OIDC_PROVIDER_ARN is not set"
    );
}

#[tokio::test]
async fn metadata_with_a_session_token() {
    let server = Server::start(|seen| match (seen.method.as_str(), seen.path.as_str()) {
        ("PUT", _) => reply(200, "session"),
        (_, "/latest/meta-data/ram/security-credentials/") => reply(200, "my-role"),
        _ => reply(200, temporary("ECS").to_string()),
    })
    .await;
    let mut machine = Machine::new();
    let provider = AlibabaInstanceMetadata::new(&machine.config().with_metadata_url(&server.url));
    assert_eq!(id(&provider.resolve_identity().await.unwrap()), "ECS");
    let credentials = "GET /latest/meta-data/ram/security-credentials/";
    assert_eq!(
        server.lines(),
        [
            "PUT /latest/api/token",
            credentials,
            &format!("{credentials}my-role")
        ]
    );
    let seen = server.seen();
    assert_eq!(
        seen[0].header("x-aliyun-ecs-metadata-token-ttl-seconds"),
        Some("21600")
    );
    assert_eq!(seen[2].header("x-aliyun-ecs-metadata-token"), Some("session"));

    machine.set("ALIBABA_CLOUD_ECS_METADATA", "named");
    let provider = AlibabaInstanceMetadata::new(&machine.config().with_metadata_url(&server.url));
    provider.resolve_identity().await.unwrap();
    assert_eq!(
        server.lines()[3..],
        ["PUT /latest/api/token".to_owned(), format!("{credentials}named")]
    );

    machine.set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    let provider = AlibabaInstanceMetadata::new(&machine.config().with_metadata_url(&server.url));
    let message = provider.resolve_identity().await.unwrap_err().to_string();
    assert!(
        message.contains("switched off by the variable ALIBABA_CLOUD_ECS_METADATA_DISABLED"),
        "{message}"
    );
}

#[tokio::test]
async fn metadata_falls_back_to_no_token_unless_that_is_forbidden() {
    // No tokens at all, and tokens that reading does not take.
    for put in [404, 200] {
        let server = Server::start(move |seen| match seen.method.as_str() {
            "PUT" => reply(put, "session"),
            _ if seen.header("x-aliyun-ecs-metadata-token").is_some() => reply(403, ""),
            _ => reply(200, temporary("V1").to_string()),
        })
        .await;
        let mut machine = Machine::new();
        machine.set("ALIBABA_CLOUD_ECS_METADATA", "role");
        let provider = AlibabaInstanceMetadata::new(&machine.config().with_metadata_url(&server.url));
        assert_eq!(id(&provider.resolve_identity().await.unwrap()), "V1");
        machine.set("ALIBABA_CLOUD_IMDSV1_DISABLED", "true");
        let provider = AlibabaInstanceMetadata::new(&machine.config().with_metadata_url(&server.url));
        assert!(provider.resolve_identity().await.is_err());
    }
}

#[tokio::test]
async fn metadata_whose_token_gets_lost_is_read_without_one() {
    // A server that breaks off every request in which it finds this, and else answers with a key.
    for breaks_off in ["PUT ", "x-aliyun-ecs-metadata-token: "] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = vec![0; 4096];
                let length = stream.read(&mut head).await.unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                if head.contains(breaks_off) {
                    continue;
                }
                let body = match head.split(' ').next() {
                    Some("PUT") => "session".to_owned(),
                    _ => temporary("V1").to_string(),
                };
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        let mut machine = Machine::new();
        machine.set("ALIBABA_CLOUD_ECS_METADATA", "role");
        let provider = AlibabaInstanceMetadata::new(&machine.config().with_metadata_url(&url));
        assert_eq!(
            id(&provider.resolve_identity().await.unwrap()),
            "V1",
            "{breaks_off}"
        );
        machine.set("ALIBABA_CLOUD_IMDSV1_DISABLED", "true");
        let provider = AlibabaInstanceMetadata::new(&machine.config().with_metadata_url(&url));
        let error = provider.resolve_identity().await.unwrap_err();
        assert!(error.message().contains("cannot be reached"), "{error}");
    }
}

#[tokio::test]
async fn the_uri_must_say_success() {
    let good = Server::start(|_| reply(200, temporary("URI").to_string())).await;
    let bad = Server::start(|_| reply(200, r#"{"Code":"Failed"}"#)).await;
    let mut machine = Machine::new();
    machine.set(
        "ALIBABA_CLOUD_CREDENTIALS_URI",
        format!("{}/some/where?a=b", good.url),
    );
    let identity = AlibabaCredentialsUri::new(&machine.config())
        .resolve_identity()
        .await
        .unwrap();
    assert_eq!(id(&identity), "URI");
    assert_eq!(origin(&identity), "variable ALIBABA_CLOUD_CREDENTIALS_URI");
    assert_eq!(good.seen()[0].query, "a=b");
    machine.set("ALIBABA_CLOUD_CREDENTIALS_URI", &bad.url);
    let error = AlibabaCredentialsUri::new(&machine.config())
        .resolve_identity()
        .await
        .unwrap_err();
    assert_eq!(
        error.message(),
        "the credentials URI answered with HTTP 200 (Failed)"
    );
}

#[tokio::test]
async fn the_profile_file_under_both_names() {
    let machine = Machine::new();
    let provider = AlibabaProfile::new(&machine.config());
    let section = "[default]\ntype = access_key\naccess_key_id = ";
    machine.write(
        ".alibabacloud/credentials",
        &format!("{section}GO\naccess_key_secret = x\n"),
    );
    assert_eq!(id(&provider.resolve_identity().await.unwrap()), "GO");
    let path = machine.write(
        ".alibabacloud/credentials.ini",
        &format!("{section}PY\naccess_key_secret = a#b c;d\n"),
    );
    let identity = provider.resolve_identity().await.unwrap();
    assert_eq!(key(&identity), ("PY".into(), "a#b c;d".into(), None));
    assert_eq!(origin(&identity), format!("[default] of {path}"));
}

#[tokio::test]
async fn every_type_of_the_profile_file() {
    let sts = Server::start(|seen| reply(200, sts_answer(&seen.parameter("Action").unwrap()))).await;
    let metadata = Server::start(|seen| match seen.method.as_str() {
        "PUT" => reply(404, ""),
        _ => reply(200, temporary(seen.path.rsplit('/').next().unwrap()).to_string()),
    })
    .await;
    let mut machine = Machine::new();
    let token = machine.write("token", "jwt");
    let text = format!(
        "[role]\ntype = ram_role_arn\naccess_key_id = a\naccess_key_secret = b\nrole_arn = arn\nrole_session_name = me\n\
         [oidc]\ntype = oidc_role_arn\noidc_provider_arn = p\noidc_token_file_path = {token}\nrole_arn = arn\n\
         [ecs]\ntype = ecs_ram_role\nrole_name = my-role\n\
         [rsa]\ntype = rsa_key_pair\npublic_key_id = a\nprivate_key_file = /nonexistent/key\n\
         [odd]\ntype = other\n[none]\na = b\n"
    );
    let path = machine.write("file.ini", &text);
    machine.set("ALIBABA_CLOUD_CREDENTIALS_FILE", &path);
    for (section, expected) in [
        ("role", Ok("AssumeRole")),
        ("oidc", Ok("AssumeRoleWithOIDC")),
        ("ecs", Ok("my-role")),
        (
            "odd",
            Err("a `type` other than access_key, ram_role_arn, oidc_role_arn, ecs_ram_role and rsa_key_pair"),
        ),
        ("none", Err("no `type`")),
    ] {
        machine.set("ALIBABA_CLOUD_PROFILE", section);
        let config = machine
            .config()
            .with_sts_url(&sts.url)
            .with_metadata_url(&metadata.url);
        match (AlibabaProfile::new(&config).resolve_identity().await, expected) {
            (Ok(identity), Ok(expected)) => {
                assert_eq!(id(&identity), expected);
                assert_eq!(origin(&identity), format!("[{section}] of {path}"));
            }
            (Err(error), Err(expected)) => {
                assert_eq!(error.message(), format!("[{section}] of {path} has {expected}"));
            }
            (got, _) => panic!("{section}: {got:?}"),
        }
    }
}

#[tokio::test]
async fn a_service_that_is_down_may_come_back() {
    for (status, kind) in [
        (500, ErrorKind::Unavailable),
        (429, ErrorKind::Unavailable),
        (403, ErrorKind::Authentication),
    ] {
        let sts =
            Server::start(move |_| reply(status, r#"{"Code":"X","Message":"You may not.","RequestId":"r"}"#))
                .await;
        let config = Machine::new().config().with_sts_url(&sts.url);
        let role = AlibabaAssumeRole::new(
            StaticProvider::new(AccessKey::new("a", "b")),
            RoleRequest::new("arn"),
            &config,
        );
        let error = role.resolve_identity().await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(
            error.to_string(),
            format!("Alibaba STS answered with HTTP {status} (X): You may not. [request id r]")
        );
    }
    let config = Machine::new().config();
    let role = AlibabaAssumeRole::new(
        StaticProvider::new(AccessKey::new("a", "b")),
        RoleRequest::new("arn"),
        &config,
    );
    assert_eq!(
        role.resolve_identity().await.unwrap_err().kind(),
        ErrorKind::Connect
    );

    // An address that somebody has set is not one that most machines lack: whoever should be there may come back too.
    let mut machine = Machine::new();
    for (uri, kind) in [
        (NOBODY, ErrorKind::Connect),
        ("ftp://127.0.0.1", ErrorKind::Config),
        ("planted secret", ErrorKind::Config),
    ] {
        machine.set("ALIBABA_CLOUD_CREDENTIALS_URI", uri);
        let provider = AlibabaCredentialsUri::new(&machine.config());
        let error = provider.resolve_identity().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(!error.to_string().contains("planted"), "{error}");
    }
}

#[tokio::test]
async fn a_message_of_sts_is_kept_without_what_it_repeats_of_the_request() {
    let sts = Server::start(|seen| {
        let message = format!(
            "no such role in {}, token {}, signature {}. server string to sign is:[{}]",
            seen.parameter("RoleArn").unwrap(),
            seen.parameter("SecurityToken").unwrap(),
            seen.parameter("Signature").unwrap(),
            seen.query,
        );
        reply(
            403,
            json!({"Code": "EntityNotExist.Role", "Message": message}).to_string(),
        )
    })
    .await;
    let config = Machine::new().config().with_sts_url(&sts.url);
    let source = StaticProvider::new(AccessKey::new("a", "b").with_security_token("planted/token+value"));
    let role = AlibabaAssumeRole::new(source, RoleRequest::new("arn:of:role"), &config);
    let error = role.resolve_identity().await.unwrap_err();
    assert_eq!(
        error.message(),
        "Alibaba STS answered with HTTP 403 (EntityNotExist.Role): no such role in arn:of:role, token [redacted], signature \
         [redacted]."
    );
}
