//! The vendor's JSON, unmodified.

use std::fmt;
use std::sync::Arc;

use mediasnap_core::wire::json_text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A part of a vendor's response, unmodified: member order, spacing, number spelling and unknown members included.
///
/// Cheap to clone. In serialised data it is the JSON itself, where spelling (not content) may change.
#[derive(Clone, PartialEq, Eq)]
pub struct Raw(Arc<str>);

impl Raw {
    /// Keeps `text` as it is.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// Keeps a body as it is; bytes that are no UTF-8 are replaced.
    pub fn from_bytes(body: &[u8]) -> Self {
        Self(String::from_utf8_lossy(body).into())
    }

    /// The JSON, unmodified; empty when the vendor sent nothing.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as a JSON value; `None` when there is none, or it is no JSON.
    pub fn json(&self) -> Option<Value> {
        let parsed = serde_json::from_str(&self.0);
        parsed
            .or_else(|_| serde_json::from_str(&json_text(self.0.as_bytes())))
            .ok()
    }
}

impl Default for Raw {
    fn default() -> Self {
        Self("".into())
    }
}

impl fmt::Debug for Raw {
    /// Shows the length alone: responses may contain signed addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raw({} bytes)", self.0.len())
    }
}

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.json() {
            Some(value) => value.serialize(serializer),
            None if self.0.is_empty() => serializer.serialize_none(),
            None => serializer.serialize_str(&self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::default(),
            value => Self(value.to_string().into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Raw;

    #[test]
    fn text_is_kept_and_not_shown() {
        let text = r#"{ "b":1.10, "a":18446744073709551615 }"#;
        let raw = Raw::new(text);
        assert_eq!(raw.as_str(), text);
        assert_eq!(raw.json().unwrap()["a"], 18_446_744_073_709_551_615_u64);
        assert_eq!(format!("{raw:?}"), "Raw(38 bytes)");
        let again: Raw = serde_json::from_str(&serde_json::to_string(&raw).unwrap()).unwrap();
        assert_eq!(again.json(), raw.json());
    }

    #[test]
    fn nothing_is_null() {
        assert_eq!(serde_json::to_string(&Raw::default()).unwrap(), "null");
        assert_eq!(serde_json::from_str::<Raw>("null").unwrap(), Raw::default());
    }
}
