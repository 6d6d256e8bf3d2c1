//! A vendor that calls temporary credentials expired: once more with other ones, and only then.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mediasnap_client::auth::AccessKey;
use mediasnap_client::credentials::{CachedProvider, Identity, IdentityFuture, ProvideCredentials};
use mediasnap_client::operation::{Product, Vendor};
use mediasnap_client::{ErrorKind, RetryPolicy, Transport};
use serde_json::json;

use crate::products::{ALIBABA, HUAWEI, TENCENT, builder, call};
use crate::support::{Hands, Reply, Seen, Server, reply};

/// A source whose keys are numbered; counts how often it is asked.
#[derive(Clone)]
struct Numbered {
    asked: Arc<AtomicUsize>,
    /// From this number on the same key comes again.
    last: usize,
}

impl ProvideCredentials for Numbered {
    fn name(&self) -> &'static str {
        "numbered"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        let number = (self.asked.fetch_add(1, Ordering::SeqCst) + 1).min(self.last);
        let key = AccessKey::new(format!("key{number}"), "s").with_security_token("t");
        let identity = Identity::from(key).with_project_id("p");
        Box::pin(async move { Ok(identity) })
    }
}

fn client(
    product: &'static Product,
    url: &str,
    last: usize,
    retry: RetryPolicy,
) -> (Arc<AtomicUsize>, Transport) {
    let asked = Arc::new(AtomicUsize::new(0));
    let hands = Hands::default();
    let source = Numbered {
        asked: asked.clone(),
        last,
    };
    let transport = builder()
        .endpoint(url)
        .clock(hands.clone())
        .retry(retry)
        .credentials_provider(CachedProvider::new(product.vendor, source).with_clock(hands))
        .transport(product)
        .unwrap();
    (asked, transport)
}

/// Takes every key but those that `refuse` names.
fn picky(vendor: Vendor, refuse: fn(&str) -> bool) -> impl Fn(&Seen) -> Reply + Send + Sync {
    move |seen| {
        if refuse(seen.header("authorization").unwrap_or_default()) {
            return match vendor {
                Vendor::Huawei => {
                    let text = "Incorrect IAM authentication information: decrypt token fail";
                    reply(
                        401,
                        json!({"error_code": "APIGW.0301", "error_msg": text}).to_string(),
                    )
                }
                Vendor::Tencent => {
                    let error = json!({"Code": "AuthFailure.TokenFailure", "Message": "m"});
                    reply(
                        200,
                        json!({"Response": {"Error": error, "RequestId": "r"}}).to_string(),
                    )
                }
                Vendor::Alibaba => reply(
                    400,
                    json!({"Code": "InvalidSecurityToken.Expired", "Message": "m"}).to_string(),
                ),
            };
        }
        reply(200, json!({"Response": {"RequestId": "r"}}).to_string())
    }
}

const VENDORS: &[&Product] = &[&HUAWEI, &TENCENT, &ALIBABA];

#[tokio::test]
async fn once_more_with_other_credentials_even_for_a_create() {
    for product in VENDORS {
        let server = Server::start(picky(product.vendor, |authorization| {
            authorization.contains("key1")
        }))
        .await;
        let (asked, transport) = client(product, &server.url, 9, RetryPolicy::standard());
        let answer = call(&transport).await.unwrap();
        assert_eq!(
            (answer.attempts, server.count(), asked.load(Ordering::SeqCst)),
            (2, 2, 2),
            "{}",
            product.key
        );
        call(&transport).await.unwrap();
        assert_eq!((server.count(), asked.load(Ordering::SeqCst)), (3, 2));
    }
}

#[tokio::test]
async fn exactly_once_more() {
    for product in VENDORS {
        let server = Server::start(picky(product.vendor, |_| true)).await;
        let (_, transport) = client(
            product,
            &server.url,
            9,
            RetryPolicy::standard().with_max_attempts(9),
        );
        let error = call(&transport).await.unwrap_err();
        assert_eq!(
            (error.kind(), server.count()),
            (ErrorKind::TokenExpired, 2),
            "{}",
            product.key
        );
    }
}

#[tokio::test]
async fn not_again_with_the_same_credentials_nor_where_nothing_may_be_repeated() {
    for (last, retry) in [(1, RetryPolicy::standard()), (9, RetryPolicy::none())] {
        let server = Server::start(picky(Vendor::Tencent, |_| true)).await;
        let (_, transport) = client(&TENCENT, &server.url, last, retry);
        let error = call(&transport).await.unwrap_err();
        assert_eq!((error.kind(), server.count()), (ErrorKind::TokenExpired, 1));
        assert!(!error.is_ambiguous());
    }
}

#[tokio::test]
async fn other_refusals_are_never_repeated() {
    let refusals = [
        (
            &HUAWEI,
            reply(
                401,
                r#"{"error_code":"APIGW.0301","error_msg":"verify aksk signature fail"}"#,
            ),
        ),
        (
            &TENCENT,
            reply(
                200,
                r#"{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":"m"}}}"#,
            ),
        ),
        (&ALIBABA, reply(403, r#"{"Code":"Forbidden.RAM","Message":"m"}"#)),
    ];
    for (product, answer) in refusals {
        let server = Server::start(move |_| answer.clone()).await;
        let (asked, transport) = client(
            product,
            &server.url,
            9,
            RetryPolicy::standard().with_max_attempts(9),
        );
        assert!(call(&transport).await.unwrap_err().is_auth_error() || product.vendor == Vendor::Alibaba);
        assert_eq!(
            (server.count(), asked.load(Ordering::SeqCst)),
            (1, 1),
            "{}",
            product.key
        );
    }
}

#[tokio::test]
async fn a_hundred_calls_refused_at_once_renew_once() {
    let server = Server::start(picky(Vendor::Alibaba, |authorization| {
        authorization.contains("key1")
    }))
    .await;
    let (asked, transport) = client(&ALIBABA, &server.url, 9, RetryPolicy::standard());
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let transport = transport.clone();
            tokio::spawn(async move { call(&transport).await.unwrap() })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}
