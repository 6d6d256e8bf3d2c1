//! The Huawei project: named, or looked up at IAM once.

use std::sync::Arc;

use chrono::TimeDelta;
use mediasnap_client::ErrorKind;
use mediasnap_client::auth::AccessKey;
use mediasnap_client::credentials::Identity;
use serde_json::json;

use crate::products::{HUAWEI, builder, call};
use crate::support::{Machine, Server, noon, reply};

fn iam(projects: serde_json::Value) -> impl Fn(&crate::support::Seen) -> crate::support::Reply + Send + Sync {
    move |_| reply(200, json!({"projects": projects, "links": {}}).to_string())
}

#[tokio::test]
async fn looked_up_once_with_a_signature() {
    let iam = Server::start(iam(json!([{"id": "looked-up", "name": "cn-north-4"}]))).await;
    let server = Server::start(|_| reply(200, "{}")).await;
    let mut machine = Machine::new();
    machine.set("HUAWEICLOUD_SDK_REGION_VOD_CN_NORTH_4", &server.url);
    let key = AccessKey::new("AK", "SK").with_security_token("t");
    let transport = builder()
        .region("cn-north-4")
        .provider_config(machine.provider_config().with_iam_url(&iam.url))
        .clock(machine.hands.clone())
        .credentials(key.clone())
        .transport(&HUAWEI)
        .unwrap();
    let transport = Arc::new(transport);
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let transport = transport.clone();
            tokio::spawn(async move { call(&transport).await.unwrap() })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(iam.count(), 1);
    let seen = &iam.seen()[0];
    assert_eq!(
        (seen.line().as_str(), seen.query.as_str()),
        ("GET /v3/projects", "name=cn-north-4")
    );
    assert_eq!(seen.signer(&key, noon()), "AK");
    assert_eq!(seen.header("x-project-id"), None);
    for seen in server.seen() {
        assert_eq!(seen.line(), "GET /v1/looked-up/things");
        assert_eq!(seen.header("x-project-id"), Some("looked-up"));
    }
}

#[tokio::test]
async fn none_or_several_is_an_error_that_says_what_to_set() {
    for (projects, why) in [
        (json!([]), "Huawei IAM knows no project of this key there"),
        (
            json!([{"id": "a"}, {"id": "b"}]),
            "Huawei IAM knows 2 projects there",
        ),
    ] {
        let iam = Server::start(iam(projects)).await;
        let transport = builder()
            .region("cn-north-4")
            .provider_config(Machine::new().provider_config().with_iam_url(&iam.url))
            .credentials(AccessKey::new("AK", "SK"))
            .transport(&HUAWEI)
            .unwrap();
        let error = call(&transport).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let message = format!(
            "no project for cn-north-4: {why}; HUAWEICLOUD_SDK_PROJECT_ID can name the project instead"
        );
        assert_eq!(error.message(), message);
    }
}

/// IAM has a clock of its own, and may be the first to say that ours is wrong.
#[tokio::test]
async fn a_refusal_by_another_clock_is_asked_about_once_more() {
    for (minutes, requests) in [(60, 2), (-60, 2), (2, 1)] {
        let theirs = noon() + TimeDelta::minutes(minutes);
        let date = theirs.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let right = theirs.format("%Y%m%dT%H%M%SZ").to_string();
        let iam = Server::start(move |seen| {
            let body = json!({"projects": [{"id": "looked-up"}]}).to_string();
            let status = if seen.header("x-sdk-date") == Some(&right) {
                200
            } else {
                401
            };
            (status, vec![("Date", date.clone())], body)
        })
        .await;
        let server = Server::start(|_| reply(200, "{}")).await;
        let machine = Machine::new();
        let client = builder()
            .region("cn-north-4")
            .endpoint(&server.url)
            .provider_config(machine.provider_config().with_iam_url(&iam.url))
            .clock(machine.hands.clone())
            .credentials(AccessKey::new("AK", "SK"));
        let result = call(&client.transport(&HUAWEI).unwrap()).await;
        assert_eq!(iam.count(), requests, "{minutes}");
        assert_eq!(result.is_ok(), requests == 2, "{minutes}");
    }
}

#[tokio::test]
async fn not_looked_up_when_somebody_names_it() {
    let iam = Server::start(iam(json!([{"id": "looked-up"}]))).await;
    let server = Server::start(|_| reply(200, "{}")).await;
    let provider_config = Machine::new().provider_config().with_iam_url(&iam.url);
    let client = || {
        builder()
            .region("cn-north-4")
            .endpoint(&server.url)
            .provider_config(provider_config.clone())
    };
    let named =
        client().credentials(Identity::from(AccessKey::new("AK", "SK")).with_project_id("by-credentials"));
    call(&named.transport(&HUAWEI).unwrap()).await.unwrap();
    let named = client()
        .credentials(AccessKey::new("AK", "SK"))
        .project_id("by-client");
    call(&named.transport(&HUAWEI).unwrap()).await.unwrap();
    assert_eq!(
        server.lines(),
        ["GET /v1/by-credentials/things", "GET /v1/by-client/things"]
    );
    assert_eq!(iam.count(), 0);
}

#[tokio::test]
async fn an_endpoint_of_ones_own_asks_no_iam_that_nobody_named() {
    let server = Server::start(|_| reply(200, "{}")).await;
    let transport = builder()
        .region("cn-north-4")
        .endpoint(&server.url)
        .credentials(AccessKey::new("AK", "SK"))
        .transport(&HUAWEI)
        .unwrap();
    let error = call(&transport).await.unwrap_err();
    assert_eq!(
        error.message(),
        "no `project_id`: give it to the client, or set HUAWEICLOUD_SDK_PROJECT_ID"
    );
    assert_eq!(server.count(), 0);
}
