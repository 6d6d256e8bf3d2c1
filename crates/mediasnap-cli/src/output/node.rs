//! JSON values that keep the digits of numbers and the order of members.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{CliError, ExitStatus};

/// The maximum nesting of values. It bounds the recursion.
const MAX_DEPTH: usize = 200;

/// One JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    /// The number as it was written.
    Number(String),
    String(String),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// Parses JSON.
    pub(crate) fn parse(text: &str) -> Result<Self, CliError> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| parse_error(&error))?;
        Self::of(raw, 0)
    }

    fn of(raw: &RawValue, depth: usize) -> Result<Self, CliError> {
        if depth > MAX_DEPTH {
            return Err(CliError::new(
                ExitStatus::Failed,
                format!("the JSON is nested more than {MAX_DEPTH} levels deep"),
            ));
        }
        let text = raw.get().trim();
        let read = match text.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'"') => Self::String(serde_json::from_str(text).map_err(|error| parse_error(&error))?),
            Some(b'[') => {
                let elements: Vec<&RawValue> =
                    serde_json::from_str(text).map_err(|error| parse_error(&error))?;
                let elements = elements.into_iter().map(|element| Self::of(element, depth + 1));
                Self::Array(elements.collect::<Result<_, _>>()?)
            }
            Some(b'{') => {
                let members = serde_json::Deserializer::from_str(text)
                    .deserialize_map(Members)
                    .map_err(|error| parse_error(&error))?;
                let members = members
                    .into_iter()
                    .map(|(name, value)| Ok((name, Self::of(value, depth + 1)?)));
                Self::Object(members.collect::<Result<_, CliError>>()?)
            }
            _ => Self::Number(text.to_owned()),
        };
        Ok(read)
    }

    /// Returns the member `name` of an object.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(member, _)| member == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns the member `name` of an object, mutable.
    pub(crate) fn member_mut(&mut self, name: &str) -> Option<&mut Self> {
        match self {
            Self::Object(members) => members
                .iter_mut()
                .find(|(member, _)| member == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns the value at a dotted path.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |node, name| node.member(name))
    }

    /// Creates an object with these members in this order.
    pub(crate) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(
            members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Node {
    fn from(value: u64) -> Self {
        Self::Number(value.to_string())
    }
}

impl From<usize> for Node {
    fn from(value: usize) -> Self {
        Self::Number(value.to_string())
    }
}

impl<T: Into<Node>> From<Option<T>> for Node {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Node>> FromIterator<T> for Node {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self::Array(elements.into_iter().map(Into::into).collect())
    }
}

/// Compact JSON.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(digits) => f.write_str(digits),
            Self::String(text) => f.write_str(&quoted(text)),
            Self::Array(elements) => {
                f.write_str("[")?;
                for (index, element) in elements.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}{element}")?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}{}:{value}", quoted(name))?;
                }
                f.write_str("}")
            }
        }
    }
}

/// Returns `text` as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Collects the members of an object in their order, duplicates included.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(map.size_hint().unwrap_or(0));
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

/// Returns an error with the position, and no part of the JSON.
fn parse_error(error: &serde_json::Error) -> CliError {
    let (line, column) = (error.line(), error.column());
    CliError::new(
        ExitStatus::Failed,
        format!("invalid JSON at line {line} column {column}"),
    )
}

#[cfg(test)]
mod tests {
    use super::Node;

    #[test]
    fn keeps_digits_order_and_duplicates() {
        let text = r#"{"z":1.10,"a":123456789012345678901234567890,"a":[-0,1e5,null,true,{"":"\u00e4\n"}]}"#;
        let node = Node::parse(text).unwrap();
        assert_eq!(node.to_string(), text.replace("\\u00e4", "ä"));
        assert_eq!(node.at("z"), Some(&Node::Number("1.10".to_owned())));
    }

    #[test]
    fn rejects_unbounded_nesting() {
        let text = "[".repeat(100_000) + &"]".repeat(100_000);
        assert!(Node::parse(&text).is_err());
    }
}
