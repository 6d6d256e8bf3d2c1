//! Signed requests to be changed.

use chrono::{DateTime, Utc};
use mediasnap_auth::verify::{ClockTolerance, KeyStore, ReceivedRequest, Verified, VerifyError, verify};
use mediasnap_auth::{
    AccessKey, Algorithm, Credentials, Query, Secret, SignableRequest, SigningContext, Vendor, sign,
};

/// A signed request, owned, to be changed.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) method: &'static str,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

pub(crate) struct Keys(AccessKey);

impl KeyStore for Keys {
    fn access_key(&self, _: Vendor, id: &str) -> Option<AccessKey> {
        (id == self.0.id).then(|| self.0.clone())
    }

    fn accepts_token(&self, _: Vendor, token: &Secret) -> bool {
        *token == Secret::from("good-token")
    }

    fn allows_unsigned(&self, _: Vendor, action: &str) -> bool {
        action == "Open"
    }
}

pub(crate) fn time() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

pub(crate) fn key() -> AccessKey {
    AccessKey::new("id", "secret").with_security_token("token")
}

impl Wire {
    pub(crate) fn signed(algorithm: Algorithm, credentials: &Credentials) -> Self {
        Self::for_action(algorithm, credentials, "Act")
    }

    pub(crate) fn for_action(algorithm: Algorithm, credentials: &Credentials, action: &'static str) -> Self {
        let body: &[u8] = match algorithm.vendor() {
            Vendor::Alibaba => b"",
            _ if algorithm.as_str().starts_with("Hmac") => b"",
            _ => b"{}",
        };
        Self::new(algorithm, credentials, action, &[], body)
    }

    /// Signs a request with these headers and this body.
    pub(crate) fn with(algorithm: Algorithm, headers: &[(&str, &str)], body: &[u8]) -> Self {
        Self::new(algorithm, &key().into(), "Act", headers, body)
    }

    fn new(
        algorithm: Algorithm,
        credentials: &Credentials,
        action: &'static str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Self {
        let request = SignableRequest {
            method: "POST",
            scheme: "https",
            host: "h",
            path: "/",
            query: Query::Raw(""),
            headers,
            body,
        };
        let context = SigningContext::new("vod", "v", action).with_region("r");
        let signed = sign(algorithm, &request, &context, credentials, time(), "1").unwrap();
        let set = signed
            .headers()
            .map(|(name, value)| -> (&str, &str) { (name, value) });
        let kept = headers
            .iter()
            .copied()
            .filter(|(name, _)| signed.header(name).is_none());
        Self {
            method: "POST",
            query: signed.query().to_owned(),
            headers: kept
                .chain(set)
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: signed.body().unwrap_or(body).to_vec(),
        }
    }

    pub(crate) fn by_key(algorithm: Algorithm) -> Self {
        Self::signed(algorithm, &key().into())
    }

    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(own, _)| own != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn add(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(own, _)| own != name);
        self
    }

    /// Replaces text in `Authorization`.
    pub(crate) fn authorization(mut self, from: &str, to: &str) -> Self {
        let value = &mut self
            .headers
            .iter_mut()
            .find(|(name, _)| name == "authorization")
            .unwrap()
            .1;
        assert!(value.contains(from), "{value}");
        *value = value.replace(from, to);
        self
    }

    pub(crate) fn verify_at(&self, keys: AccessKey, now: DateTime<Utc>) -> Result<Verified, VerifyError> {
        self.verify_within(keys, now, ClockTolerance::default())
    }

    pub(crate) fn verify_within(
        &self,
        keys: AccessKey,
        now: DateTime<Utc>,
        tolerance: ClockTolerance,
    ) -> Result<Verified, VerifyError> {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let received = ReceivedRequest {
            method: self.method,
            path: "/",
            query: &self.query,
            headers: &headers,
            body: &self.body,
        };
        verify(&received, &Keys(keys), now, tolerance)
    }

    pub(crate) fn verify(&self) -> Result<Verified, VerifyError> {
        self.verify_at(key(), time())
    }

    pub(crate) fn rejection(&self) -> VerifyError {
        self.verify().unwrap_err()
    }
}
