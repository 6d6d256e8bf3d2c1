//! Parameters of query and body: which ones a scheme rejects, and where they are sent.

use std::borrow::Cow;

use mediasnap_auth::{
    Algorithm, ApiStyle, Credentials, Query, SignError, SignableRequest, SigningContext, sign,
};

use crate::{PLAIN, Result, context, header, run, time};

const FORM: &str = "application/x-www-form-urlencoded";

fn decoded(params: &[(String, String)]) -> Vec<(&str, &str)> {
    params.iter().map(|(name, value)| (&**name, &**value)).collect()
}

#[test]
fn alibaba_rejects_separators_in_names_of_parameters() {
    for name in ["a&b", "a=b", "a\nb", "a\u{7f}b"] {
        let pairs = [
            (Cow::from("a"), Cow::from("&=")),
            (Cow::from(name), Cow::from("1")),
        ];
        for algorithm in [
            Algorithm::Acs3HmacSha256,
            Algorithm::AlibabaRpcV1,
            Algorithm::AlibabaRoaV2,
        ] {
            let sign = |pairs| {
                let request = SignableRequest {
                    query: Query::Pairs(pairs),
                    ..PLAIN
                };
                run(algorithm, &request, &context()).map(drop)
            };
            let expected = SignError::InvalidRequest {
                part: "query",
                problem: "has a parameter with `&`, `=` or a control character in its name",
            };
            assert_eq!(sign(&pairs).unwrap_err(), expected, "{algorithm} {name:?}");
            assert_eq!(sign(&pairs[..1]), Ok(()), "{algorithm}: values may contain them");
        }
    }
}

#[test]
fn only_forms_are_signed_as_parameters() -> Result {
    let algorithms = [
        Algorithm::AlibabaRpcV1,
        Algorithm::TencentHmacSha1,
        Algorithm::TencentHmacSha256,
    ];
    for algorithm in algorithms {
        let sign = |kind: Option<&'static str>, body: &[u8]| {
            let headers: Vec<_> = kind.map(|kind| ("content-type", kind)).into_iter().collect();
            let request = SignableRequest {
                headers: &headers,
                body,
                ..PLAIN
            };
            run(algorithm, &request, &context())
        };
        for (kind, body) in [
            (Some("application/json"), &b"a=1"[..]),
            (Some("text/plain"), b"a=1"),
            (Some(FORM), b"\xff"),
            (None, b"\xff"),
        ] {
            let error = sign(kind, body).unwrap_err();
            let is_expected = matches!(error, SignError::Unsupported { problem, .. }
                if problem.starts_with("signs form bodies only"));
            assert!(is_expected, "{algorithm} {kind:?}: {error}");
        }
        for kind in [
            None,
            Some(FORM),
            Some("application/x-www-form-urlencoded; charset=utf-8"),
        ] {
            let signed = sign(kind, b"a=b+c")?;
            let covered = signed.string_to_sign().unwrap();
            let value = if algorithm == Algorithm::AlibabaRpcV1 {
                "a%3Db%2520c"
            } else {
                "a=b c"
            };
            assert!(covered.contains(value), "{algorithm} {kind:?}: {covered}");
            // the default is declared, what the request declares stays
            assert_eq!(header(&signed, "content-type"), kind.is_none().then_some(FORM));
        }
        assert!(sign(Some("application/json"), b"").is_ok(), "{algorithm}");
    }
    Ok(())
}

#[test]
fn the_body_of_a_get_is_rejected_where_it_is_not_signed() {
    let request = SignableRequest {
        method: "GET",
        body: b"a=1",
        ..PLAIN
    };
    for algorithm in [
        Algorithm::Tc3HmacSha256,
        Algorithm::TencentHmacSha1,
        Algorithm::TencentHmacSha256,
    ] {
        let error = run(algorithm, &request, &context()).unwrap_err();
        let problem = "does not cover the body of a GET: send the parameters in the query";
        assert_eq!(error, SignError::Unsupported { algorithm, problem });
    }
}

#[test]
fn the_query_is_sent_beside_an_iam_token() -> Result {
    let credentials = Credentials::Token("token".into());
    let context = context();
    let pairs = [
        (Cow::from("b"), Cow::from("1 +")),
        (Cow::from("a"), Cow::from("截")),
    ];
    for (query, sent) in [
        (Query::Pairs(&pairs), "?b=1%20%2B&a=%E6%88%AA"),
        (Query::Raw("b=1+%2B&a"), "?b=1%20%2B&a="),
        (Query::Raw(""), ""),
    ] {
        let request = SignableRequest { query, ..PLAIN };
        let signed = sign(
            Algorithm::XAuthToken,
            &request,
            &context,
            &credentials,
            time(),
            "",
        )?;
        assert_eq!(signed.url(), format!("https://vod.example.com/{sent}"));
        assert_eq!(header(&signed, "x-auth-token"), Some("token"));
        assert_eq!(signed.params(), []);
    }
    Ok(())
}

#[test]
fn calls_without_a_signature_list_their_parameters() -> Result {
    let request = SignableRequest {
        query: Query::Raw("b=1+2&a="),
        ..PLAIN
    };
    let bearer = Credentials::Bearer("token".into());
    let calls = [
        (
            Algorithm::AlibabaBearer,
            &bearer,
            ("SignatureType", "BEARERTOKEN"),
        ),
        (
            Algorithm::AlibabaAnonymous,
            &Credentials::Anonymous,
            ("Format", "json"),
        ),
    ];
    for (algorithm, credentials, added) in calls {
        let params = |style| {
            let context = SigningContext { style, ..context() };
            sign(algorithm, &request, &context, credentials, time(), "1").map(|signed| signed.params())
        };
        assert_eq!(decoded(&params(ApiStyle::Rpc)?), [("b", "1 2"), ("a", ""), added]);
        assert_eq!(decoded(&params(ApiStyle::Roa)?), [("b", "1 2"), ("a", "")]);
    }
    Ok(())
}

#[test]
fn signed_parameters_are_listed_as_they_are_sent() -> Result {
    let request = SignableRequest {
        query: Query::Raw("a_b=1+2"),
        ..PLAIN
    };
    for (algorithm, method, in_body) in [
        (Algorithm::AlibabaRpcV1, "POST", false),
        (Algorithm::TencentHmacSha256, "GET", false),
        (Algorithm::TencentHmacSha256, "POST", true),
    ] {
        let signed = run(algorithm, &SignableRequest { method, ..request }, &context())?;
        let params = signed.params();
        let params = decoded(&params);
        assert!(params.contains(&("a_b", "1 2")), "{params:?}");
        assert_eq!(params.last(), Some(&("Signature", signed.signature().unwrap())));
        assert_eq!(signed.body().is_some(), in_body, "{algorithm} {method}");
        assert_eq!(signed.query().is_empty(), in_body, "{algorithm} {method}");
    }
    assert_eq!(run(Algorithm::Tc3HmacSha256, &PLAIN, &context())?.params(), []);
    Ok(())
}
