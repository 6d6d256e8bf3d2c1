//! A value that travels as one JSON text inside a query parameter or a form field.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use serde_json::Value;

use super::lenient::Lenient;

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

/// The name under which a value in a string is requested: the tolerant deserializer decodes the JSON of the string in place.
pub(super) const JSON_STRING: &str = "$mediasnap::json-string";

impl<'de, T: for<'a> Lenient<'a>> Deserialize<'de> for JsonString<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let visitor = JsonVisitor(PhantomData);
        deserializer
            .deserialize_newtype_struct(JSON_STRING, visitor)
            .map(Self)
    }
}

impl<'de, T: for<'a> Lenient<'a>> Lenient<'de> for JsonString<T> {
    fn decode<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

struct JsonVisitor<T>(PhantomData<T>);

impl<'de, T: for<'a> Lenient<'a>> Visitor<'de> for JsonVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON in a string")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::decode(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        let value = match Value::deserialize(deserializer)? {
            Value::String(text) => T::decode(&mut serde_json::Deserializer::from_str(&text)),
            value => T::decode(value),
        };
        value.map_err(serde::de::Error::custom)
    }
}

/// Compact JSON with the members of every object in alphabetical order, whatever map type `serde_json` was built with.
pub fn compact(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            members.sort_by_key(|(name, _)| name.as_str());
            out.push('{');
            for (index, (name, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(&Value::String(name.clone()), out);
                out.push(':');
                write(member, out);
            }
            out.push('}');
        }
        Value::Array(elements) => {
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
