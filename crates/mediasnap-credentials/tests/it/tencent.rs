//! Each of Tencent's providers against a file or a server.

use chrono::TimeDelta;
use mediasnap_auth::AccessKey;
use mediasnap_core::ErrorKind;
use mediasnap_credentials::{
    ProvideCredentials as _, RoleRequest, StaticProvider, TencentAssumeRole, TencentInstanceMetadata,
    TencentProfile, TencentWebIdentity,
};
use serde_json::json;

use crate::support::{Machine, Server, id, key, noon, origin, reply, secret};

fn sts_answer(id: &str) -> String {
    json!({"Response": {
        "Credentials": {"Token": "token", "TmpSecretId": id, "TmpSecretKey": secret(id)},
        "ExpiredTime": 1_772_373_600, "Expiration": "2026-03-01T14:00:00Z", "RequestId": "r",
    }})
    .to_string()
}

#[tokio::test]
async fn the_profile_file_of_the_user_then_of_the_machine() {
    let mut machine = Machine::new();
    let provider = TencentProfile::new(&machine.config());
    let etc = machine.write(
        "etc/tencentcloud/credentials",
        "[default]\nsecret_id = ETC\nsecret_key = k\n",
    );
    assert_eq!(id(&provider.resolve_identity().await.unwrap()), "ETC");

    let home = machine.write(
        ".tencentcloud/credentials",
        "[default]\nsecret_id = HOME\nsecret_key = a#b\ntoken = t\n",
    );
    let identity = provider.resolve_identity().await.unwrap();
    assert_eq!(key(&identity), ("HOME".into(), "a#b".into(), Some("t".into())));
    assert_eq!(origin(&identity), format!("[default] of {home}"));

    machine.write(
        ".tencentcloud/credentials",
        "[work]\nsecret_id = X\nsecret_key = y\n",
    );
    let error = provider.resolve_identity().await.unwrap_err();
    assert_eq!(
        error.message(),
        format!("{home} has no section [default], but [work]")
    );

    machine.set("TENCENTCLOUD_CREDENTIALS_FILE", etc);
    let provider = TencentProfile::new(&machine.config());
    assert_eq!(id(&provider.resolve_identity().await.unwrap()), "ETC");
}

#[tokio::test]
async fn metadata_asks_for_the_role_and_its_key() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/latest/meta-data/cam/security-credentials/" => reply(200, "my role\n"),
        _ => {
            let end = 1_772_373_600;
            let key = json!({"TmpSecretId": "CVM", "TmpSecretKey": "k", "Token": "t", "ExpiredTime": end,
                "Expiration": "2026-03-01T14:00:00Z", "Code": "Success"});
            reply(200, key.to_string())
        }
    })
    .await;
    let machine = Machine::new();
    let provider = TencentInstanceMetadata::new(&machine.config().with_metadata_url(&server.url));
    let identity = provider.resolve_identity().await.unwrap();
    assert_eq!(key(&identity), ("CVM".into(), "k".into(), Some("t".into())));
    assert_eq!(identity.expires_at, Some("2026-03-01T14:00:00Z".parse().unwrap()));
    assert_eq!(
        server.lines()[1],
        "GET /latest/meta-data/cam/security-credentials/my%20role"
    );
}

#[tokio::test]
async fn metadata_without_a_role_or_with_a_failure() {
    for (role, answer, message) in [
        (
            reply(404, "nothing"),
            "{}",
            "the Tencent CVM metadata service answered with HTTP 404",
        ),
        (
            reply(200, " \n"),
            "{}",
            "the Tencent CVM metadata service knows no role of this instance",
        ),
        (
            reply(200, "r"),
            "{}",
            "the Tencent CVM metadata service answered without the end of the key",
        ),
        (
            reply(200, "r"),
            r#"{"Code":"Denied"}"#,
            "the Tencent CVM metadata service answered with HTTP 200 (Denied)",
        ),
        (
            reply(200, "r"),
            "<html>",
            "the Tencent CVM metadata service answered with something that is not the documented JSON",
        ),
    ] {
        let server = Server::start(move |seen| {
            if seen.path.ends_with("security-credentials/") {
                role.clone()
            } else {
                reply(200, answer)
            }
        })
        .await;
        let machine = Machine::new();
        let provider = TencentInstanceMetadata::new(&machine.config().with_metadata_url(&server.url));
        assert_eq!(provider.resolve_identity().await.unwrap_err().message(), message);
    }
}

