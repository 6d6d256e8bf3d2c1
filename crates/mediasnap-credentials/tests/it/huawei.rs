//! Each of Huawei's providers against a file or a server.

use mediasnap_core::ErrorKind;
use mediasnap_credentials::{
    HuaweiFederation, HuaweiInstanceMetadata, HuaweiOidc, HuaweiPodIdentity, HuaweiProfile,
    ProvideCredentials as _,
};
use serde_json::json;

use crate::support::{Machine, Server, id, key, origin, reply, secret};

fn credential(id: &str) -> String {
    json!({"credential": {
        "access": id, "secret": secret(id), "securitytoken": "token",
        "expires_at": "2026-03-02T12:00:00.000000Z",
    }})
    .to_string()
}

#[tokio::test]
async fn oidc_takes_on_the_agency() {
    let answer = json!({"credentials": {
        "access_key_id": "STSAK", "secret_access_key": secret("sk"), "security_token": "token",
        "expiration": "2026-03-01T13:00:00Z",
    }});
    let sts = Server::start(move |_| reply(200, answer.to_string())).await;
    let mut machine = Machine::new();
    machine
        .set("HUAWEICLOUD_OIDC_PROVIDER_URN", "urn:provider")
        .set("HUAWEICLOUD_OIDC_AGENCY_URN", "urn:agency")
        .set("HUAWEICLOUD_OIDC_POLICY_IDS", "a, b,")
        .file("HUAWEICLOUD_OIDC_TOKEN_FILE", "token", " first\n");
    let provider = HuaweiOidc::new(&machine.config().with_sts_url(&sts.url));
    let identity = provider.resolve_identity().await.unwrap();
    assert_eq!(
        key(&identity),
        ("STSAK".into(), secret("sk"), Some("token".into()))
    );
    assert_eq!(identity.expires_at, Some("2026-03-01T13:00:00Z".parse().unwrap()));
    let seen = &sts.seen()[0];
    assert_eq!(seen.line(), "POST /v5/agencies/assume-with-oidc");
    assert_eq!(seen.header("authorization"), None);
    assert_eq!(
        seen.json(),
        json!({
            "provider_urn": "urn:provider", "agency_urn": "urn:agency", "agency_session_name": "oidc-sts-session",
            "id_token": "first", "duration_seconds": 3600, "policy_ids": ["a", "b"],
        })
    );
    // The file is read anew, and a token in a variable wins over it.
    machine.write("token", "second");
    provider.resolve_identity().await.unwrap();
    assert_eq!(sts.seen()[1].json()["id_token"], "second");
    machine
        .set("HUAWEICLOUD_OIDC_ID_TOKEN", "third")
        .set("HUAWEICLOUD_OIDC_SESSION_NAME", "me")
        .set("HUAWEICLOUD_OIDC_DURATION_SECONDS", "900")
        .set("HUAWEICLOUD_OIDC_POLICY", "{}");
    let provider = HuaweiOidc::new(&machine.config().with_sts_url(&sts.url));
    provider.resolve_identity().await.unwrap();
    let body = sts.seen()[2].json();
    assert_eq!(body["id_token"], "third");
    assert_eq!(body["agency_session_name"], "me");
    assert_eq!(body["duration_seconds"], 900);
    assert_eq!(body["policy"], "{}");
}

