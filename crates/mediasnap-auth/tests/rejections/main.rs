//! Each reason to reject a received request, provoked.

#![allow(clippy::unwrap_used, reason = "that is how a test fails")]

mod coverage;
mod wire;

use chrono::TimeDelta;
use mediasnap_auth::verify::{ReceivedRequest, VerifyError};
use mediasnap_auth::{AccessKey, Algorithm, Credentials};

use wire::{Wire, key, time};

const HUAWEI: Algorithm = Algorithm::SdkHmacSha256;
const V11: Algorithm = Algorithm::V11HmacSha256;
const TC3: Algorithm = Algorithm::Tc3HmacSha256;
const ACS3: Algorithm = Algorithm::Acs3HmacSha256;
const RPC: Algorithm = Algorithm::AlibabaRpcV1;
const ROA: Algorithm = Algorithm::AlibabaRoaV2;
const V1: Algorithm = Algorithm::TencentHmacSha256;

#[test]
fn the_window_is_closed_at_its_ends() {
    for (algorithm, seconds) in [
        (HUAWEI, 900),
        (V11, 900),
        (TC3, 300),
        (V1, 300),
        (ACS3, 900),
        (RPC, 900),
        (ROA, 900),
    ] {
        let wire = Wire::by_key(algorithm);
        for sign in [1, -1] {
            let at = |seconds: i64| wire.verify_at(key(), time() + TimeDelta::seconds(sign * seconds));
            assert!(at(seconds).is_ok(), "{algorithm}");
            let expired = VerifyError::Expired {
                signed: time(),
                now: time() + TimeDelta::seconds(sign * (seconds + 1)),
            };
            assert_eq!(at(seconds + 1).unwrap_err(), expired, "{algorithm}");
        }
    }
}

#[test]
fn keys_and_tokens_must_fit() {
    for algorithm in [HUAWEI, V11, TC3, V1, ACS3, RPC, ROA] {
        let wire = Wire::by_key(algorithm);
        let verify = |key| wire.verify_at(key, time()).map(drop);
        assert_eq!(verify(key()), Ok(()));
        assert_eq!(
            verify(AccessKey::new("other", "secret")),
            Err(VerifyError::UnknownKey { id: "id".into() })
        );
        let bad = verify(AccessKey::new("id", "other"));
        assert!(matches!(bad, Err(VerifyError::BadSignature { .. })), "{bad:?}");
        assert_eq!(
            verify(AccessKey::new("id", "secret")),
            Err(VerifyError::WrongToken),
            "{algorithm}"
        );
        assert_eq!(
            verify(key().with_security_token("other")),
            Err(VerifyError::WrongToken),
            "{algorithm}"
        );
        let permanent = Wire::signed(algorithm, &AccessKey::new("id", "secret").into());
        assert_eq!(permanent.rejection(), VerifyError::MissingToken, "{algorithm}");
    }
}

#[test]
fn tokens_stand_in_for_signatures() {
    let good = [
        Wire::signed(Algorithm::XAuthToken, &Credentials::Token("good-token".into())),
        Wire::signed(
            Algorithm::AlibabaBearer,
            &Credentials::Bearer("good-token".into()),
        ),
    ];
    for wire in good {
        assert_eq!(wire.verify().unwrap().key_id, None);
    }
    let token = Wire::signed(Algorithm::XAuthToken, &Credentials::Token("bad".into()));
    assert_eq!(token.rejection(), VerifyError::WrongToken);
    let bearer = Wire::signed(Algorithm::AlibabaBearer, &Credentials::Bearer("bad".into()));
    assert_eq!(bearer.rejection(), VerifyError::WrongToken);
    let mut bearer = Wire::signed(
        Algorithm::AlibabaBearer,
        &Credentials::Bearer("good-token".into()),
    );
    bearer.query.clear();
    assert_eq!(bearer.rejection(), VerifyError::MissingParameter("SignatureType"));
}