#[tokio::test]
async fn web_identity_is_not_signed() {
    let sts = Server::start(|_| reply(200, sts_answer("TKE"))).await;
    let mut machine = Machine::new();
    machine
        .set("TKE_REGION", "ap-singapore")
        .set("TKE_PROVIDER_ID", "provider")
        .file("TKE_WEB_IDENTITY_TOKEN_FILE", "token", "jwt")
        .set("TKE_ROLE_ARN", "arn");
    let provider = TencentWebIdentity::new(&machine.config().with_sts_url(&sts.url));
    let identity = provider.resolve_identity().await.unwrap();
    assert_eq!(id(&identity), "TKE");
    assert_eq!(identity.expires_at, Some("2026-03-01T14:00:00Z".parse().unwrap()));
    let seen = &sts.seen()[0];
    assert_eq!(seen.header("authorization"), Some("SKIP"));
    assert_eq!(seen.header("x-tc-action"), Some("AssumeRoleWithWebIdentity"));
    assert_eq!(seen.header("x-tc-version"), Some("2018-08-13"));
    assert_eq!(seen.header("x-tc-region"), Some("ap-singapore"));
    let body = seen.json();
    assert_eq!(body["WebIdentityToken"], "jwt");
    assert_eq!(body["ProviderId"], "provider");
    assert_eq!(body["DurationSeconds"], 7200);
    machine.unset("TKE_ROLE_ARN");
    let error = TencentWebIdentity::new(&machine.config())
        .resolve_identity()
        .await
        .unwrap_err();
    assert_eq!(error.message(), "the variable TKE_ROLE_ARN is not set");
}

#[tokio::test]
async fn a_refusal_inside_of_a_success_by_another_clock_is_asked_about_once_more() {
    let theirs = noon() - TimeDelta::minutes(6);
    let date = theirs.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let sts = Server::start(move |seen| {
        let right = seen.header("x-tc-timestamp") == Some(&theirs.timestamp().to_string());
        let refusal = json!({"Response": {"Error": {"Code": "AuthFailure.SignatureExpire", "Message": "m"}, "RequestId": "r"}});
        let body = if right { sts_answer("ROLE") } else { refusal.to_string() };
        (200, vec![("Date", date.clone())], body)
    })
    .await;
    let config = Machine::new().config().with_sts_url(&sts.url);
    let source = StaticProvider::new(AccessKey::new("SOURCE", "s"));
    let role = TencentAssumeRole::new(source, RoleRequest::new("arn"), &config);
    assert_eq!(id(&role.resolve_identity().await.unwrap()), "ROLE");
    assert_eq!(sts.count(), 2);
}

#[tokio::test]
async fn assume_role_is_signed_by_the_source() {
    let sts = Server::start(|_| reply(200, sts_answer("ROLE"))).await;
    let machine = Machine::new();
    let source = AccessKey::new("SOURCE", secret("source")).with_security_token("st");
    let config = machine.config().with_sts_url(&sts.url);
    let role = TencentAssumeRole::new(
        StaticProvider::new(source.clone()),
        RoleRequest::new("qcs::cam::uin/1:roleName/r")
            .with_session_name("me")
            .with_policy(r#"{"a": "b c"}"#)
            .with_external_id("ext"),
        &config,
    );
    let identity = role.resolve_identity().await.unwrap();
    assert_eq!(id(&identity), "ROLE");
    assert_eq!(origin(&identity), "role qcs::cam::uin/1:roleName/r");
    let seen = &sts.seen()[0];
    assert_eq!(seen.signer(&source, noon()), "SOURCE");
    assert_eq!(seen.header("x-tc-token"), Some("st"));
    assert_eq!(
        seen.json(),
        json!({"RoleArn": "qcs::cam::uin/1:roleName/r", "RoleSessionName": "me", "DurationSeconds": 7200,
            "Policy": "%7B%22a%22%3A%20%22b%20c%22%7D", "ExternalId": "ext"})
    );
}

#[tokio::test]
async fn an_error_within_a_200_is_an_error() {
    for (code, kind) in [
        ("AuthFailure.SignatureFailure", ErrorKind::Authentication),
        ("RequestLimitExceeded", ErrorKind::Unavailable),
    ] {
        let answer =
            json!({"Response": {"Error": {"Code": code, "Message": "Try again."}, "RequestId": "r-2"}});
        let sts = Server::start(move |_| reply(200, answer.to_string())).await;
        let machine = Machine::new();
        let config = machine.config().with_sts_url(&sts.url);
        let role = TencentAssumeRole::new(
            StaticProvider::new(AccessKey::new("a", "b")),
            RoleRequest::new("arn"),
            &config,
        );
        let error = role.resolve_identity().await.unwrap_err();
        assert_eq!(error.kind(), kind);
        let hint = match kind {
            ErrorKind::Authentication => "; signed with the key a: check its secret",
            _ => "",
        };
        assert_eq!(
            error.to_string(),
            format!("Tencent STS answered with HTTP 200 ({code}): Try again.{hint} [request id r-2]")
        );
    }
}