#[tokio::test]
async fn federation_exchanges_the_token_twice() {
    let iam = Server::start(|seen| match seen.path.as_str() {
        "/v3.0/OS-AUTH/id-token/tokens" => (201, vec![("X-Subject-Token", "unscoped".into())], "{}".into()),
        _ => reply(201, credential("FEDAK")),
    })
    .await;
    let mut machine = Machine::new();
    machine
        .set("HUAWEICLOUD_SDK_IDP_ID", "provider")
        .file("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "token", "jwt")
        .set("HUAWEICLOUD_SDK_PROJECT_ID", "project");
    let identity = HuaweiFederation::new(&machine.config().with_iam_url(&iam.url))
        .resolve_identity()
        .await
        .unwrap();
    assert_eq!(id(&identity), "FEDAK");
    assert_eq!(identity.project_id.as_deref(), Some("project"));
    let seen = iam.seen();
    assert_eq!(seen[0].header("x-idp-id"), Some("provider"));
    assert_eq!(seen[0].json(), json!({"auth": {"id_token": {"id": "jwt"}}}));
    assert_eq!(seen[1].line(), "POST /v3.0/OS-CREDENTIAL/securitytokens");
    let token = json!({"id": "unscoped", "duration_seconds": 21600});
    assert_eq!(
        seen[1].json(),
        json!({"auth": {"identity": {"methods": ["token"], "token": token}}})
    );
}

#[tokio::test]
async fn the_profile_file() {
    let machine = Machine::new();
    let provider = HuaweiProfile::new(&machine.config());
    let missing = provider.resolve_identity().await.unwrap_err();
    assert!(
        missing
            .message()
            .ends_with(".huaweicloud/credentials does not exist"),
        "{missing}"
    );

    let path = machine.write(".huaweicloud/credentials", "[global]\nak = a\nsk = b\n");
    let error = provider.resolve_identity().await.unwrap_err();
    assert_eq!(
        error.message(),
        format!("{path} has no section [basic], but [global]")
    );

    machine.write(
        ".huaweicloud/credentials",
        "[basic]\nak = AK\nsk = planted#;=x\nsecurity_token=t\nproject_id = p\n",
    );
    let identity = provider.resolve_identity().await.unwrap();
    assert_eq!(
        key(&identity),
        ("AK".into(), "planted#;=x".into(), Some("t".into()))
    );
    assert_eq!(identity.project_id.as_deref(), Some("p"));
    assert_eq!(origin(&identity), format!("[basic] of {path}"));

    // A project in a variable is for a profile without one, but not for one that was asked for by name.
    let mut machine = machine;
    machine.set("HUAWEICLOUD_SDK_PROJECT_ID", "variable");
    machine.write(".huaweicloud/credentials", "[basic]\nak = AK\nsk = s\n");
    for (config, project) in [
        (machine.config(), Some("variable")),
        (machine.config().with_profile("basic"), None),
    ] {
        let identity = HuaweiProfile::new(&config).resolve_identity().await.unwrap();
        assert_eq!(identity.project_id.as_deref(), project);
    }

    machine.write(".huaweicloud/credentials", "[basic]\nak = AK\n");
    let error = provider.resolve_identity().await.unwrap_err();
    assert_eq!(error.message(), format!("[basic] of {path} has no `sk`"));

    // A file that a variable names, and a federated login in it.
    let iam = Server::start(|seen| match seen.path.as_str() {
        "/v3.0/OS-AUTH/id-token/tokens" => (201, vec![("X-Subject-Token", "unscoped".into())], "{}".into()),
        _ => reply(201, credential("FEDAK")),
    })
    .await;
    let token = machine.write("token", "jwt");
    let text = format!(
        "[basic]\nak=AK\nsk=SK\nidp_id = x\nid_token_file = {token}\niam_endpoint = {}\n",
        iam.url
    );
    let other = machine.write("other", &text);
    machine.set("HUAWEICLOUD_SDK_CREDENTIALS_FILE", other);
    let identity = HuaweiProfile::new(&machine.config())
        .resolve_identity()
        .await
        .unwrap();
    assert_eq!(id(&identity), "FEDAK");
}

#[tokio::test]
async fn metadata_with_and_without_session_tokens() {
    for status in [200, 404, 405, 503] {
        let server = Server::start(move |seen| match seen.method.as_str() {
            "PUT" => reply(status, "session"),
            _ => reply(200, credential("ECSAK")),
        })
        .await;
        let machine = Machine::new();
        let provider = HuaweiInstanceMetadata::new(&machine.config().with_metadata_url(&server.url));
        assert_eq!(id(&provider.resolve_identity().await.unwrap()), "ECSAK");
        let seen = server.seen();
        assert_eq!(
            server.lines(),
            [
                "PUT /meta-data/latest/api/token",
                "GET /openstack/latest/securitykey"
            ]
        );
        assert_eq!(seen[0].header("x-metadata-token-ttl-seconds"), Some("21600"));
        assert_eq!(
            seen[1].header("x-metadata-token"),
            (status == 200).then_some("session")
        );
    }
}

#[tokio::test]
async fn metadata_renews_a_refused_session_once() {
    for (text, requests) in [
        ("token expired", 4),
        ("configure a Cloud Service Agency first", 2),
    ] {
        let server = Server::start(move |seen| match seen.method.as_str() {
            "PUT" => reply(200, "session"),
            _ => reply(401, text),
        })
        .await;
        let machine = Machine::new();
        let provider = HuaweiInstanceMetadata::new(&machine.config().with_metadata_url(&server.url));
        let error = provider.resolve_identity().await.unwrap_err();
        assert_eq!(
            error.message(),
            "the Huawei ECS metadata service answered with HTTP 401"
        );
        assert_eq!(server.count(), requests);
    }
}

#[tokio::test]
async fn metadata_that_nobody_serves_is_no_socket_error() {
    let machine = Machine::new();
    let error = HuaweiInstanceMetadata::new(&machine.config())
        .resolve_identity()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let message = error.message();
    assert!(
        message.starts_with("the Huawei ECS metadata service cannot be reached"),
        "{message}"
    );
    let provider = HuaweiInstanceMetadata::new(&machine.config().without_metadata());
    let message = provider.resolve_identity().await.unwrap_err().to_string();
    assert_eq!(message, "the Huawei ECS metadata service is switched off");
}

#[tokio::test]
async fn pod_identity_sends_the_text_of_the_file() {
    let agent = Server::start(|_| reply(200, credential("PODAK"))).await;
    let mut machine = Machine::new();
    machine
        .set(
            "HC_CONTAINER_CREDENTIALS_FULL_URI",
            format!("{}/v1/credentials", agent.url),
        )
        .file("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", "token", "pod token\n");
    let identity = HuaweiPodIdentity::new(&machine.config())
        .resolve_identity()
        .await
        .unwrap();
    assert_eq!(id(&identity), "PODAK");
    let seen = &agent.seen()[0];
    assert_eq!(seen.line(), "POST /v1/credentials");
    assert_eq!(seen.header("authorization"), Some("pod token"));
    assert_eq!(seen.body, "{}");
}

#[tokio::test]
async fn refusals_name_the_code_and_nothing_that_was_sent() {
    let sts = Server::start(|seen| {
        let body = json!({"error_code": "PAP.0001", "error_msg": seen.body, "request_id": "r-1"});
        reply(403, body.to_string())
    })
    .await;
    let mut machine = Machine::new();
    machine
        .set("HUAWEICLOUD_OIDC_PROVIDER_URN", "p")
        .set("HUAWEICLOUD_OIDC_AGENCY_URN", "a")
        .set("HUAWEICLOUD_OIDC_ID_TOKEN", secret("jwt"));
    let provider = HuaweiOidc::new(&machine.config().with_sts_url(&sts.url));
    let error = provider.resolve_identity().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let text = error.to_string();
    assert!(
        text.starts_with("Huawei STS answered with HTTP 403 (PAP.0001): {")
            && text.ends_with(" [request id r-1]"),
        "{text}"
    );
    assert!(text.contains(r#""id_token":"[redacted]""#), "{text}");
    assert!(!format!("{error:?}").contains("planted"));
}
