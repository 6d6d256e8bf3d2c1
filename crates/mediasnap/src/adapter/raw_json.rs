//! Parts of a JSON document, unmodified, for `raw`.

use std::collections::BTreeMap;

use mediasnap_core::Error;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::errors::unexpected;
use crate::model::Raw;

/// Returns the JSON at the dotted `path`; `None` if it is missing or null.
pub(crate) fn get<'a>(text: &'a str, path: &str) -> Option<&'a str> {
    let mut current = text;
    for name in path.split('.') {
        let members: BTreeMap<String, &'a RawValue> = serde_json::from_str(current).ok()?;
        current = members.get(name)?.get();
    }
    (current != "null").then_some(current)
}

/// Returns the elements of the list at the dotted `path`. Another value is a list of one element; nulls are skipped.
pub(crate) fn items(text: &str, path: &str) -> Result<Vec<Raw>, Error> {
    let Some(list) = get(text, path) else {
        return Ok(Vec::new());
    };
    if !list.starts_with('[') {
        return Ok(vec![Raw::new(list)]);
    }
    let elements: Vec<&RawValue> =
        serde_json::from_str(list).map_err(|_| unexpected("the list in the answer cannot be read"))?;
    Ok(elements
        .into_iter()
        .map(RawValue::get)
        .filter(|element| *element != "null")
        .map(Raw::new)
        .collect())
}

/// Decodes a part of a response.
pub(crate) fn decode<T: DeserializeOwned>(raw: &Raw) -> Result<T, Error> {
    serde_json::from_str(raw.as_str()).map_err(|error| {
        // The position says where; the words of the parser may quote the answer.
        let (line, column) = (error.line(), error.column());
        unexpected(format!(
            "a part of the answer does not fit its type, at line {line} column {column}"
        ))
    })
}

/// Returns the string or number at the dotted `path`, as a string.
pub(crate) fn scalar(text: &str, path: &str) -> Option<String> {
    let found = get(text, path)?;
    match serde_json::from_str(found).ok()? {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(_) => Some(found.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{get, items, scalar};

    #[test]
    fn parts_are_kept_letter_for_letter() {
        let text = r#"{"A": {"B" : [ {"x": 1.10, "y":2} , null, 7 ], "T": "12", "N": 12}, "Z": null}"#;
        let list = items(text, "A.B").unwrap();
        let list: Vec<&str> = list.iter().map(crate::model::Raw::as_str).collect();
        assert_eq!(list, [r#"{"x": 1.10, "y":2}"#, "7"]);
        assert_eq!(get(text, "Z"), None);
        assert_eq!(get(text, "A.C"), None);
        assert_eq!(scalar(text, "A.T").as_deref(), Some("12"));
        assert_eq!(scalar(text, "A.N").as_deref(), Some("12"));
        assert!(items(text, "Z").unwrap().is_empty());
        assert!(items("no json", "Z").unwrap().is_empty());
    }

    #[test]
    fn a_lone_element_is_a_list_of_one() {
        assert_eq!(items(r#"{"A":{"x":1}}"#, "A").unwrap()[0].as_str(), r#"{"x":1}"#);
    }
}
