//! Temporary keys as services, files and programs spell them.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mediasnap_auth::{AccessKey, Secret};
use mediasnap_core::Error;
use serde::{Deserialize, Deserializer};

use crate::fetch::TokenService;
use crate::identity::Identity;

/// A secret in JSON.
#[derive(Clone, Default)]
pub(crate) struct JsonSecret(Option<Secret>);

impl JsonSecret {
    /// The secret, unless it is absent or empty.
    pub(crate) fn get(&self) -> Option<&Secret> {
        self.0.as_ref().filter(|secret| !secret.is_empty())
    }
}

impl<'de> Deserialize<'de> for JsonSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(
            Option::<String>::deserialize(deserializer)?.map(Secret::from),
        ))
    }
}

/// A point in time: RFC 3339 text, or seconds since 1970 as a number or as text; an empty text, 0 and null are none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Timestamp(pub(crate) Option<DateTime<Utc>>);

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time")
            }

            fn visit_unit<E: serde::de::Error>(self) -> Result<Timestamp, E> {
                Ok(Timestamp(None))
            }

            fn visit_i64<E: serde::de::Error>(self, seconds: i64) -> Result<Timestamp, E> {
                match DateTime::from_timestamp(seconds, 0) {
                    _ if seconds == 0 => Ok(Timestamp(None)),
                    Some(time) => Ok(Timestamp(Some(time))),
                    None => Err(E::custom("no time")),
                }
            }

            fn visit_u64<E: serde::de::Error>(self, seconds: u64) -> Result<Timestamp, E> {
                self.visit_i64(i64::try_from(seconds).map_err(|_| E::custom("no time"))?)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Timestamp, E> {
                let text = text.trim();
                match (DateTime::parse_from_rfc3339(text), text.parse()) {
                    _ if text.is_empty() => Ok(Timestamp(None)),
                    (Ok(time), _) => Ok(Timestamp(Some(time.to_utc()))),
                    (_, Ok(seconds)) => self.visit_i64(seconds),
                    _ => Err(E::custom("no time")),
                }
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A key in any vendor's spelling.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TemporaryKey {
    #[serde(
        alias = "AccessKeyId",
        alias = "accessKeyId",
        alias = "access",
        alias = "TmpSecretId"
    )]
    pub(crate) access_key_id: Option<String>,
    #[serde(
        alias = "AccessKeySecret",
        alias = "secretAccessKey",
        alias = "secret_access_key",
        alias = "secret",
        alias = "TmpSecretKey"
    )]
    pub(crate) access_key_secret: JsonSecret,
    #[serde(
        alias = "SecurityToken",
        alias = "securityToken",
        alias = "securitytoken",
        alias = "sts_token",
        alias = "Token"
    )]
    pub(crate) security_token: JsonSecret,
    #[serde(alias = "Expiration", alias = "expires_at")]
    pub(crate) expiration: Timestamp,
    #[serde(alias = "ExpiredTime")]
    pub(crate) expired_time: Timestamp,
    #[serde(alias = "Code")]
    pub(crate) code: Option<String>,
}

impl TemporaryKey {
    /// The identity of a key that must be temporary: id, secret, token and end.
    pub(crate) fn temporary(self, service: TokenService, origin: &str) -> Result<Identity, Error> {
        let end = self.end().ok_or_else(|| service.missing("the end of the key"))?;
        if self.security_token.get().is_none() {
            return Err(service.missing("the token of the key"));
        }
        let mut identity = self.identity(origin).ok_or_else(|| service.missing("a key"))?;
        identity.expires_at = Some(end);
        Ok(identity)
    }

    /// When it ends, as far as it says.
    fn end(&self) -> Option<DateTime<Utc>> {
        self.expired_time.0.or(self.expiration.0)
    }

    /// The identity of a key of any kind; `None` without id or secret.
    pub(crate) fn identity(self, origin: &str) -> Option<Identity> {
        let end = self.end();
        let id = self.access_key_id.filter(|id| !id.is_empty())?;
        let mut key = AccessKey::new(id, self.access_key_secret.get()?.clone());
        key.security_token = self.security_token.get().cloned();
        let mut identity = Identity::from(key);
        identity.expires_at = end;
        identity.source = Some(Arc::from(origin));
        Some(identity)
    }
}
