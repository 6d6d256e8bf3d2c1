//! No secret is printed: not by the types that hold one, not by results, not by errors. And nothing goes out unsigned.

#![allow(clippy::unwrap_used, clippy::panic, reason = "that is how a test fails")]

use std::borrow::Cow;
use std::fmt::Debug;

use chrono::{DateTime, Utc};
use mediasnap_auth::verify::{ClockTolerance, KeyStore, ReceivedRequest, verify};
use mediasnap_auth::{
    AccessKey, Algorithm, Credentials, Query, Secret, SignError, SignableRequest, SigningContext,
    SigningOutput, Vendor, cases, sign,
};

/// Planted wherever a secret can stand; no output may hold it, or a good part of it.
const SENTINEL: &str = "S3NT1NEL-do-not-print";

fn clean(what: impl Debug) -> String {
    let text = format!("{what:?}{what:#?}");
    assert!(
        !text.contains("S3NT1NEL") && !text.contains("do-not-print"),
        "{text}"
    );
    text
}

fn time() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

fn key() -> AccessKey {
    AccessKey::new("an-id", SENTINEL).with_security_token(SENTINEL)
}

fn credentials(algorithm: Algorithm) -> Credentials {
    match algorithm {
        Algorithm::XAuthToken => Credentials::Token(SENTINEL.into()),
        Algorithm::AlibabaBearer => Credentials::Bearer(SENTINEL.into()),
        _ => key().into(),
    }
}

fn request<'a>(headers: &'a [(&'a str, &'a str)], query: Query<'a>) -> SignableRequest<'a> {
    SignableRequest {
        method: "GET",
        scheme: "https",
        host: "vod.example.com",
        path: "/v1",
        query,
        headers,
        body: b"",
    }
}

fn context() -> SigningContext<'static> {
    SigningContext::new("vod", "2017-03-21", "Act").with_region("cn-north-4")
}

fn sign_all(
    request: &SignableRequest<'_>,
    credentials: impl Fn(Algorithm) -> Credentials,
) -> Vec<(Algorithm, Result<SigningOutput<'static>, SignError>)> {
    let sign = |algorithm| {
        sign(
            algorithm,
            request,
            &context(),
            &credentials(algorithm),
            time(),
            "1",
        )
        .map(SigningOutput::into_owned)
    };
    Algorithm::ALL
        .iter()
        .map(|algorithm| (*algorithm, sign(*algorithm)))
        .collect()
}

#[test]
fn a_secret_prints_nothing_of_itself() {
    let secret = Secret::from(SENTINEL);
    assert_eq!(
        format!("{secret}|{secret:?}|{secret:#?}|{secret:>40}"),
        "[redacted]|[redacted]|[redacted]|[redacted]"
    );
    clean(key());
    for algorithm in Algorithm::ALL {
        clean(credentials(*algorithm));
    }
    assert_eq!(secret, Secret::from(SENTINEL.to_owned()));
    assert_ne!(secret, Secret::from("another"));
}

#[test]
fn a_request_prints_no_values() {
    let pairs = [(Cow::from("UserData"), Cow::from(SENTINEL))];
    let headers = [("x-custom", SENTINEL)];
    let text = clean(SignableRequest {
        body: SENTINEL.as_bytes(),
        ..request(&headers, Query::Pairs(&pairs))
    });
    assert!(text.contains("UserData") && text.contains("x-custom"));
    clean(request(&[], Query::Raw("Token=S3NT1NEL")));
}

#[test]
fn a_signed_request_prints_no_secret() {
    let pairs = [(Cow::from("UserData"), Cow::from(SENTINEL))];
    for (algorithm, signed) in sign_all(&request(&[], Query::Pairs(&pairs)), credentials) {
        let signed = signed.unwrap();
        let text = clean(&signed);
        if let Some(signature) = signed.signature() {
            assert!(!text.contains(signature), "{algorithm}: {text}");
        }
        let authorization = signed.header("Authorization");
        assert!(
            !authorization.is_some_and(|value| text.contains(value)),
            "{algorithm}: {text}"
        );
    }
}

