//! Requests as they come, what their signatures cover, and how they go over the wire.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mediasnap_auth::verify::{ClockTolerance, KeyStore, ReceivedRequest, Verified, VerifyError, verify};
use mediasnap_auth::{
    AccessKey, Algorithm, Credentials, Query, SignError, SignableRequest, SigningContext, SigningOutput,
    Vendor, sign,
};
use proptest::prelude::*;

/// A part of a request, or of what is signed with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Method,
    Host,
    Path,
    QueryValue,
    QueryName,
    Header,
    Body,
    Time,
    Nonce,
    Secret,
}

pub(super) const PARTS: [Part; 10] = [
    Part::Method,
    Part::Host,
    Part::Path,
    Part::QueryValue,
    Part::QueryName,
    Part::Header,
    Part::Body,
    Part::Time,
    Part::Nonce,
    Part::Secret,
];

/// Everything that goes into a signature.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) method: String,
    pub(super) host: String,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) epoch: i64,
    pub(super) nonce: String,
    pub(super) key: AccessKey,
}

impl Sample {
    /// The sample in a form that `algorithm` can sign: parameters where it expects them, a body where it covers one.
    pub(super) fn shaped(mut self, algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Tc3HmacSha256 if self.method == "GET" => self.body.clear(),
            Algorithm::Tc3HmacSha256 => self.query.clear(),
            Algorithm::TencentHmacSha1 | Algorithm::TencentHmacSha256 | Algorithm::AlibabaRpcV1 => {
                self.body.clear();
                self.headers.retain(|(name, _)| name != "Content-Type");
            }
            _ => {}
        }
        if algorithm.vendor() == Vendor::Tencent && self.method != "GET" {
            self.method = "POST".into();
        }
        if algorithm == Algorithm::Tc3HmacSha256 && self.method == "GET" {
            self.headers.retain(|(name, _)| name != "Content-Type");
        }
        if algorithm.vendor() != Vendor::Huawei {
            // names that are alike up to `_` and `.` are one parameter to one of these schemes, and odd ones are none
            let mut seen = BTreeMap::new();
            for (name, value) in std::mem::take(&mut self.query) {
                let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                seen.insert(format!("P{plain}"), value);
            }
            self.query = seen.into_iter().collect();
        }
        self
    }

    /// What the scheme covers of this sample.
    pub(super) fn covers(&self, algorithm: Algorithm, part: Part) -> bool {
        use Algorithm::{AlibabaRoaV2, AlibabaRpcV1, Tc3HmacSha256, TencentHmacSha1, TencentHmacSha256};
        let is_v1 = matches!(algorithm, TencentHmacSha1 | TencentHmacSha256);
        match part {
            Part::Time | Part::Secret => true,
            // a POST that turns into something else does not say where its parameters are
            Part::Method => algorithm.vendor() != Vendor::Tencent || !is_v1 && self.query.is_empty(),
            Part::Host => !matches!(algorithm, AlibabaRpcV1 | AlibabaRoaV2),
            Part::Path => algorithm != AlibabaRpcV1,
            Part::QueryValue | Part::QueryName => !self.query.is_empty(),
            Part::Header => !is_v1 && !matches!(algorithm, Tc3HmacSha256 | AlibabaRpcV1),
            Part::Body => !self.body.is_empty() && algorithm != AlibabaRoaV2,
            Part::Nonce => is_v1 || algorithm.vendor() == Vendor::Alibaba,
        }
    }

    /// The sample with one part changed.
    pub(super) fn changed(&self, part: Part) -> Self {
        let mut changed = self.clone();
        match part {
            Part::Method => changed.method = "PATCH".into(),
            Part::Host => changed.host.insert(0, 'x'),
            Part::Path => changed.path.push('x'),
            Part::QueryValue => changed.query[0].1.push('x'),
            Part::QueryName => changed.query[0].0.push_str("-changed"),
            Part::Header => changed.headers[0].1.push('x'),
            Part::Body => changed.body[0] ^= 1,
            Part::Time => changed.epoch += 1,
            Part::Nonce => changed.nonce.push('1'),
            Part::Secret => changed.key.secret = format!("{}x", changed.key.secret.expose()).into(),
        }
        changed
    }

    pub(super) fn time(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.epoch, 0).unwrap()
    }

    pub(super) fn sign_with(
        &self,
        algorithm: Algorithm,
        query: Query<'_>,
    ) -> Result<SigningOutput<'static>, SignError> {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let request = SignableRequest {
            method: &self.method,
            scheme: "https",
            host: &self.host,
            path: &self.path,
            query,
            headers: &headers,
            body: &self.body,
        };
        let context = SigningContext::new("vod", "2017-03-21", "SubmitSnapshotJob").with_region("cn-north-4");
        let credentials = Credentials::from(self.key.clone());
        sign(
            algorithm,
            &request,
            &context,
            &credentials,
            self.time(),
            &self.nonce,
        )
        .map(SigningOutput::into_owned)
    }

    pub(super) fn sign(&self, algorithm: Algorithm) -> Result<SigningOutput<'static>, SignError> {
        let pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = self
            .query
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        self.sign_with(algorithm, Query::Pairs(&pairs))
    }

    pub(super) fn signature(&self, algorithm: Algorithm) -> String {
        self.sign(algorithm).unwrap().signature().unwrap().to_owned()
    }

    /// Verifies what was signed, under the key of the sample.
    pub(super) fn verify(&self, wire: &Wire, later: i64) -> Result<Verified, VerifyError> {
        let headers: Vec<(&str, &str)> = wire
            .headers
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let received = ReceivedRequest {
            method: &wire.method,
            path: &wire.path,
            query: &wire.query,
            headers: &headers,
            body: &wire.body,
        };
        let now = self.time() + chrono::TimeDelta::seconds(later);
        verify(
            &received,
            &OneKey(self.key.clone()),
            now,
            ClockTolerance::default(),
        )
    }
}

