//! What a verified signature covers: headers, body, time and nonce.

use std::time::Duration;

use chrono::TimeDelta;
use mediasnap_auth::verify::{ClockTolerance, VerifyError};
use mediasnap_auth::{Algorithm, Credentials, Vendor};

use crate::wire::{Wire, key, time};
use crate::{ACS3, HUAWEI, ROA, RPC, TC3, V1, V11};

const SHA256: &str = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
const SM3: &str = "f1a823aaaaafe40e113c7f04dd72c289faf86252c4a9b57cf1d3c9e12547f9ad";

fn is_bad_signature(wire: &Wire) -> bool {
    matches!(wire.verify(), Err(VerifyError::BadSignature { .. }))
}

#[test]
fn the_tolerance_is_the_one_of_the_caller() {
    for algorithm in [HUAWEI, V11, TC3, V1, ACS3, RPC, ROA] {
        let wire = Wire::by_key(algorithm);
        let seconds = Duration::from_secs;
        let mut own = ClockTolerance::from(Duration::ZERO);
        match algorithm.vendor() {
            Vendor::Huawei => own.huawei = seconds(10),
            Vendor::Tencent => own.tencent = seconds(10),
            _ => own.alibaba = seconds(10),
        }
        for tolerance in [ClockTolerance::from(seconds(10)), own] {
            for direction in [1, -1] {
                let verify_after = |seconds: i64| {
                    let now = time() + TimeDelta::seconds(direction * seconds);
                    wire.verify_within(key(), now, tolerance).map(drop)
                };
                assert_eq!(verify_after(10), Ok(()), "{algorithm}");
                let expired = matches!(verify_after(11), Err(VerifyError::Expired { .. }));
                assert!(expired, "{algorithm}");
            }
        }
    }
}

#[test]
fn nonces_are_returned() {
    for (algorithm, nonce) in [
        (ACS3, Some("1")),
        (RPC, Some("1")),
        (ROA, Some("1")),
        (V1, Some("1")),
        (HUAWEI, None),
        (TC3, None),
    ] {
        let verified = Wire::by_key(algorithm).verify().unwrap();
        assert_eq!(verified.nonce.as_deref(), nonce, "{algorithm}");
    }
    let calls = [
        (Algorithm::AlibabaBearer, Credentials::Bearer("good-token".into())),
        (Algorithm::AlibabaAnonymous, Credentials::Anonymous),
    ];
    for (algorithm, credentials) in calls {
        let wire = Wire::for_action(algorithm, &credentials, "Open");
        let nonce = |wire: &Wire| wire.verify().unwrap().nonce;
        assert_eq!(nonce(&wire).as_deref(), Some("1"), "{algorithm}");
        assert_eq!(nonce(&wire.without("x-acs-signature-nonce")), None, "{algorithm}");
    }
}

#[test]
fn huawei_compares_a_stated_digest_with_the_body() {
    let cases = [
        (HUAWEI, "X-Sdk-Content-Sha256", SHA256),
        (V11, "X-Sdk-Content-Sha256", SHA256),
        (Algorithm::SdkHmacSm3, "X-Sdk-Content-Sm3", SM3),
    ];
    for (algorithm, name, digest) in cases {
        let stated = |value: &str, body: &[u8]| Wire::with(algorithm, &[(name, value)], body);
        let padded = format!(" {digest} ");
        for value in [digest, &padded] {
            let mut wire = stated(value, b"{}");
            assert!(wire.verify().is_ok(), "{algorithm}");
            wire.body = b"[]".to_vec();
            assert_eq!(wire.rejection(), VerifyError::BodyMismatch, "{algorithm}");
        }
        for value in ["abc", &digest.to_uppercase()] {
            let wire = stated(value, b"{}");
            assert_eq!(wire.rejection(), VerifyError::BodyMismatch, "{algorithm} {value}");
        }
        assert!(
            stated("abc", b"").verify().is_ok(),
            "an empty body needs no digest"
        );

        let mut unsigned = stated("UNSIGNED-PAYLOAD", b"{}");
        assert!(unsigned.verify().is_ok(), "{algorithm}");
        unsigned.body = b"[]".to_vec();
        assert!(unsigned.verify().is_ok(), "{algorithm}");

        let mut empty = stated("", b"{}");
        assert!(empty.verify().is_ok(), "{algorithm}");
        empty.body = b"[]".to_vec();
        assert!(is_bad_signature(&empty), "{algorithm}");
    }
}

#[test]
fn roa_signs_its_named_headers_and_its_own() {
    let wire = Wire::by_key(ROA);
    let signed = [
        "accept",
        "date",
        "x-acs-accesskey-id",
        "x-acs-action",
        "x-acs-security-token",
        "x-acs-signature-method",
        "x-acs-signature-nonce",
        "x-acs-signature-version",
        "x-acs-version",
    ];
    assert_eq!(wire.verify().unwrap().signed_headers, signed);
    for name in signed {
        let changed = match name {
            "date" => wire.clone().set(name, "Tue, 14 Nov 2023 22:13:21 GMT"),
            _ => wire.clone().set(name, "other"),
        };
        assert!(is_bad_signature(&changed), "{name}");
    }
    for name in ["content-md5", "content-type", "x-acs-new"] {
        assert!(is_bad_signature(&wire.clone().add(name, "other")), "{name}");
        let wire = Wire::with(ROA, &[(name, " value ")], b"");
        let verified = wire.verify().unwrap();
        assert!(verified.signed_headers.iter().any(|own| own == name), "{name}");
        assert!(is_bad_signature(&wire.set(name, "other")), "{name}");
    }
    let verified = wire
        .set("host", "other")
        .add("user-agent", "other")
        .verify()
        .unwrap();
    assert_eq!(verified.signed_headers, signed);
}

#[test]
fn tc3_signs_two_headers_unmodified() {
    let wire = Wire::with(TC3, &[("content-type", " application/json ")], b"{}");
    assert_eq!(wire.verify().unwrap().signed_headers, ["content-type", "host"]);
    for value in ["application/json", " Application/JSON "] {
        assert!(
            is_bad_signature(&wire.clone().set("content-type", value)),
            "{value:?}"
        );
    }
    assert!(is_bad_signature(&wire.set("host", "H")));
}

#[test]
fn tc3_signs_more_headers_trimmed_and_in_lower_case() {
    // the signature of `application/json`, `h` and `act`
    let authorization = "TC3-HMAC-SHA256 Credential=id/2023-11-14/vod/tc3_request, \
        SignedHeaders=content-type;host;x-tc-action, \
        Signature=b304be59a911720e5b50b9b2bf358b3597c69fe4dd7d5bac2697ff21b4efe24a";
    let wire = Wire::by_key(TC3).set("authorization", authorization);
    for (name, accepted, rejected) in [
        ("content-type", " application/json ", "application/JSON"),
        ("host", " h ", "H"),
        ("x-tc-action", " ACT ", "Action"),
    ] {
        assert!(wire.clone().set(name, accepted).verify().is_ok(), "{name}");
        assert!(is_bad_signature(&wire.clone().set(name, rejected)), "{name}");
    }
}
