//! What signing costs, as a ratio to hashing the same bytes with `sha2` and `hmac` alone.

#![allow(clippy::print_stdout)]

use std::borrow::Cow;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use mediasnap_auth::{
    AccessKey, Algorithm, Credentials, Query, SignableRequest, SigningContext, Vendor, sign,
};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use sm3::Sm3;

/// A number, because one of the schemes wants one.
const NONCE: &str = "1234567890";
const SECRET: &[u8] = b"fakeSecret/0000+example";

struct Case {
    name: &'static str,
    algorithm: Algorithm,
    method: &'static str,
    path: &'static str,
    query: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
}

impl Case {
    fn request(&self) -> SignableRequest<'_> {
        SignableRequest {
            method: self.method,
            scheme: "https",
            host: "example.cloud",
            path: self.path,
            query: Query::Pairs(&self.query),
            headers: &self.headers,
            body: &self.body,
        }
    }
}

/// How often all cases are measured in turn.
const PASSES: usize = 12;

fn main() {
    let time = DateTime::<Utc>::from_timestamp(1_700_000_000, 0).unwrap_or_default();
    let credentials = Credentials::AccessKey(AccessKey::new(
        "AKIDEXAMPLE",
        String::from_utf8_lossy(SECRET).into_owned(),
    ));
    let context = SigningContext {
        service: "tiw".into(),
        version: "2019-09-19".into(),
        action: "DescribeSnapshotTask".into(),
        region: Some("cn-north-4".into()),
        project_id: Some("0123456789abcdef0123456789abcdef".into()),
        ..SigningContext::default()
    };
    println!(
        "{:<34} {:>10} {:>10} {:>7}",
        "scheme", "sign ns", "hash ns", "ratio"
    );
    let cases = cases();
    let mut times: Vec<Times> = cases.iter().map(|_| Times::default()).collect();
    // Each case many times, with time in between: whatever else goes on then hits some of its turns and not all.
    for _ in 0..PASSES {
        for (case, times) in cases.iter().zip(&mut times) {
            let request = case.request();
            let sign = || {
                sign(
                    case.algorithm,
                    black_box(&request),
                    &context,
                    &credentials,
                    time,
                    NONCE,
                )
            };
            let Ok(signed) = sign() else {
                continue;
            };
            let hashing = Hashing {
                algorithm: case.algorithm,
                body: &case.body,
                canonical: signed.canonical_request().unwrap_or_default().as_bytes(),
                to_sign: signed.string_to_sign().unwrap_or_default().as_bytes(),
            };
            times.measure(
                || {
                    black_box(sign()).ok();
                },
                || black_box(&hashing).run(),
            );
        }
    }
    for (case, times) in cases.iter().zip(times) {
        let (signing, hashing) = times.tenth();
        println!(
            "{:<34} {:>10.0} {:>10.0} {:>7.2}",
            case.name,
            signing.as_nanos(),
            hashing.as_nanos(),
            signing.as_secs_f64() / hashing.as_secs_f64()
        );
    }
}

/// What a signer cannot do without: the same bytes, hashed with `sha2`, `sm3`, `sha1` and `hmac` alone. Key derivations are
/// part of the scheme, so they are part of this too.
struct Hashing<'a> {
    algorithm: Algorithm,
    body: &'a [u8],
    canonical: &'a [u8],
    to_sign: &'a [u8],
}

