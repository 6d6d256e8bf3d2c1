//! Rule `encodings`: sets `x-encoding` of every query and header parameter.

use serde_json::{Value, json};

use crate::error::Error;
use crate::value::{METHODS, str};

const RULE: &str = "encodings";

pub(super) fn encodings(document: &mut Value) -> Result<(), Error> {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return Ok(());
    };
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
                let place = format!("{id}.{}", str(parameter, "name"));
                let encoding = encoding(&place, parameter)?;
                parameter["x-encoding"] = json!(encoding);
            }
        }
    }
    Ok(())
}

fn encoding(place: &str, parameter: &Value) -> Result<&'static str, Error> {
    let schema = &parameter["schema"];
    let is_list = str(schema, "type") == "array";
    match (str(parameter, "x-encoding"), is_list) {
        ("json", _) => Ok("json"),
        ("indexed", true) => Ok("indexed"),
        ("", true) if parameter.get("explode") == Some(&Value::Bool(false)) => Err(Error::new(
            place,
            RULE,
            "a list repeats its key; declare a comma-separated list as a string with x-comma-separated",
        )),
        ("" | "repeat", true) => Ok("repeat"),
        ("" | "plain", false) if str(schema, "type") != "object" => Ok("plain"),
        (other, _) => Err(Error::new(
            place,
            RULE,
            format!("encoding `{other}` does not fit the schema"),
        )),
    }
}