#[test]
fn only_open_actions_go_unsigned() {
    for algorithm in [Algorithm::TencentSkip, Algorithm::AlibabaAnonymous] {
        let verified = Wire::for_action(algorithm, &Credentials::Anonymous, "Open")
            .verify()
            .unwrap();
        assert_eq!(
            (verified.algorithm, verified.vendor),
            (algorithm, algorithm.vendor())
        );
        assert_eq!(
            Wire::signed(algorithm, &Credentials::Anonymous).rejection(),
            VerifyError::Unsigned
        );
    }
    for algorithm in [HUAWEI, TC3, ACS3] {
        assert_eq!(
            Wire::by_key(algorithm).without("authorization").rejection(),
            VerifyError::Unsigned
        );
    }
    let nothing = Wire {
        method: "GET",
        query: String::new(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    assert_eq!(nothing.rejection(), VerifyError::Unsigned);
}

#[test]
fn the_vendor_is_told_by_what_is_sent() {
    let vendor = |wire: &Wire| {
        let headers: Vec<(&str, &str)> = wire
            .headers
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let received = ReceivedRequest {
            method: wire.method,
            path: "/",
            query: &wire.query,
            headers: &headers,
            body: &wire.body,
        };
        received.vendor()
    };
    for algorithm in [HUAWEI, V11, TC3, V1, ACS3, RPC, ROA] {
        let wire = Wire::by_key(algorithm);
        assert_eq!(vendor(&wire), Some(algorithm.vendor()));
    }
    for algorithm in [HUAWEI, TC3, ACS3] {
        assert_eq!(
            vendor(&Wire::by_key(algorithm).without("authorization")),
            Some(algorithm.vendor())
        );
    }
}

#[test]
fn schemes_must_be_known() {
    let unsupported = |name: &str| VerifyError::UnsupportedAlgorithm(name.into());
    let wire = Wire::by_key(HUAWEI).authorization("SDK-HMAC-SHA256", "SDK-HMAC-MD5");
    assert_eq!(wire.rejection(), unsupported("SDK-HMAC-MD5"));
    let wire = Wire::by_key(ACS3).authorization("ACS3-HMAC-SHA256", "ACS3-RSA-SHA256");
    assert_eq!(wire.rejection(), unsupported("ACS3-RSA-SHA256"));
    let wire = Wire::by_key(TC3)
        .without("x-tc-action")
        .set("authorization", "Basic eA==");
    assert_eq!(wire.rejection(), unsupported("Basic"));
    let mut wire = Wire::by_key(RPC);
    wire.query = wire.query.replace("SignatureVersion=1.0", "SignatureVersion=2.0");
    assert_eq!(wire.rejection(), unsupported("HMAC-SHA1 2.0"));
    let mut wire = Wire::by_key(V1);
    wire.body = String::from_utf8(wire.body)
        .unwrap()
        .replace("=HmacSHA256", "=HmacMD5")
        .into_bytes();
    assert_eq!(wire.rejection(), unsupported("HmacMD5"));
}

#[test]
fn what_must_be_signed_is() {
    let unsigned = |name: &str| VerifyError::UnsignedHeader(name.into());
    assert_eq!(
        Wire::by_key(HUAWEI).authorization("host;", "").rejection(),
        unsigned("host")
    );
    assert_eq!(
        Wire::by_key(HUAWEI).authorization("x-sdk-date;", "").rejection(),
        unsigned("x-sdk-date")
    );
    assert_eq!(
        Wire::by_key(TC3).authorization("content-type;", "").rejection(),
        unsigned("content-type")
    );
    assert_eq!(
        Wire::by_key(ACS3).authorization("x-acs-date;", "").rejection(),
        unsigned("x-acs-date")
    );
    assert_eq!(
        Wire::by_key(ACS3).add("x-acs-new", "").rejection(),
        unsigned("x-acs-new")
    );
    let permanent = Wire::signed(HUAWEI, &AccessKey::new("id", "secret").into()).set("x-security-token", "");
    let rejection = permanent
        .verify_at(AccessKey::new("id", "secret"), time())
        .unwrap_err();
    assert_eq!(rejection, unsigned("x-security-token"));

    let missing = |name: &str| VerifyError::MissingHeader(name.into());
    assert_eq!(Wire::by_key(HUAWEI).without("host").rejection(), missing("host"));
    assert_eq!(
        Wire::by_key(TC3).without("x-tc-version").rejection(),
        missing("x-tc-version")
    );
    assert_eq!(
        Wire::by_key(ACS3).without("x-acs-version").rejection(),
        missing("x-acs-version")
    );
    assert_eq!(
        Wire::by_key(ACS3).without("x-acs-date").rejection(),
        missing("x-acs-date")
    );
    assert_eq!(Wire::by_key(ROA).without("date").rejection(), missing("date"));
    let repeated = Wire::by_key(HUAWEI).add("host", "h").rejection();
    assert_eq!(repeated, VerifyError::RepeatedHeader("host".into()));
}

#[test]
fn the_form_of_a_signature_is_checked() {
    let malformed = [
        Wire::by_key(HUAWEI).authorization("Access=id", "Access="),
        Wire::by_key(HUAWEI).authorization("Signature=", "Sign="),
        Wire::by_key(HUAWEI).authorization("host;", "Host;"),
        Wire::by_key(HUAWEI).authorization("host;x-sdk-date", "x-sdk-date;host"),
        Wire::by_key(V11).authorization("/r/vod", "/vod"),
        Wire::by_key(TC3).authorization("/tc3_request", ""),
        Wire::by_key(TC3).authorization("/vod/", "/vod/more/"),
        Wire::by_key(ACS3).authorization("Credential=", "Access="),
        Wire::by_key(ROA).authorization("id:", "id"),
    ];
    for wire in malformed {
        let rejection = wire.rejection();
        assert!(matches!(rejection, VerifyError::Malformed(_)), "{rejection}");
    }
}

#[test]
fn dates_and_scopes_must_agree() {
    assert_eq!(
        Wire::by_key(HUAWEI).set("x-sdk-date", "now").rejection(),
        VerifyError::MalformedDate
    );
    assert_eq!(
        Wire::by_key(TC3).set("x-tc-timestamp", "now").rejection(),
        VerifyError::MalformedDate
    );
    assert_eq!(
        Wire::by_key(ACS3).set("x-acs-date", "now").rejection(),
        VerifyError::MalformedDate
    );
    assert_eq!(
        Wire::by_key(ROA).set("date", "now").rejection(),
        VerifyError::MalformedDate
    );
    assert_eq!(
        Wire::by_key(V11)
            .authorization("/20231114/", "/20231115/")
            .rejection(),
        VerifyError::WrongScope
    );
    assert_eq!(
        Wire::by_key(TC3)
            .authorization("/2023-11-14/", "/2023-11-15/")
            .rejection(),
        VerifyError::WrongScope
    );
}

#[test]
fn bodies_must_be_what_is_stated() {
    let mut wire = Wire::by_key(ACS3);
    wire.body = b"{}".to_vec();
    assert_eq!(wire.rejection(), VerifyError::BodyMismatch);
    let wire = Wire::by_key(TC3).set("content-type", "text/plain");
    assert_eq!(wire.rejection(), VerifyError::ContentType);
    let wire = Wire {
        method: "GET",
        ..Wire::by_key(TC3)
    };
    assert_eq!(wire.rejection(), VerifyError::ContentType);
}

#[test]
fn tencent_may_sign_more_headers() {
    // the variant of the vendor's documentation signs the action too, its value in lower case
    let wire = Wire::by_key(TC3).authorization("content-type;host", "content-type;host;x-tc-action");
    assert!(matches!(wire.rejection(), VerifyError::BadSignature { .. }));
    let authorization = "TC3-HMAC-SHA256 Credential=id/2023-11-14/vod/tc3_request, \
        SignedHeaders=content-type;host;x-tc-action, \
        Signature=b304be59a911720e5b50b9b2bf358b3597c69fe4dd7d5bac2697ff21b4efe24a";
    let verified = wire.set("authorization", authorization).verify().unwrap();
    assert_eq!(verified.signed_headers, ["content-type", "host", "x-tc-action"]);
}
