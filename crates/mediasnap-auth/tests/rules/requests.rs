//! What no scheme signs.

use chrono::DateTime;
use mediasnap_auth::{
    Algorithm, Credentials, Query, SignError, SignableRequest, UnknownAlgorithm, Vendor, sign,
};

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
        ("method", SignableRequest { method: "", ..PLAIN }),
        (
            "method",
            SignableRequest {
                method: "GET /",
                ..PLAIN
            },
        ),
        (
            "scheme",
            SignableRequest {
                scheme: "ftp",
                ..PLAIN
            },
        ),
        ("host", SignableRequest { host: "", ..PLAIN }),
        ("host", SignableRequest { host: "a/b", ..PLAIN }),
        (
            "host",
            SignableRequest {
                host: "user@a",
                ..PLAIN
            },
        ),
        (
            "host",
            SignableRequest {
                host: "a\r\nb",
                ..PLAIN
            },
        ),
        ("path", SignableRequest { path: "a", ..PLAIN }),
        (
            "path",
            SignableRequest {
                path: "/a b",
                ..PLAIN
            },
        ),
        (
            "path",
            SignableRequest {
                path: "/a?b",
                ..PLAIN
            },
        ),
        (
            "query",
            SignableRequest {
                query: Query::Raw(query),
                ..PLAIN
            },
        ),
        (
            "query",
            SignableRequest {
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
            &SignableRequest {
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
            &SignableRequest {
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
fn a_header_in_two_spellings_is_rejected() {
    let headers = [("X-Custom", "1"), ("a", ""), ("x-custom", "2")];
    for algorithm in Algorithm::ALL {
        let credentials = match algorithm {
            Algorithm::XAuthToken => Credentials::Token("token".into()),
            Algorithm::AlibabaBearer => Credentials::Bearer("token".into()),
            _ => key(),
        };
        let request = SignableRequest {
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
fn a_time_that_cannot_be_written_is_rejected() {
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
