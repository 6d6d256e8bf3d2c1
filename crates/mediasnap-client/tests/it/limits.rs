//! Rate limits of a client: whose calls count together, and what a call does that would have to wait too long.

use std::time::Duration;

use mediasnap_client::auth::AccessKey;
use mediasnap_client::{ErrorKind, RateLimits, Transport};

use crate::products::{TENCENT, builder, call};
use crate::support::{Server, reply};

/// One request a second, and less than a second of time.
fn client(url: &str, id: &str, limits: &RateLimits) -> Transport {
    builder()
        .endpoint(url)
        .credentials(AccessKey::new(id, "s"))
        .rate_limits(limits.clone())
        .timeout(Duration::from_millis(900))
        .transport(&TENCENT)
        .unwrap()
}

async fn server() -> Server {
    Server::start(|_| reply(200, r#"{"Response":{"RequestId":"r"}}"#)).await
}

#[tokio::test]
async fn what_would_wait_too_long_is_not_sent() {
    let server = server().await;
    let limits = RateLimits::documented().with_limit("tencent-test", "Create", 1);
    let transport = client(&server.url, "a", &limits);
    call(&transport).await.unwrap();
    let error = call(&transport.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(
        error.message(),
        "the limit of 1 requests a second leaves no room within the time limit"
    );
    assert!(!error.is_ambiguous());
    assert_eq!(error.attempts(), 0);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn accounts_count_apart_and_clients_with_the_same_limits_together() {
    let server = server().await;
    let limits = RateLimits::none().with_limit("tencent-test", "Create", 1);
    call(&client(&server.url, "a", &limits)).await.unwrap();
    call(&client(&server.url, "b", &limits)).await.unwrap();
    assert!(call(&client(&server.url, "a", &limits)).await.is_err());
    let own = RateLimits::none().with_limit("tencent-test", "Create", 1);
    call(&client(&server.url, "a", &own)).await.unwrap();
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn other_operations_and_zero_are_free() {
    let server = server().await;
    for limits in [
        RateLimits::none(),
        RateLimits::documented().with_limit("tencent-test", "Other", 1),
        RateLimits::documented().with_limit("tencent-test", "Create", 0),
    ] {
        let transport = client(&server.url, "a", &limits);
        for _ in 0..5 {
            call(&transport).await.unwrap();
        }
    }
    assert_eq!(server.count(), 15);
}

#[tokio::test]
async fn clients_with_documented_limits_count_together() {
    let server = server().await;
    let limits = || RateLimits::documented().with_limit("tencent-test", "Create", 1);
    call(&client(&server.url, "a", &limits())).await.unwrap();
    assert!(call(&client(&server.url, "a", &limits())).await.is_err());
    // Another account, and another endpoint.
    call(&client(&server.url, "b", &limits())).await.unwrap();
    let other = self::server().await;
    call(&client(&other.url, "a", &limits())).await.unwrap();
    assert_eq!((server.count(), other.count()), (2, 1));
}
