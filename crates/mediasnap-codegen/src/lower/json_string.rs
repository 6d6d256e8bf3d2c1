//! Rule `json-string`: a parameter that is sent as a JSON string is declared with its schema and lowered to a named string.

use heck::ToPascalCase;
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::value::{METHODS, refer_to, reference, str, walk};

const RULE: &str = "json-string";

pub(super) fn json_string(document: &mut Value) -> Result<(), Error> {
    let mut named = Map::new();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for item in paths.values_mut() {
            for method in METHODS {
                if let Some(operation) = item.get_mut(method) {
                    lower_parameters(operation, &mut named)?;
                }
            }
        }
    }
    for (name, encoded) in form_bodies(document) {
        for member in encoded {
            let place = format!("{name}.{member}");
            let property = &mut document["components"]["schemas"][&name]["properties"][&member];
            if property.is_null() {
                return Err(Error::new(
                    place,
                    RULE,
                    "encoding names a property that the schema does not have",
                ));
            }
            let description = property.get("description").cloned();
            let name = name_string(
                &mut named,
                &place,
                &format!("{name}{}", member.to_pascal_case()),
                property,
            )?;
            *property = refer_to(&name);
            // The generator ignores a description beside a $ref and reads it from the component.
            if let Some(description) = description {
                named[&name]["description"] = description;
            }
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.append(&mut named);
    }
    // The generator does not support `encoding`; the schemas of the properties express it now.
    if let Some(paths) = document.get_mut("paths") {
        walk(paths, &mut |object| {
            object.remove("encoding");
        });
    }
    Ok(())
}

fn lower_parameters(operation: &mut Value, named: &mut Map<String, Value>) -> Result<(), Error> {
    let id = str(operation, "operationId").to_owned();
    let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else {
        return Ok(());
    };
    for parameter in parameters {
        let Some(content) = parameter.get("content").cloned() else {
            continue;
        };
        let name = str(parameter, "name").to_owned();
        let schema = &content["application/json"]["schema"];
        let place = format!("{id}.{name}");
        let name = name_string(named, &place, &format!("{id}{}", name.to_pascal_case()), schema)?;
        parameter["schema"] = refer_to(&name);
        parameter["x-encoding"] = json!("json");
        if let Some(example) = content["application/json"].get("example") {
            parameter["example"] = example.clone();
        }
        if let Some(object) = parameter.as_object_mut() {
            object.remove("content");
        }
    }
    Ok(())
}

/// Registers the named string for `schema`, which is a reference to an object or an array of scalars or references.
fn name_string(
    named: &mut Map<String, Value>,
    place: &str,
    stem: &str,
    schema: &Value,
) -> Result<String, Error> {
    let shape = match (reference(schema), str(schema, "type")) {
        (Some(_), _) => schema.clone(),
        // What describes the parameter stays with the parameter.
        (None, "array") => {
            let mut shape = json!({ "type": "array", "items": schema["items"] });
            if let Some(most) = schema.get("maxItems") {
                shape["maxItems"] = most.clone();
            }
            shape
        }
        _ => {
            return Err(Error::new(
                place,
                RULE,
                "a JSON string contains a $ref to an object, or an array",
            ));
        }
    };
    let name = format!("{stem}Json");
    named.insert(name.clone(), json!({ "type": "string", "x-json-string": shape }));
    Ok(name)
}

/// The form bodies with the members whose encoding is JSON: schema name and member names.
fn form_bodies(document: &Value) -> Vec<(String, Vec<String>)> {
    let mut bodies = Vec::new();
    for (_, _, operation) in crate::value::operations(document) {
        let media = &operation["requestBody"]["content"]["application/x-www-form-urlencoded"];
        let Some(name) = reference(&media["schema"]) else {
            continue;
        };
        let encoded: Vec<String> = crate::value::fields(media, "encoding")
            .into_iter()
            .filter(|(_, encoding)| str(encoding, "contentType") == "application/json")
            .map(|(member, _)| member.clone())
            .collect();
        bodies.push((name.to_owned(), encoded));
    }
    bodies
}
