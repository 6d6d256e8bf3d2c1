//! What holds for every request: signatures cover what they say, order does not matter where schemes sort, and what is
//! signed verifies until it is changed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "that is how a test fails")]

mod sample;

use chrono::DateTime;
use mediasnap_auth::verify::{ClockTolerance, ReceivedRequest, VerifyError, verify};
use mediasnap_auth::{AccessKey, Algorithm, Query};
use proptest::prelude::*;

use sample::{OneKey, PARTS, Part, Sample, Wire, sample};

/// The schemes that sign, one in each form it comes in.
const SIGNATURES: [Algorithm; 10] = [
    Algorithm::SdkHmacSha256,
    Algorithm::SdkHmacSm3,
    Algorithm::V11HmacSha256,
    Algorithm::Tc3HmacSha256,
    Algorithm::TencentHmacSha1,
    Algorithm::TencentHmacSha256,
    Algorithm::Acs3HmacSha256,
    Algorithm::Acs3HmacSm3,
    Algorithm::AlibabaRpcV1,
    Algorithm::AlibabaRoaV2,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_signed_part_changes_the_signature(sample in sample()) {
        for algorithm in SIGNATURES {
            let sample = sample.clone().shaped(algorithm);
            let signature = sample.signature(algorithm);
            prop_assert_eq!(&signature, &sample.signature(algorithm), "signing is not deterministic");
            for part in PARTS.into_iter().filter(|part| sample.covers(algorithm, *part)) {
                let changed = sample.changed(part).signature(algorithm);
                prop_assert_ne!(&signature, &changed, "{} does not cover {:?}", algorithm, part);
            }
        }
    }

    #[test]
    fn order_does_not_matter_where_the_scheme_sorts(sample in sample(), turn in 0_usize..6) {
        for algorithm in SIGNATURES.into_iter().filter(|algorithm| *algorithm != Algorithm::Tc3HmacSha256) {
            let sample = sample.clone().shaped(algorithm);
            let mut turned = sample.clone();
            let by = turn % turned.query.len().max(1);
            turned.query.rotate_left(by);
            turned.query.reverse();
            turned.headers.reverse();
            prop_assert_eq!(sample.signature(algorithm), turned.signature(algorithm), "{}", algorithm);
        }
    }

    #[test]
    fn decoded_and_encoded_queries_sign_alike(sample in sample()) {
        for algorithm in SIGNATURES {
            let sample = sample.clone().shaped(algorithm);
            let signed = sample.sign(algorithm).unwrap();
            // the query of the schemes that sign parameters holds the signature already
            if !signed.params().is_empty() {
                continue;
            }
            let wire = Wire::new(&sample, &signed);
            let again = sample.sign_with(algorithm, Query::Raw(&wire.query)).unwrap();
            prop_assert_eq!(signed.signature(), again.signature(), "{}", algorithm);
            prop_assert_eq!(signed.url(), again.url(), "{}", algorithm);
        }
    }

    #[test]
    fn what_is_signed_verifies_until_it_is_changed(sample in sample()) {
        for algorithm in SIGNATURES {
            let sample = sample.clone().shaped(algorithm);
            let wire = Wire::new(&sample, &sample.sign(algorithm).unwrap());
            let verified = sample.verify(&wire, 0);
            prop_assert!(verified.is_ok(), "{}: {:?}", algorithm, verified);
            let verified = verified.unwrap();
            prop_assert_eq!(verified.algorithm, algorithm);
            prop_assert_eq!(verified.nonce.is_some(), sample.covers(algorithm, Part::Nonce));

            for changed in changes(&sample, algorithm, &wire) {
                let verdict = sample.verify(&changed, 0);
                prop_assert!(verdict.is_err(), "{} accepts {:?} for {:?}", algorithm, changed, wire);
            }
            for later in [901, -901] {
                let expired = matches!(sample.verify(&wire, later), Err(VerifyError::Expired { .. }));
                prop_assert!(expired, "{} accepts a signature {} s old", algorithm, later);
            }
            let mut other = sample.clone();
            other.key.secret = "another".into();
            let refused = matches!(other.verify(&wire, 0), Err(VerifyError::BadSignature { .. }));
            prop_assert!(refused, "{} accepts another secret", algorithm);
        }
    }

    #[test]
    fn nothing_received_makes_verification_panic(
        method in "\\PC{0,8}",
        target in "\\PC{0,40}",
        scheme in prop::sample::select(vec![
            "SDK-HMAC-SHA256", "V11-HMAC-SHA256", "TC3-HMAC-SHA256", "ACS3-HMAC-SHA256", "acs", "SKIP", "Basic", "",
        ]),
        rest in "(Access=AK,|Credential=AK/\\PC{0,12},|SignedHeaders=[a-z;-]{0,20},|Signature=\\PC{0,9},| |:){0,6}",
        names in prop::collection::vec(prop::sample::select(vec![
            "host", "x-sdk-date", "x-acs-date", "x-tc-timestamp", "date", "content-type", "x-acs-action",
            "x-acs-bearer-token", "x-auth-token", "x-tc-action", "x-tc-version",
        ]), 0..8),
        value in "\\PC{0,30}",
        body in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let authorization = format!("{scheme} {rest}");
        let mut headers: Vec<(&str, &str)> = names.iter().map(|name| (*name, &*value)).collect();
        headers.push(("authorization", &authorization));
        let received = ReceivedRequest { method: &method, path: &target, query: &target, headers: &headers, body: &body };
        let keys = OneKey(AccessKey::new("AK", "SK"));
        prop_assert!(verify(&received, &keys, DateTime::UNIX_EPOCH, ClockTolerance::default()).is_err());
    }
}

/// The request with one thing changed that its signature covers.
fn changes(sample: &Sample, algorithm: Algorithm, wire: &Wire) -> Vec<Wire> {
    let covered = PARTS.into_iter().filter(|part| sample.covers(algorithm, *part));
    let mut changes: Vec<Wire> = covered
        .filter_map(|part| {
            let mut changed = wire.clone();
            match part {
                Part::Method => changed.method = "PATCH".into(),
                Part::Host => changed.header("host").insert(0, 'x'),
                Part::Path => changed.path.push('x'),
                Part::QueryValue if !wire.query.is_empty() => changed.query.push('x'),
                Part::QueryName if !wire.query.is_empty() => changed.query.insert_str(0, "x=1&"),
                Part::Header => changed.header("x-acs-custom").push('x'),
                Part::Body => changed.body[0] ^= 1,
                _ => return None,
            }
            Some(changed)
        })
        .collect();
    if sample.key.security_token.is_some() {
        let token = wire
            .headers
            .iter()
            .position(|(name, _)| name.to_ascii_lowercase().ends_with("-token"));
        if let Some(index) = token {
            let mut wrong = wire.clone();
            wrong.headers[index].1.push('x');
            changes.push(wrong);
            let mut removed = wire.clone();
            removed.headers.remove(index);
            changes.push(removed);
        }
    }
    changes
}
