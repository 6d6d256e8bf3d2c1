//! Typed access to the members of a case. Errors contain the name of the member, but no value.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Maximum length of a `repeat` body.
const LONGEST_BODY: usize = 256 << 20;

/// JSON object and its path in the case.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    value: &'a Value,
    path: &'static str,
}

impl<'a> Fields<'a> {
    /// Wraps an object; null is an empty object.
    pub(super) fn new(value: &'a Value, path: &'static str) -> Result<Self, String> {
        match value {
            Value::Object(_) | Value::Null => Ok(Self { value, path }),
            _ => Err(if path.is_empty() {
                "not an object".into()
            } else {
                format!("{path} is not an object")
            }),
        }
    }

    /// Returns the member `name`, which has to be an object.
    pub(super) fn object(self, name: &'static str) -> Result<Self, String> {
        Self::new(self.get(name), name)
    }

    /// Returns a member, null if it is absent.
    pub(super) fn get(self, name: &str) -> &'a Value {
        self.value.get(name).unwrap_or(&Value::Null)
    }

    /// Returns whether a member is present, null included.
    pub(super) fn has(self, name: &str) -> bool {
        self.value.get(name).is_some()
    }

    /// Returns the first of the members `names` that is not null, as a string.
    pub(super) fn text(self, names: &[&str]) -> Result<Option<String>, String> {
        let Some(name) = names.iter().find(|name| !self.get(name).is_null()) else {
            return Ok(None);
        };
        scalar(self.get(name))
            .map(Some)
            .ok_or_else(|| format!("{} is not a string", self.member(name)))
    }

    /// Returns a required string.
    pub(super) fn required(self, names: &[&str]) -> Result<String, String> {
        self.text(names)?
            .ok_or_else(|| format!("{} is missing", self.member(names.first().unwrap_or(&""))))
    }

    /// Returns a boolean. Default: `false`.
    pub(super) fn flag(self, name: &str) -> Result<bool, String> {
        match self.get(name) {
            Value::Null => Ok(false),
            Value::Bool(flag) => Ok(*flag),
            _ => Err(format!("{} is not a boolean", self.member(name))),
        }
    }

    /// Returns a required integer.
    pub(super) fn integer(self, name: &str) -> Result<i64, String> {
        self.get(name)
            .as_i64()
            .ok_or_else(|| format!("{} is not an integer", self.member(name)))
    }

    /// Returns a list of pairs of strings. Default: empty.
    pub(super) fn pairs(self, name: &str) -> Result<Vec<(String, String)>, String> {
        let wrong = || format!("{} is not a list of pairs of strings", self.member(name));
        let items = match self.get(name) {
            Value::Null => return Ok(Vec::new()),
            other => other.as_array().ok_or_else(wrong)?,
        };
        let pair = |item: &Value| match item.as_array().map(Vec::as_slice) {
            Some([key, value]) => Some((scalar(key)?, scalar(value)?)),
            _ => None,
        };
        items.iter().map(|item| pair(item).ok_or_else(wrong)).collect()
    }

    /// Returns the decoded body.
    pub(super) fn body(self) -> Result<Vec<u8>, String> {
        let body = self.get("body");
        if body.is_null() {
            return Ok(Vec::new());
        }
        let wrong = |problem: &str| format!("request.body {problem}");
        let encoding = self.text(&["body_encoding"])?.unwrap_or_else(|| "utf8".into());
        match encoding.as_str() {
            "utf8" => Ok(body
                .as_str()
                .ok_or_else(|| wrong("is not a string"))?
                .as_bytes()
                .to_vec()),
            "base64" => {
                let text = body.as_str().ok_or_else(|| wrong("is not a string"))?;
                STANDARD.decode(text).map_err(|_| wrong("is not base64"))
            }
            "repeat" => {
                let unit = body.get("unit").and_then(Value::as_str);
                let count = body
                    .get("count")
                    .and_then(Value::as_u64)
                    .and_then(|count| usize::try_from(count).ok());
                let (Some(unit), Some(count)) = (unit, count) else {
                    return Err(wrong("has no unit and count to repeat"));
                };
                match unit.len().checked_mul(count) {
                    Some(length) if length <= LONGEST_BODY => Ok(unit.repeat(count).into_bytes()),
                    _ => Err(wrong("is too long")),
                }
            }
            _ => Err("request.body_encoding is not utf8, base64 or repeat".into()),
        }
    }

    fn member(self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }
}

/// Converts a string, number or boolean to a string.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
