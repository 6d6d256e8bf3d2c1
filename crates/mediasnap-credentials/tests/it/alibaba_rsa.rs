//! The session key of an RSA key pair, which the profile file of Alibaba's SDKs may name.

use mediasnap_auth::AccessKey;
use mediasnap_core::{Error, ErrorKind};
use mediasnap_credentials::{AlibabaProfile, Identity, ProvideCredentials as _};
use serde_json::json;

use crate::support::{Machine, Server, key, noon, reply};

/// The provider's result on a machine with a key pair, and the requests that it made.
async fn ask(answer: &str) -> (Result<Identity, Error>, Server) {
    let answer = answer.to_owned();
    let sts = Server::start(move |_| reply(200, answer.clone())).await;
    let machine = Machine::new();
    let file = machine.write("private.pem", PRIVATE);
    machine.write(
        ".alibabacloud/credentials",
        &format!("[default]\ntype = rsa_key_pair\npublic_key_id = PUBLIC\nprivate_key_file = {file}\n"),
    );
    let provider = AlibabaProfile::new(&machine.config().with_sts_url(&sts.url));
    (provider.resolve_identity().await, sts)
}

/// The service takes the text of the file as it is, its last line end too.
const PRIVATE: &str = "planted private\nkey\n";

#[tokio::test]
async fn the_file_is_the_secret_of_the_exchange() {
    let answer = json!({"RequestId": "r", "SessionAccessKey": {"SessionAccessKeyId": "SESSION",
        "SessionAccessKeySecret": "s", "Expiration": "2026-03-01T13:00:00Z"}});
    let (identity, sts) = ask(&answer.to_string()).await;
    let identity = identity.unwrap();
    assert_eq!(key(&identity), ("SESSION".into(), "s".into(), None));
    assert_eq!(identity.expires_at, Some("2026-03-01T13:00:00Z".parse().unwrap()));
    let seen = &sts.seen()[0];
    assert_eq!(seen.signer(&AccessKey::new("PUBLIC", PRIVATE), noon()), "PUBLIC");
    let parameter = |name: &str| seen.parameter(name).unwrap_or_default();
    assert_eq!(seen.line(), "GET /");
    assert_eq!(parameter("Action"), "GenerateSessionAccessKey");
    assert_eq!(parameter("Version"), "2015-04-01");
    assert_eq!(parameter("DurationSeconds"), "3600");
    assert_eq!(parameter("SignatureMethod"), "HMAC-SHA1");
}

#[tokio::test]
async fn answers_that_hold_no_key() {
    for (answer, lacks) in [
        ("{}", "`SessionAccessKey`"),
        (
            r#"{"SessionAccessKey":{"SessionAccessKeyId":"a","Expiration":"2026-03-01T13:00:00Z"}}"#,
            "a key",
        ),
        (
            r#"{"SessionAccessKey":{"SessionAccessKeyId":"a","SessionAccessKeySecret":"s"}}"#,
            "the end of the key",
        ),
    ] {
        let error = ask(answer).await.0.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
        let message = error.message();
        assert!(message.starts_with("[default] of "), "{message}");
        assert!(
            message.ends_with(&format!(": Alibaba STS answered without {lacks}")),
            "{message}"
        );
    }
}