impl Hashing<'_> {
    fn run(&self) {
        match self.algorithm {
            Algorithm::SdkHmacSm3 | Algorithm::Acs3HmacSm3 => {
                black_box((Sm3::digest(self.body), Sm3::digest(self.canonical)));
                black_box(mac::<Hmac<Sm3>>(SECRET, self.to_sign));
            }
            Algorithm::TencentHmacSha1 | Algorithm::AlibabaRpcV1 | Algorithm::AlibabaRoaV2 => {
                black_box(mac::<Hmac<Sha1>>(SECRET, self.to_sign));
            }
            Algorithm::TencentHmacSha256 => {
                black_box(mac::<Hmac<Sha256>>(SECRET, self.to_sign));
            }
            _ => {
                black_box((Sha256::digest(self.body), Sha256::digest(self.canonical)));
                let scope: &[&[u8]] = match self.algorithm {
                    Algorithm::Tc3HmacSha256 => &[b"2023-11-14", b"tiw", b"tc3_request"],
                    Algorithm::V11HmacSha256 => &[b"AKIDEXAMPLE", b"20231114/cn-north-4/tiw"],
                    _ => &[],
                };
                let key = scope
                    .iter()
                    .fold(SECRET.to_vec(), |key, piece| mac::<Hmac<Sha256>>(&key, piece));
                black_box(mac::<Hmac<Sha256>>(&key, self.to_sign));
            }
        }
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], data: &[u8]) -> Vec<u8> {
    M::new_from_slice(key)
        .map(|mac| mac.chain_update(data).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

/// The times of one call of each, measured in turns in batches so short that most of them run without interruption.
#[derive(Default)]
struct Times {
    signing: Vec<Duration>,
    hashing: Vec<Duration>,
}

impl Times {
    fn measure(&mut self, mut sign: impl FnMut(), mut hash: impl FnMut()) {
        const CALLS: u32 = 50;
        const BATCHES: usize = 500;
        for _ in 0..BATCHES {
            let start = Instant::now();
            (0..CALLS).for_each(|_| sign());
            self.signing.push(start.elapsed() / CALLS);
            let start = Instant::now();
            (0..CALLS).for_each(|_| hash());
            self.hashing.push(start.elapsed() / CALLS);
        }
    }

    /// The tenth percentiles, which what else the machine does barely moves.
    fn tenth(mut self) -> (Duration, Duration) {
        self.signing.sort_unstable();
        self.hashing.sort_unstable();
        let tenth = |times: &[Duration]| times.get(times.len() / 10).copied().unwrap_or_default();
        (tenth(&self.signing), tenth(&self.hashing))
    }
}

/// Name, algorithm, method, number of parameters, headers, length of the body.
type Row = (&'static str, Algorithm, &'static str, usize, Headers, usize);
type Headers = &'static [(&'static str, &'static str)];

const JSON: Headers = &[("Content-Type", "application/json")];
const ACCEPT: Headers = &[("Accept", "application/json")];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("SDK-HMAC-SHA256 GET", Algorithm::SdkHmacSha256, "GET", 3, JSON, 0),
    ("SDK-HMAC-SHA256 POST 400 B", Algorithm::SdkHmacSha256, "POST", 0, JSON, 400),
    ("V11-HMAC-SHA256 GET", Algorithm::V11HmacSha256, "GET", 3, JSON, 0),
    ("SDK-HMAC-SM3 GET", Algorithm::SdkHmacSm3, "GET", 3, JSON, 0),
    ("TC3-HMAC-SHA256 POST 100 B", Algorithm::Tc3HmacSha256, "POST", 0, JSON, 100),
    ("TC3-HMAC-SHA256 POST 4 KiB", Algorithm::Tc3HmacSha256, "POST", 0, JSON, 4096),
    ("HmacSHA1 GET", Algorithm::TencentHmacSha1, "GET", 3, &[], 0),
    ("HmacSHA256 GET", Algorithm::TencentHmacSha256, "GET", 3, &[], 0),
    ("ACS3-HMAC-SHA256 POST query", Algorithm::Acs3HmacSha256, "POST", 4, ACCEPT, 0),
    ("ACS3-HMAC-SM3 POST query", Algorithm::Acs3HmacSm3, "POST", 4, ACCEPT, 0),
    ("HMAC-SHA1 (RPC v1) GET", Algorithm::AlibabaRpcV1, "GET", 4, &[], 0),
    ("HMAC-SHA1 (ROA v2) GET", Algorithm::AlibabaRoaV2, "GET", 4, ACCEPT, 0),
];

fn cases() -> Vec<Case> {
    let case = |&(name, algorithm, method, parameters, headers, body): &Row| Case {
        name,
        algorithm,
        method,
        path: match algorithm.vendor() {
            Vendor::Huawei => "/v1/0123456789abcdef0123456789abcdef/thumbnails",
            _ => "/",
        },
        query: (0..parameters)
            .map(|index| {
                (
                    format!("Param{index}").into(),
                    format!("value {index} 视频").into(),
                )
            })
            .collect(),
        headers: headers.to_vec(),
        body: vec![b'x'; body],
    };
    ROWS.iter().map(case).collect()
}
