//! What the limits on time do to a call, in paused time.

use std::time::Duration;

use mediasnap_client::ErrorKind;

use crate::support::calls::{call, transport};
use crate::support::server::{Reply, Server};
use crate::support::{at_once, builder, samples};

#[tokio::test(start_paused = true)]
async fn an_error_response_whose_body_never_comes_is_one() {
    let stall = |status| {
        let head = format!("HTTP/1.1 {status} Status\r\nContent-Length: 100\r\n\r\n{{\"a\":");
        Reply::Stall(head.into_bytes())
    };
    for (product, read, create) in samples() {
        for (status, reads, creates) in [(401, 1, 1), (400, 1, 1), (429, 3, 3), (503, 3, 1)] {
            for (operation, requests) in [(read, reads), (create, creates)] {
                let server = Server::constant(stall(status)).await;
                let error = call(&transport(product, &server.endpoint, at_once(3)), operation)
                    .await
                    .unwrap_err();
                assert_eq!(error.status(), Some(status), "{} {error}", product.key);
                assert_eq!(server.take().len(), requests, "{} {status}", product.key);
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_response_is_one_when_time_is_up_before_its_body() {
    let stall = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\n{".to_vec();
    for (product, read, _) in samples() {
        let server = Server::constant(Reply::Stall(stall.clone())).await;
        let builder = builder(product).endpoint(&server.endpoint).retry(at_once(3));
        let transport = builder
            .attempt_timeout(Duration::from_secs(2))
            .transport(product)
            .unwrap();
        let error = call(&transport, read).await.unwrap_err();
        assert_eq!(error.status(), Some(401), "{} {error}", product.key);
        assert_eq!(server.take().len(), 1, "{}", product.key);
    }
}

#[tokio::test(start_paused = true)]
async fn one_deadline_bounds_it_all() {
    for (product, read, _) in samples() {
        let server = Server::constant(Reply::Hang).await;
        let builder = || builder(product).endpoint(&server.endpoint).retry(at_once(100));
        let transport = builder()
            .timeout(Duration::from_secs(250))
            .attempt_timeout(Duration::from_secs(100))
            .transport(product)
            .unwrap();
        let began = tokio::time::Instant::now();
        let error = call(&transport, read).await.unwrap_err();
        assert_eq!(began.elapsed().as_secs(), 250, "{}", product.key);
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::Timeout, 3),
            "{error}"
        );
        assert_eq!(server.take().len(), 3);

        // a delay that ends too late is not waited for
        let server = Server::constant(Reply::new(429, "").with("Retry-After", "3600")).await;
        let mut policy = at_once(5);
        policy.max_delay = Duration::from_secs(7200);
        let builder = crate::support::builder(product)
            .endpoint(&server.endpoint)
            .retry(policy)
            .timeout(Duration::from_secs(60));
        let began = tokio::time::Instant::now();
        let error = call(&builder.transport(product).unwrap(), read)
            .await
            .unwrap_err();
        assert_eq!(began.elapsed().as_secs(), 0, "{}", product.key);
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Throttled, 1));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    }
}
