//! Timeouts of connections and responses, number of attempts, and replacement of credentials.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mediasnap_client::clock::Clock;
use mediasnap_client::credentials::{CachedProvider, IdentityFuture, ProvideCredentials};
use mediasnap_client::{ClientBuilder, ErrorKind, Product, RetryPolicy, Transport};
use tokio::time::Instant;

use super::of;
use crate::support::calls::{SUCCESS, call};
use crate::support::server::{Reply, Server};
use crate::support::{builder, clock, identity, region, samples};

/// A client with default settings except for endpoint and credentials.
fn default_builder(product: &Product, endpoint: &str) -> ClientBuilder {
    let builder = ClientBuilder::new().region(region(product)).endpoint(endpoint);
    builder.credentials(identity())
}

/// One patience for all vendors: 60 s a request, 120 s a call. Each vendor's own is a matter of two settings.
#[tokio::test(start_paused = true)]
async fn the_patience_for_an_answer() {
    for (product, read, create) in samples() {
        let server = Server::constant(Reply::Hang).await;
        let vendors = Duration::from_secs(of(product.vendor, [120, 60, 10]));
        let default = default_builder(product, &server.endpoint);
        let like_the_vendors = default_builder(product, &server.endpoint)
            .attempt_timeout(vendors)
            .timeout(vendors * 2);
        for (builder, operation, seconds, requests) in [
            (default, read, 120, 2),
            (default_builder(product, &server.endpoint), create, 60, 1),
            (like_the_vendors, create, vendors.as_secs(), 1),
        ] {
            let transport: Transport = builder.transport(product).unwrap();
            let begun = Instant::now();
            let error = call(&transport, operation).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Timeout);
            assert_eq!(
                begun.elapsed().as_secs(),
                seconds,
                "{} {}",
                product.key,
                operation.id
            );
            assert_eq!(server.take().len(), requests);
        }
    }
}

/// An address that neither accepts nor rejects connections.
async fn full() -> (String, Vec<tokio::net::TcpStream>, tokio::net::TcpListener) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut held = Vec::new();
    while let Ok(stream) = tokio::time::timeout(
        Duration::from_millis(200),
        tokio::net::TcpStream::connect(address),
    )
    .await
    {
        held.push(stream.unwrap());
    }
    (format!("http://{address}"), held, listener)
}

/// 10 s to connect for all vendors, by default.
#[tokio::test]
async fn the_patience_for_a_connection() {
    let (endpoint, _held, _listener) = full().await;
    tokio::time::pause();
    for (product, _, create) in samples() {
        let vendors = of(product.vendor, [60, 60, 5]);
        let default = default_builder(product, &endpoint);
        let like_the_vendors =
            default_builder(product, &endpoint).connect_timeout(Duration::from_secs(vendors));
        for (builder, seconds) in [(default, 10), (like_the_vendors, vendors)] {
            let builder = builder
                .retry(RetryPolicy::none())
                .attempt_timeout(Duration::from_secs(100));
            let begun = Instant::now();
            let error = call(&builder.transport(product).unwrap(), create)
                .await
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
            assert_eq!(begun.elapsed().as_secs(), seconds, "{}", product.key);
        }
    }
}

/// The vendors' SDKs send one request unless they are told otherwise; here three are the default, and one can be had.
#[tokio::test]
async fn how_often_a_call_is_tried() {
    assert_eq!(RetryPolicy::default(), RetryPolicy::standard());
    let mut at_once = RetryPolicy::standard();
    at_once.base_delay = Duration::ZERO;
    for (product, read, create) in samples() {
        for (policy, reads, creates) in [(at_once, 3, 1), (RetryPolicy::none(), 1, 1)] {
            for (operation, expected) in [(read, reads), (create, creates)] {
                let server = Server::constant(Reply::new(503, "")).await;
                let transport = crate::support::calls::transport(product, &server.endpoint, policy);
                call(&transport, operation).await.unwrap_err();
                assert_eq!(server.take().len(), expected, "{}", product.key);
            }
        }
    }
}

/// A clock that a test moves.
#[derive(Clone)]
struct Moving(Arc<Mutex<DateTime<Utc>>>);

impl Clock for Moving {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// Counts requests for a key that lasts 12 hours.
#[derive(Clone)]
struct Twelve(Moving, Arc<AtomicUsize>);

impl ProvideCredentials for Twelve {
    fn name(&self) -> &'static str {
        "twelve hours"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        self.1.fetch_add(1, Ordering::SeqCst);
        let end = self.0.now() + TimeDelta::hours(12);
        Box::pin(async move { Ok(identity().with_expires_at(end)) })
    }
}

#[tokio::test]
async fn how_long_before_their_end_temporary_credentials_are_replaced() {
    for (product, read, _) in samples() {
        let server = Server::constant(Reply::new(200, SUCCESS)).await;
        let hands = Moving(Arc::new(Mutex::new(clock().time)));
        let source = Twelve(hands.clone(), Arc::default());
        let cached = CachedProvider::new(product.vendor, source.clone()).with_clock(hands.clone());
        let builder = builder(product).endpoint(&server.endpoint).clock(hands.clone());
        let transport = builder.credentials_provider(cached).transport(product).unwrap();
        let margin = TimeDelta::minutes(of(product.vendor, [40, 5, 15]));
        let renewal = clock().time + TimeDelta::hours(12) - margin;
        for (time, asked) in [
            (clock().time, 1),
            (renewal - TimeDelta::seconds(1), 1),
            (renewal, 2),
        ] {
            *hands.0.lock().unwrap() = time;
            call(&transport, read).await.unwrap();
            assert_eq!(
                source.1.load(Ordering::SeqCst),
                asked,
                "{} at {time}",
                product.key
            );
        }
    }
}
