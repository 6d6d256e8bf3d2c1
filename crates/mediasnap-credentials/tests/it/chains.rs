//! Each vendor's default chain in its order, its one-line failure, and the report.

use std::time::Duration;

use mediasnap_core::ErrorKind;
use mediasnap_core::operation::Vendor;
use mediasnap_credentials::{Outcome, ProvideCredentials as _, ProviderChain, default_chain};
use serde_json::json;
use tokio::time::Instant;

use crate::alibaba::{sts_answer, temporary};
use crate::support::{Machine, NOBODY, Reply, Seen, Server, id, reply};

/// Every service of every vendor; each key is named after where it comes from.
fn everything(seen: &Seen) -> Reply {
    let huawei = |id: &str| {
        let key =
            json!({"access": id, "secret": "s", "securitytoken": "t", "expires_at": "2026-03-02T12:00:00Z"});
        reply(200, json!({"credential": key}).to_string())
    };
    let tencent = |id: &str| json!({"TmpSecretId": id, "TmpSecretKey": "s", "Token": "t", "ExpiredTime": 1_772_400_000});
    match seen.path.as_str() {
        "/v5/agencies/assume-with-oidc" => huawei("oidc"),
        "/v3.0/OS-AUTH/id-token/tokens" => (201, vec![("X-Subject-Token", "t".into())], "{}".into()),
        "/v3.0/OS-CREDENTIAL/securitytokens" => huawei("federation"),
        "/openstack/latest/securitykey" => huawei("metadata"),
        "/pod" => huawei("pod"),
        "/latest/meta-data/cam/security-credentials/" | "/latest/meta-data/ram/security-credentials/" => {
            reply(200, "role")
        }
        "/latest/meta-data/cam/security-credentials/role" => reply(200, tencent("metadata").to_string()),
        "/latest/meta-data/ram/security-credentials/role" => reply(200, temporary("metadata").to_string()),
        "/uri" => reply(200, temporary("uri").to_string()),
        "/" if seen.header("x-tc-action").is_some() => {
            let key = tencent("web");
            reply(
                200,
                json!({"Response": {"Credentials": key, "ExpiredTime": 1_772_400_000}}).to_string(),
            )
        }
        "/" => reply(200, sts_answer("oidc")),
        _ if seen.method == "PUT" => reply(200, "session"),
        _ => reply(404, ""),
    }
}

/// Resolves the chain, removes the provider that was used, and so on until none is left.
async fn order(vendor: Vendor, machine: &mut Machine, url: &str, takings: &[(&str, &[&str])]) {
    let all = |machine: &Machine, metadata: bool| {
        let config = machine.config().with_sts_url(url).with_iam_url(url);
        config.with_metadata_url(if metadata { url } else { NOBODY })
    };
    let mut metadata = true;
    for (expected, taken) in takings {
        let identity = default_chain(vendor, &all(machine, metadata))
            .resolve_identity()
            .await
            .unwrap();
        assert_eq!(id(&identity), *expected);
        for thing in *taken {
            match *thing {
                "metadata" => metadata = false,
                path if path.contains('/') => std::fs::remove_file(machine.path(path)).unwrap(),
                variable => machine.unset(variable),
            }
        }
    }
    let error = default_chain(vendor, &all(machine, metadata))
        .resolve_identity()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(!error.to_string().contains('\n'));
}