/// A signed request as it goes over the wire.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Wire {
    pub(super) fn new(sample: &Sample, signed: &SigningOutput<'_>) -> Self {
        let url = signed.url();
        let target = url
            .strip_prefix("https://")
            .unwrap()
            .strip_prefix(&*sample.host)
            .unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let is_set = |name: &str| signed.header(name).is_some();
        let kept = sample.headers.iter().filter(|(name, _)| !is_set(name)).cloned();
        let set = signed
            .headers()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            method: sample.method.clone(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: kept.chain(set).collect(),
            body: signed.body().unwrap_or(&sample.body).to_vec(),
        }
    }

    pub(super) fn header(&mut self, name: &str) -> &mut String {
        &mut self
            .headers
            .iter_mut()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .unwrap()
            .1
    }
}

pub(super) struct OneKey(pub(super) AccessKey);

impl KeyStore for OneKey {
    fn access_key(&self, _: Vendor, id: &str) -> Option<AccessKey> {
        (id == self.0.id).then(|| self.0.clone())
    }
}

prop_compose! {
    pub(super) fn sample()(
        method in prop_oneof![Just("GET"), Just("POST"), Just("PUT")],
        segments in prop::collection::vec("[a-zA-Z0-9._~-]{1,8}|%E6%88%AA|%2F", 0..4),
        query in prop::collection::btree_map("\\PC{1,12}", "\\PC{0,20}", 0..6),
        custom in "[!-~]{0,12}",
        body in prop::collection::vec(any::<u8>(), 0..200),
        epoch in 1_500_000_000_i64..2_000_000_000,
        nonce in "[1-9][0-9]{0,15}",
        id in "[A-Za-z0-9]{1,24}",
        secret in "[!-~]{1,80}",
        token in prop::option::of("[!-~]{1,40}"),
    ) -> Sample {
        let mut key = AccessKey::new(id, secret);
        key.security_token = token.map(Into::into);
        Sample {
            method: method.to_owned(),
            host: "vod.example.com".to_owned(),
            path: format!("/{}", segments.join("/")),
            query: query.into_iter().collect(),
            headers: vec![
                ("x-acs-custom".to_owned(), custom),
                ("Content-Type".to_owned(), "application/json".to_owned()),
                ("Zeta".to_owned(), "1".to_owned()),
            ],
            body,
            epoch,
            nonce,
            key,
        }
    }
}
