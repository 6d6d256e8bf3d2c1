//! Rule `credential-parameters`: a path parameter with `x-from: credentials` is filled by the transport, not by the caller.

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::value::{METHODS, array, str};

const RULE: &str = "credential-parameters";

pub(super) fn credential_parameters(document: &mut Value) -> Result<(), Error> {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return Err(Error::new("paths", RULE, "the document has no paths"));
    };
    let mut lowered = Map::new();
    for (path, mut item) in std::mem::take(paths) {
        let mut literal = path.clone();
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                literal = lower_operation(&path, operation)?;
            }
        }
        if lowered.insert(literal.clone(), item).is_some() {
            return Err(Error::new(path, RULE, format!("two paths become `{literal}`")));
        }
    }
    *paths = lowered;
    Ok(())
}

/// Removes the credential parameters from `operation`; returns the path without their braces.
fn lower_operation(path: &str, operation: &mut Value) -> Result<String, Error> {
    let mut literal = path.to_owned();
    let mut kept = Vec::new();
    let mut filled = Vec::new();
    for parameter in array(operation, "parameters") {
        let name = str(parameter, "name");
        match str(parameter, "x-from") {
            "" => kept.push(parameter.clone()),
            "credentials" if str(parameter, "in") == "path" => {
                literal = literal.replace(&format!("{{{name}}}"), name);
                filled.push(json!(name));
            }
            _ => {
                let place = str(operation, "operationId");
                return Err(Error::new(
                    place,
                    RULE,
                    format!("`{name}`: only path parameters come from the credentials"),
                ));
            }
        }
    }
    let wire = path.split('#').next().unwrap_or(path);
    operation["x-path"] = json!(wire);
    operation["parameters"] = Value::Array(kept);
    if !filled.is_empty() {
        operation["x-credential-parameters"] = Value::Array(filled);
    }
    Ok(literal)
}