#[tokio::test]
async fn huaweis_order() {
    let server = Server::start(everything).await;
    let mut machine = Machine::new();
    machine.write(".huaweicloud/credentials", "[basic]\nak = profile\nsk = s\n");
    machine
        .set("HUAWEICLOUD_OIDC_PROVIDER_URN", "p")
        .set("HUAWEICLOUD_OIDC_AGENCY_URN", "a")
        .set("HUAWEICLOUD_OIDC_ID_TOKEN", "t")
        .set("HUAWEICLOUD_SDK_IDP_ID", "p")
        .file("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "token", "t")
        .set("HUAWEICLOUD_SDK_AK", "environment")
        .set("HUAWEICLOUD_SDK_SK", "s")
        .set("HC_CONTAINER_CREDENTIALS_FULL_URI", format!("{}/pod", server.url))
        .file("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", "pod", "t");
    let takings: [(&str, &[&str]); 6] = [
        ("oidc", &["HUAWEICLOUD_OIDC_ID_TOKEN"]),
        ("federation", &["HUAWEICLOUD_SDK_IDP_ID"]),
        ("environment", &["HUAWEICLOUD_SDK_AK"]),
        ("profile", &[".huaweicloud/credentials"]),
        ("metadata", &["metadata"]),
        ("pod", &["HC_CONTAINER_CREDENTIALS_FULL_URI"]),
    ];
    order(Vendor::Huawei, &mut machine, &server.url, &takings).await;
}

#[tokio::test]
async fn tencents_order() {
    let server = Server::start(everything).await;
    let mut machine = Machine::new();
    machine.write(
        ".tencentcloud/credentials",
        "[default]\nsecret_id = profile\nsecret_key = s\n",
    );
    machine
        .set("TENCENTCLOUD_SECRET_ID", "environment")
        .set("TENCENTCLOUD_SECRET_KEY", "s")
        .set("TKE_REGION", "r")
        .set("TKE_PROVIDER_ID", "p")
        .file("TKE_WEB_IDENTITY_TOKEN_FILE", "token", "t")
        .set("TKE_ROLE_ARN", "a");
    let takings: [(&str, &[&str]); 4] = [
        ("environment", &["TENCENTCLOUD_SECRET_KEY"]),
        ("profile", &[".tencentcloud/credentials"]),
        ("metadata", &["metadata"]),
        ("web", &["TKE_REGION"]),
    ];
    order(Vendor::Tencent, &mut machine, &server.url, &takings).await;
}

#[tokio::test]
async fn alibabas_order() {
    let server = Server::start(everything).await;
    let mut machine = Machine::new();
    let cli = json!({"current": "c", "profiles": [
        {"name": "c", "mode": "AK", "access_key_id": "cli", "access_key_secret": "s"}]});
    machine.write(".aliyun/config.json", &cli.to_string());
    machine.write(
        ".alibabacloud/credentials",
        "[default]\ntype = access_key\naccess_key_id = profile\naccess_key_secret = s\n",
    );
    machine
        .set("ALIBABA_CLOUD_ACCESS_KEY_ID", "environment")
        .set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s")
        .file("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "token", "t")
        .set("ALIBABA_CLOUD_ROLE_ARN", "a")
        .set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p")
        .set("ALIBABA_CLOUD_CREDENTIALS_URI", format!("{}/uri", server.url));
    let takings: [(&str, &[&str]); 6] = [
        ("environment", &["ALIBABA_CLOUD_ACCESS_KEY_ID"]),
        ("oidc", &["ALIBABA_CLOUD_ROLE_ARN"]),
        ("cli", &[".aliyun/config.json"]),
        ("profile", &[".alibabacloud/credentials"]),
        ("metadata", &["metadata"]),
        ("uri", &["ALIBABA_CLOUD_CREDENTIALS_URI"]),
    ];
    order(Vendor::Alibaba, &mut machine, &server.url, &takings).await;
}

/// On a machine without a metadata service the address may reject connections, or swallow everything: here it swallows.
#[tokio::test(start_paused = true)]
async fn nothing_anywhere_is_one_line_that_names_the_variables_and_comes_soon() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    for (vendor, id, secret) in [
        (Vendor::Huawei, "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"),
        (
            Vendor::Tencent,
            "TENCENTCLOUD_SECRET_ID",
            "TENCENTCLOUD_SECRET_KEY",
        ),
        (
            Vendor::Alibaba,
            "ALIBABA_CLOUD_ACCESS_KEY_ID",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        ),
    ] {
        let mut machine = Machine::new();
        let begun = Instant::now();
        let chain = default_chain(vendor, &machine.config().with_metadata_url(&url));
        let error = chain.resolve_identity().await.unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        let line = error.to_string();
        assert!(
            line.starts_with(&format!("no credentials: set {id} and {secret}; ")),
            "{line}"
        );
        assert!(
            line.contains(&format!("environment: the variable {id} is not set")),
            "{line}"
        );
        assert!(line.contains("metadata service cannot be reached"), "{line}");
        assert_eq!(error.kind(), ErrorKind::Config);
        machine.set(id, "half");
        let error = default_chain(vendor, &machine.config())
            .resolve_identity()
            .await
            .unwrap_err();
        let line = error.to_string();
        assert!(
            line.contains(&format!("environment: the variable {secret} is not set")),
            "{line}"
        );
        assert!(line.chars().count() < 1000, "nothing may be cut off");
    }
}

/// What a shell or a cluster took over from a file ends with the end of a line.
#[tokio::test]
async fn blanks_around_a_variable_are_an_error_that_names_it() {
    for (vendor, names) in [
        (
            Vendor::Huawei,
            [
                "HUAWEICLOUD_SDK_AK",
                "HUAWEICLOUD_SDK_SK",
                "HUAWEICLOUD_SDK_SECURITY_TOKEN",
            ],
        ),
        (
            Vendor::Tencent,
            [
                "TENCENTCLOUD_SECRET_ID",
                "TENCENTCLOUD_SECRET_KEY",
                "TENCENTCLOUD_SESSION_TOKEN",
            ],
        ),
        (
            Vendor::Alibaba,
            [
                "ALIBABA_CLOUD_ACCESS_KEY_ID",
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
                "ALIBABA_CLOUD_SECURITY_TOKEN",
            ],
        ),
    ] {
        for wrong in names {
            for value in ["planted\n", " planted", "  "] {
                let mut machine = Machine::new();
                for name in names {
                    machine.set(name, if name == wrong { value } else { "fine" });
                }
                let chain = default_chain(vendor, &machine.config().without_metadata());
                let error = chain.resolve_identity().await.unwrap_err();
                let line = error.to_string();
                assert_eq!(error.kind(), ErrorKind::Config);
                let why = format!("environment: the variable {wrong} begins or ends with blanks");
                assert!(line.contains(&why) && !line.contains("planted"), "{line}");
            }
        }
    }
}

#[tokio::test]
async fn the_place_that_answered_is_asked_again_and_the_others_when_it_is_empty() {
    let server = Server::start(everything).await;
    let machine = Machine::new();
    let chain = ProviderChain::for_vendor(Vendor::Tencent, &machine.config().with_metadata_url(&server.url));
    assert_eq!(id(&chain.resolve_identity().await.unwrap()), "metadata");
    machine.write(
        ".tencentcloud/credentials",
        "[default]\nsecret_id = profile\nsecret_key = s\n",
    );
    assert_eq!(id(&chain.resolve_identity().await.unwrap()), "metadata");

    let other = ProviderChain::for_vendor(Vendor::Tencent, &machine.config().with_metadata_url(&server.url));
    assert_eq!(id(&other.resolve_identity().await.unwrap()), "profile");
    std::fs::remove_file(machine.path(".tencentcloud/credentials")).unwrap();
    assert_eq!(id(&other.resolve_identity().await.unwrap()), "metadata");
}

#[tokio::test]
async fn a_token_service_that_is_down_makes_the_failure_temporary() {
    let mut machine = Machine::new();
    machine
        .file("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "token", "t")
        .set("ALIBABA_CLOUD_ROLE_ARN", "a")
        .set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p");
    let error = default_chain(Vendor::Alibaba, &machine.config())
        .resolve_identity()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.is_retryable());
}

#[tokio::test]
async fn why_names_places_and_never_values() {
    let mut machine = Machine::new();
    let path = machine.write(
        ".tencentcloud/credentials",
        "[default]\nsecret_id = planted-id\nsecret_key = planted-key\n",
    );
    machine.set("TENCENTCLOUD_SECRET_ID", "planted-half");
    let chain = default_chain(Vendor::Tencent, &machine.config());
    let why = chain.report().await;
    assert_eq!(
        why.to_string(),
        format!(
            "environment: no credentials: the variable TENCENTCLOUD_SECRET_KEY is not set; set TENCENTCLOUD_SECRET_ID \
             and TENCENTCLOUD_SECRET_KEY\nprofile file: found ([default] of {path})\nmetadata: not asked, an earlier \
             place answered\nweb identity: not asked, an earlier place answered"
        )
    );
    assert_eq!(why.loaded().unwrap().provider, "profile file");
    assert_eq!(why.providers[2].outcome, Outcome::Skipped);
    let all = format!(
        "{why:?} {chain:?} {:?}",
        chain.resolve_identity().await.unwrap().credentials
    );
    assert!(
        !all.contains("planted-key") && !all.contains("planted-half"),
        "{all}"
    );

    let nothing = default_chain(Vendor::Huawei, &Machine::new().config().without_metadata())
        .report()
        .await;
    assert!(nothing.loaded().is_none());
    assert_eq!(nothing.providers.len(), 6);
    assert_eq!(
        nothing.providers[4].to_string(),
        "metadata: the Huawei ECS metadata service is switched off"
    );
}
