//! Reading and changing JSON documents, for lowering and generation.

use serde_json::{Map, Value};

/// The HTTP methods of a path item, in the order of iteration.
pub(crate) const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// Returns the string at `key`. Default: empty.
pub(crate) fn str<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Returns the boolean at `key`. Default: `false`.
pub(crate) fn bool(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// Returns the elements of the array at `key`. Default: none.
pub(crate) fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// Returns the members of the object at `key`. Default: none.
pub(crate) fn fields<'a>(value: &'a Value, key: &str) -> Vec<(&'a String, &'a Value)> {
    value
        .get(key)
        .and_then(Value::as_object)
        .map(|object| object.iter().collect())
        .unwrap_or_default()
}

/// Returns the component's name in `{"$ref": "#/components/schemas/NAME"}`.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    schema
        .get("$ref")?
        .as_str()?
        .strip_prefix("#/components/schemas/")
}

/// Returns a schema that refers to the component `name`.
pub(crate) fn refer_to(name: &str) -> Value {
    serde_json::json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Returns every operation of a document: path key, method, operation.
pub(crate) fn operations(document: &Value) -> Vec<(&String, &'static str, &Value)> {
    let mut all = Vec::new();
    for (path, item) in fields(document, "paths") {
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
