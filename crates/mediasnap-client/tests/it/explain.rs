//! What the client says about a rejected signature, and what no error and no `Debug` output repeats.

use mediasnap_client::auth::AccessKey;
use mediasnap_client::auth::verify::VerifyError;
use mediasnap_client::credentials::Identity;
use mediasnap_client::{Error, ErrorKind, Product, RetryPolicy};
use serde_json::json;

use crate::products::{ALIBABA, HUAWEI, TENCENT, builder, call};
use crate::support::{Reply, Seen, Server, reply};

async fn rejected(
    product: &'static Product,
    respond: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
) -> Error {
    let server = Server::start(respond).await;
    let key = AccessKey::new("KEYID", "planted-secret").with_security_token("planted-token");
    let identity = Identity::from(key)
        .with_source("variables A, B")
        .with_project_id("p");
    let transport = builder()
        .endpoint(&server.url)
        .region("cn-north-4")
        .credentials(identity)
        .retry(RetryPolicy::none())
        .transport(product);
    call(&transport.unwrap()).await.unwrap_err()
}

#[tokio::test]
async fn a_wrong_secret_is_named_where_the_service_repeats_what_was_signed() {
    let error = rejected(&ALIBABA, |seen| {
        let Err(VerifyError::BadSignature { string_to_sign }) = seen.verify(
            &AccessKey::new("KEYID", "another").with_security_token("planted-token"),
            chrono::Utc::now(),
        ) else {
            panic!("the signature is accepted");
        };
        let message = format!("no match. server string to sign is:{}", string_to_sign.expose());
        reply(
            400,
            json!({"Code": "SignatureDoesNotMatch", "Message": message}).to_string(),
        )
    })
    .await;
    assert_eq!(
        error.hint(),
        Some(
            "the secret of the key KEYID from variables A, B is wrong: the request arrived as it was signed"
        )
    );
}

#[tokio::test]
async fn elsewhere_the_key_and_its_source_are_named() {
    for (product, body) in [
        (&ALIBABA, json!({"Code": "SignatureDoesNotMatch", "Message": "x"})),
        (
            &TENCENT,
            json!({"Response": {"RequestId": "r", "Error": {"Code": "AuthFailure.SignatureFailure", "Message": "x"}}}),
        ),
        (&HUAWEI, json!({"error_code": "APIGW.0301", "error_msg": "x"})),
    ] {
        let error = rejected(product, move |_| reply(401, body.to_string())).await;
        assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
        assert!(
            error
                .to_string()
                .contains("(signed with the key KEYID from variables A, B: check its id and its secret)"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn no_error_repeats_the_signature_of_the_attempt() {
    for product in [&ALIBABA, &TENCENT, &HUAWEI] {
        let error = rejected(product, |seen| {
            let echo = format!(
                "you sent {} and {} and planted-secret and planted-token",
                seen.header("authorization").unwrap(),
                seen.header("authorization")
                    .unwrap()
                    .rsplit("Signature=")
                    .next()
                    .unwrap(),
            );
            reply(
                400,
                json!({"Code": "X", "Message": echo, "error_code": "X", "error_msg": echo,
                    "Response": {"RequestId": "r", "Error": {"Code": "X", "Message": echo}}})
                .to_string(),
            )
        })
        .await;
        let text = format!("{error} {error:?}");
        assert!(text.contains("you sent [redacted]"), "{text}");
        assert!(
            !text.contains("Signature=") && !text.contains("planted"),
            "{text}"
        );
        let hex = |run: &str| run.len() >= 32 && run.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(
            !text.split(|c: char| !c.is_ascii_alphanumeric()).any(hex),
            "{text}"
        );
    }
}

#[tokio::test]
async fn debug_shows_no_body_and_no_password() {
    let server = Server::start(|_| reply(200, r#"{"Url":"https://a/b?auth_key=planted"}"#)).await;
    let transport = builder()
        .endpoint(&server.url)
        .credentials(AccessKey::new("id", "s"))
        .transport(&ALIBABA)
        .unwrap();
    let response = call(&transport).await.unwrap();
    let text = format!("{response:?}");
    assert!(text.contains("bytes") && !text.contains("planted"), "{text}");
    for endpoint in [
        "https://user:planted@host",
        "https://host/?token=planted",
        "user:planted@host",
    ] {
        let builder = builder().endpoint(endpoint);
        assert!(!format!("{builder:?}").contains("planted"));
        let error = builder.transport(&ALIBABA).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("planted"), "{error}");
    }
}
