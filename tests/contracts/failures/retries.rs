//! How many requests a call sends, when, and that each is signed anew.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use mediasnap_client::clock::Clock;
use mediasnap_client::operation::Vendor;
use mediasnap_client::{ErrorKind, Operation, Product, RetryPolicy, Transport};

use crate::support::calls::{SUCCESS, call, error_response, transport};
use crate::support::server::{Recorded, Reply, Server};
use crate::support::{at_once, builder, clock, samples};

/// A transport with short timeouts, for servers that never respond.
fn facing(reply: &Reply, product: &'static Product, endpoint: &str, retry: RetryPolicy) -> Transport {
    let builder = builder(product).endpoint(endpoint).retry(retry);
    match reply {
        Reply::Hang => builder.attempt_timeout(Duration::from_millis(50)),
        _ => builder,
    }
    .transport(product)
    .unwrap()
}

/// Status and code of errors that a vendor returns: throttled, internal, invalid argument, invalid key.
type Codes = [(u16, &'static str); 4];

fn codes(product: &Product) -> Codes {
    match product.vendor {
        Vendor::Huawei => [
            (429, "APIGW.0308"),
            (500, "APIGW.0601"),
            (400, "MPC.10212"),
            (401, "APIGW.0301"),
        ],
        Vendor::Tencent => [
            (200, "RequestLimitExceeded"),
            (200, "InternalError"),
            (200, "InvalidParameter"),
            (200, "AuthFailure.SignatureFailure"),
        ],
        Vendor::Alibaba => [
            (400, "Throttling.User"),
            (500, "InternalError"),
            (400, "InvalidParameter"),
            (400, "SignatureDoesNotMatch"),
        ],
    }
}

/// What comes back every time, and whether a read and a create are sent again after it.
fn failures(product: &Product) -> Vec<(&'static str, Reply, bool, bool)> {
    let [throttled, internal, argument, key] = codes(product);
    let refuse = |(status, code): (u16, &str)| error_response(product, status, code, "m");
    let html = |status| Reply::new(status, "<html></html>").with("Content-Type", "text/html");
    let cut = |status| {
        let head = format!("HTTP/1.1 {status} Status\r\nContent-Length: 100\r\n\r\n{{\"a\":");
        Reply::Raw(head.into_bytes())
    };
    let no_gzip = |status| html(status).with("Content-Encoding", "gzip");
    vec![
        ("a throttling code", refuse(throttled), true, true),
        ("429 without a code", html(429), true, true),
        ("an internal error", refuse(internal), true, false),
        ("500 without a code", html(500), true, false),
        ("502 of a gateway", html(502), true, false),
        ("503 of a gateway", html(503), true, false),
        ("504 of a gateway", html(504), true, false),
        ("a connection that ends", Reply::close(), true, false),
        ("no response in time", Reply::Hang, true, false),
        ("an answer cut off", cut(200), true, false),
        ("an answer that is no gzip", no_gzip(200), true, false),
        ("429 cut off", cut(429), true, true),
        ("503 cut off", cut(503), true, false),
        ("400 cut off", cut(400), false, false),
        ("401 cut off", cut(401), false, false),
        ("403 cut off", cut(403), false, false),
        ("401 that is no gzip", no_gzip(401), false, false),
        ("200 with a page of HTML", html(200), true, false),
        ("200 without a body", Reply::new(200, ""), true, false),
        ("a refused argument", refuse(argument), false, false),
        ("a refused key", refuse(key), false, false),
        ("401 without a code", html(401), false, false),
        ("403 without a code", html(403), false, false),
        (
            "403 with a code that means trouble elsewhere",
            error_response(product, 403, internal.1, "m"),
            false,
            false,
        ),
        ("404 without a code", html(404), false, false),
        ("400 without a code", html(400), false, false),
        (
            "a code that nobody knows",
            error_response(product, 400, "Brand.New", "m"),
            false,
            false,
        ),
        (
            "a redirect",
            Reply::new(302, "").with("Location", "/"),
            false,
            false,
        ),
    ]
}

#[tokio::test]
async fn requests_sent() {
    for (product, read, create) in samples() {
        for (name, reply, read_again, create_again) in failures(product) {
            for attempts in [1, 2, 3] {
                for (operation, again) in [(read, read_again), (create, create_again)] {
                    let server = Server::constant(reply.clone()).await;
                    let transport = facing(&reply, product, &server.endpoint, at_once(attempts));
                    let error = call(&transport, operation).await.unwrap_err();
                    let expected = if again { attempts } else { 1 };
                    let place = format!("{} {} {name}, at most {attempts}", product.key, operation.id);
                    assert_eq!(server.take().len(), expected as usize, "{place}: {error}");
                    assert_eq!(error.attempts(), expected, "{place}");
                }
            }
        }
    }
}

#[tokio::test]
async fn creates_are_sent_again_when_the_caller_says_so() {
    for (product, _, create) in samples() {
        for (name, reply, read_again, _) in failures(product) {
            let server = Server::constant(reply.clone()).await;
            let policy = at_once(2).with_non_idempotent_retries(true);
            // for a single call, over a client that does not
            let transport = facing(&reply, product, &server.endpoint, at_once(5)).with_retry(policy);
            call(&transport, create).await.unwrap_err();
            let expected = if read_again { 2 } else { 1 };
            assert_eq!(server.take().len(), expected, "{} {name}", product.key);
        }
    }
}

#[tokio::test]
async fn a_call_that_recovers_succeeds() {
    for (product, read, create) in samples() {
        let [throttled, ..] = codes(product);
        for operation in [read, create] {
            let refused = error_response(product, throttled.0, throttled.1, "m");
            let server = Server::start(move |number, _| match number {
                0 | 1 => refused.clone(),
                _ => Reply::new(200, SUCCESS),
            })
            .await;
            let transport = transport(product, &server.endpoint, at_once(5));
            assert_eq!(call(&transport, operation).await.unwrap(), 3, "{}", product.key);
            assert_eq!(server.take().len(), 3);
        }
    }
}

#[tokio::test]
async fn what_could_not_be_sent_is_tried_again() {
    for (product, read, create) in samples() {
        for operation in [read, create] {
            let gone = std::net::TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap();
            let transport = transport(product, &format!("http://{gone}"), at_once(3));
            let error = call(&transport, operation).await.unwrap_err();
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3));
        }
    }
}

