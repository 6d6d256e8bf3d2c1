//! A value that travels as one JSON text inside a query parameter or a form field.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, ser};

/// A value whose wire form is one text of compact JSON, members in alphabetical order, as the official SDKs send it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct JsonString<T>(pub T);

impl<T> From<T> for JsonString<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for JsonString<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Serialize> Serialize for JsonString<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = serde_json::to_value(&self.0).map_err(ser::Error::custom)?;
        serializer.serialize_str(&compact(&value))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for JsonString<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => serde_json::from_str(&text),
            value => serde_json::from_value(value),
        };
        value.map(Self).map_err(serde::de::Error::custom)
    }
}

/// Compact JSON with the members of every object in alphabetical order, whatever map type `serde_json` was built with.
pub fn compact(value: &serde_json::Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            members.sort_by_key(|(name, _)| name.as_str());
            out.push('{');
            for (index, (name, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(&serde_json::Value::String(name.clone()), out);
                out.push(':');
                write(member, out);
            }
            out.push('}');
        }
        serde_json::Value::Array(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(element, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::JsonString;

    #[test]
    fn members_are_sorted_and_text_is_kept() {
        let value = serde_json::json!({ "b": [1, "视频"], "a": { "d": null, "c": true } });
        let text = serde_json::to_value(JsonString(value)).unwrap();
        assert_eq!(text, r#"{"a":{"c":true,"d":null},"b":[1,"视频"]}"#);
    }

    #[test]
    fn text_and_value_decode_alike() {
        let from_text: JsonString<Vec<i64>> = serde_json::from_str(r#""[1,2]""#).unwrap();
        let from_value: JsonString<Vec<i64>> = serde_json::from_str("[1,2]").unwrap();
        assert_eq!(from_text, from_value);
    }
}
