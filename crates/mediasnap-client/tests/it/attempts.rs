//! What counts as an attempt: nothing is one that was not sent, and no reason to send again goes beyond the most requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mediasnap_client::auth::AccessKey;
use mediasnap_client::credentials::{Identity, IdentityFuture, ProvideCredentials};
use mediasnap_client::{Error, ErrorKind, RetryPolicy, Transport};

use crate::products::{ALIBABA, HUAWEI, TENCENT, builder, call};
use crate::support::{Hands, Reply, Server, noon, reply};

const DONE: &str = r#"{"Response":{"RequestId":"r"}}"#;

/// A source that fails a number of times, or never responds.
struct Slow {
    failures: AtomicUsize,
    kind: ErrorKind,
    hangs: bool,
}

impl ProvideCredentials for Slow {
    fn name(&self) -> &'static str {
        "slow"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(async move {
            if self.hangs {
                std::future::pending::<()>().await;
            }
            let fails = |left: usize| left.checked_sub(1);
            if self
                .failures
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails)
                .is_ok()
            {
                return Err(Error::new(self.kind, "the source is down"));
            }
            Ok(Identity::from(AccessKey::new("id", "s")).with_project_id("p"))
        })
    }
}

fn at_once(most: u32) -> RetryPolicy {
    let mut policy = RetryPolicy::standard().with_max_attempts(most);
    policy.base_delay = Duration::ZERO;
    policy
}

fn client(url: &str, source: Slow, most: u32) -> Transport {
    builder()
        .endpoint(url)
        .clock(Hands::default())
        .retry(at_once(most))
        .timeout(Duration::from_secs(3))
        .credentials_provider(source)
        .transport(&TENCENT)
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waited_for_credentials_alone_is_not_in_doubt() {
    let server = Server::start(|_| reply(200, DONE)).await;
    let source = Slow {
        failures: AtomicUsize::new(0),
        kind: ErrorKind::Config,
        hangs: true,
    };
    let error = call(&client(&server.url, source, 3)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.message(), "no credentials within 3 s");
    assert_eq!((error.attempts(), error.is_ambiguous()), (0, false));
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn credentials_that_come_later_are_waited_for_by_a_create_too() {
    let cases = [
        (1, ErrorKind::Unavailable, 2, Ok(1)),
        (3, ErrorKind::Unavailable, 3, Err(ErrorKind::Unavailable)),
        (1, ErrorKind::Config, 3, Err(ErrorKind::Config)),
    ];
    for (failures, kind, most, expected) in cases {
        let server = Server::start(|_| reply(200, DONE)).await;
        let source = Slow {
            failures: AtomicUsize::new(failures),
            kind,
            hangs: false,
        };
        let result = call(&client(&server.url, source, most)).await;
        if let Err(error) = &result {
            assert_eq!((error.attempts(), error.is_ambiguous()), (0, false));
        }
        let result = result.map(|answer| answer.attempts).map_err(|error| error.kind());
        assert_eq!(result, expected);
        assert_eq!(server.count(), expected.map_or(0, |attempts| attempts as usize));
    }
}

/// Responses in turn, the last one again and again.
async fn in_turn(replies: Vec<Reply>) -> Server {
    let number = Arc::new(AtomicUsize::new(0));
    Server::start(move |_| replies[number.fetch_add(1, Ordering::SeqCst).min(replies.len() - 1)].clone())
        .await
}

#[tokio::test]
async fn a_correction_is_an_attempt_like_any_other() {
    let late = (503, Vec::new(), String::new());
    let date = vec![("Date", "Sun, 01 Mar 2026 13:00:00 GMT".to_owned())];
    let expired = r#"{"error_code":"APIGW.0301","error_msg":"signature expired"}"#.to_owned();
    let clock = (401, date, expired);
    for (most, kind, sent) in [
        (1, ErrorKind::Unavailable, 1),
        (2, ErrorKind::ClockSkew, 2),
        (3, ErrorKind::ClockSkew, 3),
    ] {
        let server = in_turn(vec![late.clone(), clock.clone()]).await;
        let transport = builder()
            .endpoint(&server.url)
            .clock(Hands::default())
            .retry(at_once(most))
            .credentials(Identity::from(AccessKey::new("id", "s")).with_project_id("p"))
            .transport(&HUAWEI)
            .unwrap();
        let error = call(&transport).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts(), server.count()),
            (kind, sent, sent as usize)
        );
        // What the answer told is known to the next call, even where this one could not use it.
        let learned = if most == 1 { 0 } else { 3600 };
        assert_eq!((transport.now() - noon()).num_seconds(), learned);
    }
}

#[tokio::test]
async fn a_date_to_wait_for_is_told_by_whatever_clock_there_is() {
    let until = ("Retry-After", "Sun, 01 Mar 2026 12:00:30 GMT".to_owned());
    let server = ("Date", "Sun, 01 Mar 2026 12:00:20 GMT".to_owned());
    let past = ("Retry-After", "Sun, 01 Mar 2026 11:59:59 GMT".to_owned());
    for (headers, asked) in [
        (vec![until.clone()], Some(30)),
        (vec![until, server], Some(10)),
        (vec![past], None),
    ] {
        let answer = (429, headers, "{}".to_owned());
        let server = Server::start(move |_| answer.clone()).await;
        let transport = builder()
            .endpoint(&server.url)
            .clock(Hands::default())
            .retry(RetryPolicy::none())
            .credentials(AccessKey::new("id", "s"))
            .transport(&ALIBABA)
            .unwrap();
        let error = call(&transport).await.unwrap_err();
        assert_eq!(error.retry_after(), asked.map(Duration::from_secs));
    }
}
