//! Rules `single-references`, `nullable`, `integers` and `open-objects`: changes to every schema.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::error::Error;
use crate::value::{array, bool, fields, operations, refer_to, reference, str, walk};

/// Rule `single-references`.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn single_references(document: &mut Value) -> Result<(), Error> {
    walk(document, &mut |object| {
        let single = match object.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) => reference(only).map(refer_to),
            _ => None,
        };
        if let Some(Value::Object(single)) = single {
            object.remove("allOf");
            object.extend(single);
        }
    });
    Ok(())
}

/// Rule `nullable`.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn nullable(document: &mut Value) -> Result<(), Error> {
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        for schema in schemas.values_mut() {
            let nullable: BTreeSet<String> = fields(schema, "properties")
                .into_iter()
                .filter(|(_, property)| bool(property, "nullable"))
                .map(|(name, _)| name.clone())
                .collect();
            if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
                required.retain(|name| !nullable.contains(name.as_str().unwrap_or_default()));
            }
        }
    }
    for place in ["paths", "components"] {
        if let Some(part) = document.get_mut(place) {
            walk(part, &mut |object| {
                // The keyword, not a property of this name.
                if object.get("nullable").is_some_and(Value::is_boolean) {
                    object.remove("nullable");
                    object.insert("x-nullable".to_owned(), json!(true));
                }
            });
        }
    }
    Ok(())
}

/// Rule `integers`.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn integers(document: &mut Value) -> Result<(), Error> {
    for place in ["paths", "components"] {
        if let Some(part) = document.get_mut(place) {
            walk(part, &mut |object| {
                if object.get("type") == Some(&json!("integer")) {
                    object.insert("format".to_owned(), json!("int64"));
                }
            });
        }
    }
    Ok(())
}

/// Rule `open-objects`.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn open_objects(document: &mut Value) -> Result<(), Error> {
    let mut names: Vec<String> = Vec::new();
    for (_, _, operation) in operations(document) {
        for (_, response) in fields(operation, "responses") {
            names.extend(reference(&response["content"]["application/json"]["schema"]).map(str::to_owned));
        }
    }
    let mut reached = BTreeSet::new();
    while let Some(name) = names.pop() {
        if reached.insert(name.clone()) {
            references(&document["components"]["schemas"][&name], &mut names);
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        for (name, schema) in schemas {
            let is_object = str(schema, "type") == "object" && schema.get("properties").is_some();
            if is_object && reached.contains(name) {
                // An empty schema, not `true`: the generator then adds a map of undocumented members.
                schema["additionalProperties"] = json!({});
            }
        }
    }
    Ok(())
}

fn references(schema: &Value, names: &mut Vec<String>) {
    names.extend(reference(schema).map(str::to_owned));
    names.extend(reference(&schema["items"]).map(str::to_owned));
    for (_, property) in fields(schema, "properties") {
        references(property, names);
    }
    debug_assert!(array(schema, "allOf").is_empty());
}
