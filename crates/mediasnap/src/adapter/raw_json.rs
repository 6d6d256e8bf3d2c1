//! Parts of a JSON document, unmodified, for `raw`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use mediasnap_core::Error;
use mediasnap_core::wire::{self, DecodeError, json_text, without_byte_order_mark, without_lone_surrogates};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::errors::unexpected;
use crate::model::Raw;

/// A part of a response, and the path to it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) path: String,
    pub(crate) raw: Raw,
}

/// Returns the text of a body without a byte order mark; what is not UTF-8 in it is replaced.
pub(crate) fn body(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(without_byte_order_mark(bytes)) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => json_text(bytes),
    }
}

/// Returns the JSON at the dotted `path`; `None` if it is missing or null. Lists of one object and JSON in strings are objects.
pub(crate) fn get<'a>(text: &'a str, path: &str) -> Option<Cow<'a, str>> {
    let mut current = Cow::Borrowed(text);
    for name in path.split('.') {
        current = match current {
            Cow::Borrowed(text) => member(text, name)?,
            Cow::Owned(text) => Cow::Owned(member(&text, name)?.into_owned()),
        };
    }
    (current != "null").then_some(current)
}

/// The member `name` of the object that `text` stands for.
fn member<'a>(text: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let text = text.trim_start();
    match text.as_bytes().first()? {
        b'{' => {
            let found = cut(text, |text| {
                let mut members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
                Some(vec![members.remove(name)?])
            })?;
            found.first().copied().map(Cow::Borrowed)
        }
        b'[' => match elements(text)?.as_slice() {
            [only] => member(only, name),
            _ => None,
        },
        b'"' => {
            let inner: String = serde_json::from_str(&without_lone_surrogates(text)).ok()?;
            let found = member(&inner, name)?;
            Some(Cow::Owned(found.into_owned()))
        }
        _ => None,
    }
}

fn elements(text: &str) -> Option<Vec<&str>> {
    cut(text, |text| serde_json::from_str(text).ok())
}

/// Finds parts of `text` in a text of the same length that has no lone surrogates, and cuts them out of `text` itself.
fn cut(text: &str, find: impl FnOnce(&str) -> Option<Vec<&RawValue>>) -> Option<Vec<&str>> {
    let clean = without_lone_surrogates(text);
    let parts = find(&clean)?;
    let place = |part: &RawValue| {
        let start = part.get().as_ptr().addr() - clean.as_ptr().addr();
        text.get(start..start + part.get().len())
    };
    parts.into_iter().map(place).collect()
}

/// Returns the elements of the list at the dotted `path`, without absent ones. Another value is a list of one element.
pub(crate) fn items(text: &str, path: &str) -> Vec<Part> {
    let list = get(text, path).filter(|list| !is_absent(list));
    let Some(list) = list else {
        return Vec::new();
    };
    if !list.starts_with('[') {
        let (path, raw) = (path.to_owned(), Raw::new(&*list));
        return vec![Part { path, raw }];
    }
    let elements = elements(&list).unwrap_or_default().into_iter().enumerate();
    elements
        .filter(|(_, element)| *element != "null" && *element != "\"\"")
        .map(|(index, element)| Part {
            path: format!("{path}[{index}]"),
            raw: Raw::new(element),
        })
        .collect()
}

/// Whether a value stands for an absent list.
fn is_absent(text: &str) -> bool {
    let start: String = text
        .chars()
        .filter(|char| !char.is_ascii_whitespace())
        .take(6)
        .collect();
    matches!(start.as_str(), "false" | "\"\"" | "{}")
}

/// Decodes a part of a response; what does not fit is left out, and known from the whole response.
pub(crate) fn decode<T: DeserializeOwned>(raw: &Raw) -> Result<T, Error> {
    match wire::decode(raw.as_str().as_bytes()) {
        Ok(decoded) => Ok(decoded.value),
        Err(DecodeError::Unfit(misfit)) => Err(unexpected(misfit.to_string())),
        Err(_) => Err(unexpected("a part of the response is not JSON")),
    }
}

/// Returns the string or number at the dotted `path`, as a string.
pub(crate) fn scalar(text: &str, path: &str) -> Option<String> {
    let found = get(text, path)?;
    match serde_json::from_str(&without_lone_surrogates(&found)).ok()? {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(_) => Some(found.into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{get, items, scalar};

    #[test]
    fn parts_are_kept_letter_for_letter() {
        let text = r#"{"A": {"B" : [ {"x": 1.10, "y":2} , null, 7 ], "T": "12", "N": 12}, "Z": null}"#;
        let list = items(text, "A.B");
        let list: Vec<_> = list
            .iter()
            .map(|part| (part.path.as_str(), part.raw.as_str()))
            .collect();
        assert_eq!(list, [("A.B[0]", r#"{"x": 1.10, "y":2}"#), ("A.B[2]", "7")]);
        assert_eq!(get(text, "Z"), None);
        assert_eq!(get(text, "A.C"), None);
        assert_eq!(scalar(text, "A.T").as_deref(), Some("12"));
        assert_eq!(scalar(text, "A.N").as_deref(), Some("12"));
        assert!(items(text, "Z").is_empty());
        assert!(items("no json", "Z").is_empty());
    }

    #[test]
    fn a_lone_element_is_a_list_of_one() {
        assert_eq!(items(r#"{"A":{"x":1}}"#, "A")[0].raw.as_str(), r#"{"x":1}"#);
    }

    #[test]
    fn surrogates_stay_in_parts_and_objects_may_be_wrapped() {
        let text = r#"{"\udfff":1,"A":[{"B":"{\"C\":[\"x\"]}","D":"\ud83d"}],"A.B":2}"#;
        assert_eq!(get(text, "A.D").as_deref(), Some(r#""\ud83d""#));
        assert_eq!(scalar(text, "A.D").as_deref(), Some("\u{fffd}"));
        assert_eq!(items(text, "A.B.C")[0].raw.as_str(), r#""x""#);
        for absent in [
            r#"{"A":""}"#,
            r#"{"A":{}}"#,
            r#"{"A":false}"#,
            r#"{"A":[]}"#,
            r#"{"A":[null,""]}"#,
        ] {
            assert!(items(absent, "A").is_empty(), "{absent}");
        }
    }
}
