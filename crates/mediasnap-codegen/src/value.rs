//! Small helpers to read and change JSON documents, shared by lowering and generation.

use serde_json::{Map, Value};

/// The HTTP methods of a path item, in the order they are listed in.
pub(crate) const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// A string member, or the empty text.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A boolean member, `false` when absent.
pub(crate) fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// The elements of a list member, none when absent.
pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// The members of an object member, none when absent.
pub(crate) fn members<'a>(value: &'a Value, key: &str) -> Vec<(&'a String, &'a Value)> {
    value
        .get(key)
        .and_then(Value::as_object)
        .map(|object| object.iter().collect())
        .unwrap_or_default()
}

/// The name behind `{"$ref": "#/components/schemas/NAME"}`.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    schema
        .get("$ref")?
        .as_str()?
        .strip_prefix("#/components/schemas/")
}

/// A schema that refers to the component `name`.
pub(crate) fn refer_to(name: &str) -> Value {
    serde_json::json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Every operation of a document: path key, method, operation.
pub(crate) fn operations(document: &Value) -> Vec<(&String, &'static str, &Value)> {
    let mut all = Vec::new();
    for (path, item) in members(document, "paths") {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                all.push((path, method, operation));
            }
        }
    }
    all
}

/// Calls `change` on every JSON object below (and including) `value`, parents before children.
pub(crate) fn walk(value: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            change(object);
            for child in object.values_mut() {
                walk(child, change);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                walk(element, change);
            }
        }
        _ => {}
    }
}
