//! Where the three vendors differ in authentication and transport: one test for each difference, all vendors in it.

mod outcomes;
mod patience;

use chrono::{DateTime, TimeDelta, Utc};
use mediasnap_client::Product;
use mediasnap_client::auth::verify::{
    ClockTolerance, KeyStore, ReceivedRequest, Verified, VerifyError, verify,
};
use mediasnap_client::auth::{AccessKey, Vendor as AuthVendor};
use mediasnap_client::clock::{Clock, SystemClock};
use mediasnap_client::credentials::Identity;
use mediasnap_client::operation::Vendor;

use crate::support::calls::{SUCCESS, call, transport};
use crate::support::server::{Recorded, Reply, Server};
use crate::support::{KEY_ID, SECRET, TOKEN, at_once, builder, clock, identity, samples, token_identity};

/// One value for each vendor, in the order Huawei, Tencent, Alibaba.
fn of<T>(vendor: Vendor, [huawei, tencent, alibaba]: [T; 3]) -> T {
    match vendor {
        Vendor::Huawei => huawei,
        Vendor::Tencent => tencent,
        Vendor::Alibaba => alibaba,
    }
}

/// The one account there is, with or without a session token.
struct Account(AccessKey);

impl KeyStore for Account {
    fn access_key(&self, _: AuthVendor, id: &str) -> Option<AccessKey> {
        (id == KEY_ID).then(|| self.0.clone())
    }
}

fn verdict(request: &Recorded, account: AccessKey, time: DateTime<Utc>) -> Result<Verified, VerifyError> {
    let headers = request.headers();
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (&**name, *value)).collect();
    let received = ReceivedRequest {
        method: request.method(),
        path: request.path(),
        query: request.query(),
        headers: &headers,
        body: &request.body,
    };
    verify(&received, &Account(account), time, ClockTolerance::default())
}

/// The request that a read sends as `who`, by `clock`.
async fn sent(product: &'static Product, who: Identity, clock: impl Clock + 'static) -> Recorded {
    let server = Server::constant(Reply::new(200, SUCCESS)).await;
    let builder = builder(product).endpoint(&server.endpoint).credentials(who);
    let transport = builder.clock(clock).transport(product).unwrap();
    let (_, read, _) = samples().find(|(other, ..)| other.key == product.key).unwrap();
    call(&transport, read).await.unwrap();
    server.take().remove(0)
}

#[tokio::test]
async fn the_window_of_a_signature() {
    for (product, ..) in samples() {
        let window = TimeDelta::minutes(of(product.vendor, [15, 5, 15]));
        let request = sent(product, identity(), clock()).await;
        let at = |time| verdict(&request, AccessKey::new(KEY_ID, SECRET), time);
        for sign in [1, -1] {
            let edge = clock().time + window * sign;
            assert!(at(edge).is_ok(), "{} {sign}", product.key);
            let beyond = at(edge + TimeDelta::seconds(i64::from(sign)));
            assert!(
                matches!(beyond, Err(VerifyError::Expired { .. })),
                "{}: {beyond:?}",
                product.key
            );
        }
    }
}

#[tokio::test]
async fn the_guard_against_replays() {
    for (product, ..) in samples() {
        let mut nonces = Vec::new();
        for _ in 0..3 {
            let request = sent(product, identity(), SystemClock).await;
            let verified = verdict(&request, AccessKey::new(KEY_ID, SECRET), Utc::now()).unwrap();
            nonces.extend(verified.nonce);
        }
        nonces.sort();
        nonces.dedup();
        assert_eq!(nonces.len(), of(product.vendor, [0, 0, 3]), "{}", product.key);
    }
}

#[tokio::test]
async fn the_header_of_the_session_token() {
    for (product, ..) in samples() {
        let names = ["x-security-token", "x-tc-token", "x-acs-security-token"];
        let name = of(product.vendor, names);
        let request = sent(product, token_identity(), clock()).await;
        assert_eq!(request.header(name), Some(TOKEN), "{}", product.key);
        let account = AccessKey::new(KEY_ID, SECRET).with_security_token(TOKEN);
        let verified = verdict(&request, account, clock().time).unwrap();
        let is_signed = verified.signed_headers.iter().any(|signed| signed == name);
        assert_eq!(
            is_signed,
            of(product.vendor, [true, false, true]),
            "{}",
            product.key
        );
        // A permanent key sends none of them.
        let request = sent(product, identity(), clock()).await;
        assert!(
            names.iter().all(|name| request.header(name).is_none()),
            "{}",
            product.key
        );
    }
}

#[tokio::test]
async fn what_a_success_is() {
    for (product, read, create) in samples() {
        for operation in [read, create] {
            for status in [200, 201, 202, 203] {
                let server = Server::constant(Reply::new(status, SUCCESS)).await;
                let client = transport(product, &server.endpoint, at_once(1));
                assert_eq!(
                    call(&client, operation).await.unwrap(),
                    1,
                    "{} {status}",
                    product.key
                );
            }
            let in_band =
                r#"{"Response":{"Error":{"Code":"InvalidParameter","Message":"m"},"RequestId":"r"}}"#;
            let server = Server::constant(Reply::new(200, in_band)).await;
            let client = transport(product, &server.endpoint, at_once(1));
            let failed = call(&client, operation).await.is_err();
            assert_eq!(
                failed,
                of(product.vendor, [false, true, false]),
                "{}",
                product.key
            );
        }
    }
}

/// Creating a job twice makes two jobs, with every vendor.
#[test]
fn creates_are_no_reads() {
    for (product, read, create) in samples() {
        assert!(read.idempotent && !create.idempotent, "{}", product.key);
        for operation in product.operations {
            let creates = ["Submit", "Create"]
                .iter()
                .any(|verb| operation.id.starts_with(verb));
            assert!(
                !(creates && operation.idempotent),
                "{} {}",
                product.key,
                operation.id
            );
        }
    }
}
