//! Rule `open-enums`: an enumeration of strings becomes a named component with `x-open-enum`, which keeps unknown values.

use heck::ToPascalCase;
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::value::{METHODS, refer_to, str};

const RULE: &str = "open-enums";

pub(super) fn open_enums(document: &mut Value) -> Result<(), Error> {
    let mut named = Map::new();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for item in paths.values_mut() {
            for method in METHODS {
                let Some(operation) = item.get_mut(method) else {
                    continue;
                };
                let id = str(operation, "operationId").to_owned();
                let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else {
                    continue;
                };
                for parameter in parameters {
                    let name = format!("{id}{}", str(parameter, "name").to_pascal_case());
                    let description = parameter.get("description").cloned();
                    hoist(&name, &mut parameter["schema"], description.as_ref(), &mut named)?;
                }
            }
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        for (name, schema) in schemas.iter_mut() {
            if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
                for (member, property) in properties {
                    hoist(
                        &format!("{name}{}", member.to_pascal_case()),
                        property,
                        None,
                        &mut named,
                    )?;
                }
            } else if is_string_enum(schema) {
                *schema = open(schema);
            }
        }
        for (name, schema) in named {
            if schemas.insert(name.clone(), schema).is_some() {
                return Err(Error::new(
                    name,
                    RULE,
                    "a component of this name exists already; rename it",
                ));
            }
        }
    }
    Ok(())
}

/// Moves an enum out of `schema` (or out of its items) into `named` and leaves a reference.
fn hoist(
    name: &str,
    schema: &mut Value,
    description: Option<&Value>,
    named: &mut Map<String, Value>,
) -> Result<(), Error> {
    if str(schema, "type") == "array" {
        let description = schema.get("description").cloned();
        if let Some(items) = schema.get_mut("items") {
            return hoist(&format!("{name}Item"), items, description.as_ref(), named);
        }
    }
    if !is_string_enum(schema) {
        return Ok(());
    }
    let mut component = open(schema);
    if let (Some(description), None) = (description, component.get("description")) {
        component["description"] = description.clone();
    }
    if named.insert(name.to_owned(), component).is_some() {
        return Err(Error::new(
            name,
            RULE,
            "two enums get this name; name one of them in components",
        ));
    }
    let nullable = schema.get("nullable").cloned();
    *schema = refer_to(name);
    if let Some(nullable) = nullable {
        schema["nullable"] = nullable;
    }
    Ok(())
}

fn is_string_enum(schema: &Value) -> bool {
    // A string that contains a comma-separated list documents its elements.
    let is_list = crate::value::bool(schema, "x-comma-separated");
    str(schema, "type") == "string" && schema.get("enum").is_some_and(Value::is_array) && !is_list
}

/// Returns the component for the enum, with its description, default and example.
fn open(schema: &Value) -> Value {
    let mut component = json!({ "type": "string", "x-open-enum": schema["enum"] });
    for key in ["description", "default", "example", "x-also-allowed"] {
        if let Some(value) = schema.get(key) {
            component[key] = value.clone();
        }
    }
    component
}