#[test]
fn errors_print_no_values() {
    let bad_value = format!("{SENTINEL}\r\n");
    let bad_requests: [&[(&str, &str)]; 5] = [
        &[("x-acs-custom", &bad_value)],
        &[("Authorization", SENTINEL)],
        &[("x-custom", SENTINEL), ("X-Custom", SENTINEL)],
        &[("x custom", SENTINEL)],
        &[("", SENTINEL)],
    ];
    for headers in bad_requests {
        for (algorithm, result) in sign_all(&request(headers, Query::default()), credentials) {
            let Err(error) = result else {
                panic!("{algorithm} signs {headers:?}")
            };
            clean((&error, error.to_string()));
        }
    }
    let twice = [
        (Cow::from("Key"), Cow::from(SENTINEL)),
        (Cow::from("Key"), Cow::from(SENTINEL)),
    ];
    for (_, result) in sign_all(&request(&[], Query::Pairs(&twice)), credentials) {
        if let Err(error) = result {
            clean((&error, error.to_string()));
        }
    }
    let odd = |algorithm| match algorithm {
        Algorithm::XAuthToken => Credentials::Token(format!("{SENTINEL}\n").into()),
        Algorithm::AlibabaBearer => Credentials::Bearer(format!("{SENTINEL}\n").into()),
        _ => AccessKey::new("id", SENTINEL)
            .with_security_token(format!("{SENTINEL}\n"))
            .into(),
    };
    for (_, result) in sign_all(&request(&[], Query::default()), odd) {
        if let Err(error) = result {
            clean((&error, error.to_string()));
        }
    }
}

#[test]
fn credentials_that_cannot_sign_are_an_error() {
    let unsigned = [Algorithm::TencentSkip, Algorithm::AlibabaAnonymous];
    let unfit: [Credentials; 6] = [
        Credentials::Anonymous,
        Credentials::Token("".into()),
        Credentials::Bearer("".into()),
        AccessKey::new("", SENTINEL).into(),
        AccessKey::new("id", "").into(),
        AccessKey::new("i d\r\n", SENTINEL).into(),
    ];
    for credentials in unfit {
        for (algorithm, result) in sign_all(&request(&[], Query::default()), |_| credentials.clone()) {
            if unsigned.contains(&algorithm) {
                assert!(result.unwrap().signature().is_none());
            } else {
                let Err(error) = result else {
                    panic!("{algorithm} signs with {credentials:?}")
                };
                clean((&error, error.to_string()));
            }
        }
    }
    for (id, secret) in [
        (" id", SENTINEL),
        ("id ", SENTINEL),
        ("id", " S3NT1NEL"),
        ("id", "S3NT1NEL\n"),
    ] {
        let credentials = AccessKey::new(id, secret).into();
        let context = context();
        let result = sign(
            Algorithm::Tc3HmacSha256,
            &request(&[], Query::default()),
            &context,
            &credentials,
            time(),
            "",
        );
        assert!(
            matches!(result, Err(SignError::CredentialBlanks { .. })),
            "{result:?}"
        );
    }
}

#[test]
fn rejections_print_no_secret() {
    struct Keys;
    impl KeyStore for Keys {
        fn access_key(&self, _: Vendor, id: &str) -> Option<AccessKey> {
            Some(AccessKey::new(id, "another").with_security_token("another"))
        }
    }
    let pairs = [(Cow::from("UserData"), Cow::from(SENTINEL))];
    for (_, signed) in sign_all(&request(&[], Query::Pairs(&pairs)), credentials) {
        let signed = signed.unwrap();
        let headers: Vec<(&str, &str)> = signed.headers().collect();
        let query = signed.query();
        let received = ReceivedRequest {
            method: "GET",
            path: "/v1",
            query,
            headers: &headers,
            body: b"",
        };
        clean(received);
        let rejection = verify(&received, &Keys, time(), ClockTolerance::default()).unwrap_err();
        clean((&rejection, rejection.to_string()));
    }
}

#[test]
fn a_token_in_place_of_a_signature_is_not_repeated() {
    struct Nobody;
    impl KeyStore for Nobody {
        fn access_key(&self, _: Vendor, _: &str) -> Option<AccessKey> {
            None
        }
    }
    for headers in [
        [("authorization", SENTINEL), ("host", "h")],
        [("x-sdk-date", ""), ("authorization", SENTINEL)],
    ] {
        let received = ReceivedRequest {
            method: "GET",
            path: "/",
            query: "",
            headers: &headers,
            body: b"",
        };
        let rejection = verify(&received, &Nobody, time(), ClockTolerance::default()).unwrap_err();
        clean((&rejection, rejection.to_string()));
    }
}

#[test]
fn results_of_cases_print_no_secret() {
    let case = format!(
        r#"{{"name": "n", "algorithm": "ACS3-HMAC-SHA256", "time": {{"epoch": 1}}, "nonce": "1",
        "credentials": {{"access_key_id": "i", "access_key_secret": "{SENTINEL}", "security_token": "{SENTINEL}"}},
        "request": {{"method": "GET", "host": "h", "path": "/", "headers": [["x-acs-a", "{SENTINEL}"]]}}}}"#
    );
    let result = cases::run(&case);
    assert_eq!(result.error(), None);
    clean(result);
    let broken = case.replace("\"nonce\": \"1\"", "\"nonce\": [\"S3NT1NEL\"]");
    clean(cases::run(&broken));
    clean(cases::run(&case[..case.len() - 3]));
}
