//! Temporary keys as services, files and programs spell them.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mediasnap_auth::{AccessKey, Secret};
use serde::{Deserialize, Deserializer};

use super::Identity;
use super::remote::Service;
use crate::Error;

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

/// A point in time: RFC 3339 text, or seconds since 1970 as a number or as text.
#[derive(Clone, Copy, Debug)]
pub(super) struct When(pub(super) DateTime<Utc>);

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = When;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time")
            }

            fn visit_i64<E: serde::de::Error>(self, seconds: i64) -> Result<When, E> {
                DateTime::from_timestamp(seconds, 0)
                    .map(When)
                    .ok_or_else(|| E::custom("no time"))
            }

            fn visit_u64<E: serde::de::Error>(self, seconds: u64) -> Result<When, E> {
                self.visit_i64(i64::try_from(seconds).map_err(|_| E::custom("no time"))?)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<When, E> {
                match (DateTime::parse_from_rfc3339(text.trim()), text.trim().parse()) {
                    (Ok(time), _) => Ok(When(time.to_utc())),
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
    pub(super) expiration: Option<When>,
    #[serde(alias = "ExpiredTime")]
    pub(super) expired_time: Option<When>,
    #[serde(alias = "Code")]
    pub(super) code: Option<String>,
}

impl Key {
    /// The identity of a key that must be temporary: id, secret, token and end.
    pub(super) fn temporary(self, service: Service, origin: &str) -> Result<Identity, Error> {
        let end = self
            .expired_time
            .or(self.expiration)
            .ok_or_else(|| service.lacks("the end of the key"))?;
        if self.security_token.get().is_none() {
            return Err(service.lacks("the token of the key"));
        }
        let mut identity = self.identity(origin).ok_or_else(|| service.lacks("a key"))?;
        identity.expires_at = Some(end.0);
        Ok(identity)
    }

    /// The identity of a key of any kind; `None` without id or secret.
    pub(super) fn identity(self, origin: &str) -> Option<Identity> {
        let id = self.access_key_id.filter(|id| !id.is_empty())?;
        let mut key = AccessKey::new(id, self.access_key_secret.get()?.clone());
        key.security_token = self.security_token.get().cloned();
        let mut identity = Identity::from(key);
        identity.expires_at = self.expired_time.or(self.expiration).map(|end| end.0);
        identity.origin = Some(Arc::from(origin));
        Some(identity)
    }
}