/// A clock that moves on a second at each look, with a new nonce each time.
#[derive(Clone)]
struct Ticking(Arc<AtomicI64>);

impl Ticking {
    fn new() -> Self {
        Self(Arc::new(AtomicI64::new(clock().time.timestamp())))
    }
}

impl Clock for Ticking {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.fetch_add(1, Ordering::Relaxed), 0).unwrap()
    }

    fn nonce(&self) -> String {
        format!("{:032x}", self.0.load(Ordering::Relaxed))
    }
}

#[tokio::test]
async fn every_attempt_is_signed_anew() {
    for (product, read, _) in samples() {
        let server = Server::constant(Reply::new(503, "")).await;
        let builder = builder(product).endpoint(&server.endpoint).retry(at_once(4));
        let transport = builder.clock(Ticking::new()).transport(product).unwrap();
        call(&transport, read).await.unwrap_err();
        let sent = server.take();
        let mut signatures: Vec<_> = sent
            .iter()
            .map(|request| request.header("authorization"))
            .collect();
        signatures.sort_unstable();
        signatures.dedup();
        assert_eq!(signatures.len(), 4, "{}: a signature was used twice", product.key);
        if product.vendor == Vendor::Alibaba {
            let name = "x-acs-signature-nonce";
            let mut nonces: Vec<_> = sent.iter().map(|request| request.header(name).unwrap()).collect();
            nonces.dedup();
            assert_eq!(nonces.len(), 4, "a nonce was used twice");
        }
        for request in &sent[1..] {
            let same = |request: &Recorded| {
                (
                    request.path().to_owned(),
                    request.query().to_owned(),
                    request.body.clone(),
                )
            };
            assert_eq!(same(request), same(&sent[0]));
        }
    }
}

/// The delays between the attempts of a call that fails, as an observer sees them.
async fn delays(
    product: &'static Product,
    operation: &Operation,
    reply: Reply,
    policy: RetryPolicy,
) -> Vec<Duration> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let server = Server::constant(reply).await;
    let builder = builder(product)
        .endpoint(&server.endpoint)
        .retry(policy)
        .on_attempt(move |attempt| log.lock().unwrap().push((attempt.number, attempt.delay)));
    let transport = builder.transport(product).unwrap();
    let began = Instant::now();
    let error = call(&transport, operation).await.unwrap_err();
    let took = began.elapsed();
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    let numbers: Vec<u32> = seen.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=error.attempts()).collect::<Vec<_>>());
    assert_eq!(seen.last().unwrap().1, None, "the last attempt has no successor");
    let delays: Vec<Duration> = seen.into_iter().filter_map(|(_, delay)| delay).collect();
    assert!(took >= delays.iter().sum(), "the delays were not kept");
    delays
}

fn patient(base: u64, max: u64) -> RetryPolicy {
    let mut policy = RetryPolicy::standard().with_max_attempts(4);
    policy.base_delay = Duration::from_millis(base);
    policy.max_delay = Duration::from_millis(max);
    policy
}

#[tokio::test]
async fn delays_double_up_to_a_bound() {
    let milliseconds = |all: [u64; 3]| all.map(Duration::from_millis).to_vec();
    for (product, read, _) in samples() {
        let reply = Reply::new(503, "");
        assert_eq!(
            delays(product, read, reply.clone(), patient(10, 1000)).await,
            milliseconds([10, 20, 40])
        );
        assert_eq!(
            delays(product, read, reply, patient(10, 15)).await,
            milliseconds([10, 15, 15])
        );
    }
}

#[tokio::test]
async fn a_delay_that_the_vendor_requests_is_kept_or_reported() {
    let milliseconds = |number| vec![Duration::from_millis(number); 3];
    for (product, read, _) in samples() {
        let reply = Reply::new(429, "").with("Retry-After", "1");
        let none: [Duration; 0] = [];
        assert_eq!(
            delays(product, read, reply, patient(1, 20)).await,
            none,
            "{}",
            product.key
        );
        let date = Reply::new(429, "")
            .with("Date", "Fri, 02 Jan 2026 03:04:05 GMT")
            .with("Retry-After", "Fri, 02 Jan 2026 03:04:06 GMT");
        assert_eq!(delays(product, read, date, patient(1, 20)).await, none);
        if product.vendor == Vendor::Alibaba {
            let [(status, code), ..] = codes(product);
            let reply = error_response(product, status, code, "m");
            let exact = reply.clone().with("x-acs-retry-after", "25");
            assert_eq!(
                delays(product, read, exact, patient(1, 1000)).await,
                milliseconds(25)
            );
            let left = reply.with("x-ratelimit-user-api", "Limit:30,TimeLeft:35");
            assert_eq!(
                delays(product, read, left, patient(1, 1000)).await,
                milliseconds(35)
            );
        }
    }
}
