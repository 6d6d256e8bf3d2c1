//! Temporary keys as services, files and programs spell them.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mediasnap_auth::{AccessKey, Secret};
use mediasnap_core::Error;
use serde::{Deserialize, Deserializer};

use crate::identity::Identity;
use crate::remote::Service;

/// A secret in JSON.
#[derive(Clone, Default)]
pub(super) struct Hidden(Option<Secret>);

impl Hidden {
    /// The secret, unless it is absent or empty.
    pub(super) fn get(&self) -> Option<&Secret> {
        self.0.as_ref().filter(|secret| !secret.is_empty())
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(
            Option::<String>::deserialize(deserializer)?.map(Secret::from),
        ))
    }
}

/// A point in time: RFC 3339 text, or seconds since 1970 as a number or as text; an empty text, 0 and null are none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct When(pub(super) Option<DateTime<Utc>>);

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = When;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time")
            }

            fn visit_unit<E: serde::de::Error>(self) -> Result<When, E> {
                Ok(When(None))
            }

            fn visit_i64<E: serde::de::Error>(self, seconds: i64) -> Result<When, E> {
                match DateTime::from_timestamp(seconds, 0) {
                    _ if seconds == 0 => Ok(When(None)),
                    Some(time) => Ok(When(Some(time))),
                    None => Err(E::custom("no time")),
                }
            }

            fn visit_u64<E: serde::de::Error>(self, seconds: u64) -> Result<When, E> {
                self.visit_i64(i64::try_from(seconds).map_err(|_| E::custom("no time"))?)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<When, E> {
                let text = text.trim();
                match (DateTime::parse_from_rfc3339(text), text.parse()) {
                    _ if text.is_empty() => Ok(When(None)),
                    (Ok(time), _) => Ok(When(Some(time.to_utc()))),
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
pub(super) struct Key {
    #[serde(
        alias = "AccessKeyId",
        alias = "accessKeyId",
        alias = "access",
        alias = "TmpSecretId"
    )]
    pub(super) access_key_id: Option<String>,
    #[serde(
        alias = "AccessKeySecret",
        alias = "secretAccessKey",
        alias = "secret_access_key",
        alias = "secret",
        alias = "TmpSecretKey"
    )]
    pub(super) access_key_secret: Hidden,
    #[serde(
        alias = "SecurityToken",
        alias = "securityToken",
        alias = "securitytoken",
        alias = "sts_token",
        alias = "Token"
    )]
    pub(super) security_token: Hidden,
    #[serde(alias = "Expiration", alias = "expires_at")]
    pub(super) expiration: When,
    #[serde(alias = "ExpiredTime")]
    pub(super) expired_time: When,
    #[serde(alias = "Code")]
    pub(super) code: Option<String>,
}

impl Key {
    /// The identity of a key that must be temporary: id, secret, token and end.
    pub(super) fn temporary(self, service: Service, origin: &str) -> Result<Identity, Error> {
        let end = self.end().ok_or_else(|| service.lacks("the end of the key"))?;
        if self.security_token.get().is_none() {
            return Err(service.lacks("the token of the key"));
        }
        let mut identity = self.identity(origin).ok_or_else(|| service.lacks("a key"))?;
        identity.expires_at = Some(end);
        Ok(identity)
    }

    /// When it ends, as far as it says.
    fn end(&self) -> Option<DateTime<Utc>> {
        self.expired_time.0.or(self.expiration.0)
    }

    /// The identity of a key of any kind; `None` without id or secret.
    pub(super) fn identity(self, origin: &str) -> Option<Identity> {
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
