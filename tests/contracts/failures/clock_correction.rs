//! A clock that is wrong is corrected by the vendor's own time, once.

use chrono::{DateTime, TimeDelta, Utc};
use mediasnap_client::operation::Vendor;
use mediasnap_client::{ErrorKind, Product};

use crate::support::calls::{SUCCESS, call, error_response, transport};
use crate::support::server::{Recorded, Reply, Server};
use crate::support::{at_once, check, clock, samples};

/// How each vendor says that the clock is wrong, 23 minutes behind its own.
fn wrong_clock(product: &Product) -> Reply {
    let reply = match product.vendor {
        Vendor::Huawei => error_response(
            product,
            401,
            "APIGW.0301",
            "Incorrect IAM authentication information: calc aksk signature fail:signature expired, \
             signature time:20260102T030405Z,server time:20260102T032705Z",
        ),
        Vendor::Tencent => error_response(product, 200, "AuthFailure.SignatureExpire", "Signature expired."),
        Vendor::Alibaba => error_response(
            product,
            400,
            "InvalidTimeStamp.Expired",
            "Specified time stamp is expired.",
        ),
    };
    reply.with("Date", "Fri, 02 Jan 2026 03:27:05 GMT")
}

/// Whether the request is signed at `time`.
fn is_signed_at(request: &Recorded, time: DateTime<Utc>) -> bool {
    check::rejection(request, time).is_none()
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_once() {
    let late = clock().time + TimeDelta::minutes(23);
    for (product, read, create) in samples() {
        for operation in [read, create] {
            for attempts in [2, 3, 5] {
                let server = Server::constant(wrong_clock(product)).await;
                let transport = transport(product, &server.endpoint, at_once(attempts));
                let error = call(&transport, operation).await.unwrap_err();
                assert_eq!((error.kind(), error.attempts()), (ErrorKind::ClockSkew, 2));
                let sent = server.take();
                assert_eq!(sent.len(), 2, "{} {}", product.key, operation.id);
                assert!(is_signed_at(&sent[0], clock().time));
                assert!(is_signed_at(&sent[1], late), "{}", product.key);
            }
        }
    }
}

#[tokio::test]
async fn a_corrected_clock_stays_corrected() {
    let late = clock().time + TimeDelta::minutes(23);
    for (product, _, create) in samples() {
        let refused = wrong_clock(product);
        let server = Server::start(move |number, _| match number {
            0 => refused.clone(),
            _ => Reply::new(200, SUCCESS),
        })
        .await;
        let transport = transport(product, &server.endpoint, at_once(3));
        assert_eq!(call(&transport, create).await.unwrap(), 2);
        assert_eq!(call(&transport.clone(), create).await.unwrap(), 1);
        let sent = server.take();
        assert_eq!(sent.len(), 3);
        assert!(sent[1..].iter().all(|request| is_signed_at(request, late)));
    }
}

#[tokio::test]
async fn a_clock_that_nobody_corrects_stays() {
    for (product, read, _) in samples() {
        let reply = match wrong_clock(product) {
            // neither words nor headers tell the time
            Reply::Http { .. } if product.vendor == Vendor::Huawei => {
                error_response(product, 401, "APIGW.0301", "signature expired")
            }
            reply => reply.without("Date"),
        };
        let server = Server::constant(reply).await;
        let transport = transport(product, &server.endpoint, at_once(3));
        let error = call(&transport, read).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ClockSkew, "{error}");
        let sent = server.take();
        assert!(sent.len() <= 2);
        assert!(sent.iter().all(|request| is_signed_at(request, clock().time)));
    }
}
