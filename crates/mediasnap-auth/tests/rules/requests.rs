//! What no scheme signs.

use chrono::DateTime;
use mediasnap_auth::{Algorithm, Credentials, Query, Request, SignError, UnknownAlgorithm, Vendor, sign};

use crate::{PLAIN, context, key, run, time};

#[test]
fn names_are_the_vendors_own() {
    for algorithm in Algorithm::ALL {
        assert_eq!(algorithm.to_string().parse(), Ok(*algorithm));
    }
    let names = ["SDK-HMAC-SHA256", "TC3-HMAC-SHA256", "ACS3-HMAC-SHA256"].map(str::parse::<Algorithm>);
    assert_eq!(
        names.map(|name| name.unwrap().vendor()),
        [Vendor::Huawei, Vendor::Tencent, Vendor::Alibaba]
    );
    assert_eq!(
        "sdk-hmac-sha256".parse::<Algorithm>(),
        Err(UnknownAlgorithm("sdk-hmac-sha256".into()))
    );
}

#[test]
fn what_cannot_be_sent_is_not_signed() {
    let query = "a=b c";
    let wrong = [
        ("method", Request { method: "", ..PLAIN }),
        (
            "method",
            Request {
                method: "GET /",
                ..PLAIN
            },
        ),
        (
            "scheme",
            Request {
                scheme: "ftp",
                ..PLAIN
            },
        ),
        ("host", Request { host: "", ..PLAIN }),
        ("host", Request { host: "a/b", ..PLAIN }),
        (
            "host",
            Request {
                host: "user@a",
                ..PLAIN
            },
        ),
        (
            "host",
            Request {
                host: "a\r\nb",
                ..PLAIN
            },
        ),
        ("path", Request { path: "a", ..PLAIN }),
        (
            "path",
            Request {
                path: "/a b",
                ..PLAIN
            },
        ),
        (
            "path",
            Request {
                path: "/a?b",
                ..PLAIN
            },
        ),
        (
            "query",
            Request {
                query: Query::Raw(query),
                ..PLAIN
            },
        ),
        (
            "query",
            Request {
                query: Query::Raw("a#b"),
                ..PLAIN
            },
        ),
    ];
    for (expected, request) in wrong {
        for algorithm in Algorithm::ALL {
            let error = run(*algorithm, &request, &context()).unwrap_err();
            assert!(
                matches!(error, SignError::InvalidRequest { part, .. } if part == expected),
                "{error}"
            );
        }
    }
    for (name, value) in [("a b", ""), ("", ""), ("a:", ""), ("é", "")] {
        let headers = [(name, value)];
        let error = run(
            Algorithm::Tc3HmacSha256,
            &Request {
                headers: &headers,
                ..PLAIN
            },
            &context(),
        )
        .unwrap_err();
        assert_eq!(error, SignError::HeaderName { name: name.into() });
    }
    for value in ["a\r\nb", "a\0", "\u{7f}", "\u{85}"] {
        let headers = [("a", value)];
        let error = run(
            Algorithm::Acs3HmacSha256,
            &Request {
                headers: &headers,
                ..PLAIN
            },
            &context(),
        )
        .unwrap_err();
        assert_eq!(error, SignError::HeaderValue { name: "a".into() });
    }
}

#[test]
fn a_header_in_two_spellings_is_refused() {
    let headers = [("X-Custom", "1"), ("a", ""), ("x-custom", "2")];
    for algorithm in Algorithm::ALL {
        let credentials = match algorithm {
            Algorithm::XAuthToken => Credentials::Token("token".into()),
            Algorithm::AlibabaBearer => Credentials::Bearer("token".into()),
            _ => key(),
        };
        let request = Request {
            headers: &headers,
            ..PLAIN
        };
        let error = sign(*algorithm, &request, &context(), &credentials, time(), "1").unwrap_err();
        assert_eq!(
            error,
            SignError::DuplicateHeader {
                name: "x-custom".into()
            },
            "{algorithm}"
        );
    }
}

#[test]
fn a_time_that_cannot_be_written_is_refused() {
    for seconds in [-1, 253_402_300_800] {
        let time = DateTime::from_timestamp(seconds, 0).unwrap();
        for algorithm in Algorithm::ALL {
            let (context, key) = (context(), key());
            let result = sign(*algorithm, &PLAIN, &context, &key, time, "1");
            assert_eq!(result.unwrap_err(), SignError::TimeOutOfRange);
        }
    }
}

#[test]
fn a_nonce_is_needed_where_one_is_signed() {
    for algorithm in Algorithm::ALL {
        let needs_one = algorithm.vendor() == Vendor::Alibaba || algorithm.as_str().starts_with("Hmac");
        for nonce in ["", "a b", "é"] {
            let credentials = match algorithm {
                Algorithm::XAuthToken => Credentials::Token("token".into()),
                Algorithm::AlibabaBearer => Credentials::Bearer("token".into()),
                _ => key(),
            };
            let context = context();
            let result = sign(*algorithm, &PLAIN, &context, &credentials, time(), nonce);
            assert_eq!(
                result.err(),
                needs_one.then_some(SignError::Nonce {
                    algorithm: *algorithm
                })
            );
        }
    }
}
