//! Rule `responses`: the successful response is declared as `200`, so that one type represents every 2xx status.

use serde_json::{Value, json};

use crate::error::Error;
use crate::value::{METHODS, fields, reference, str};

const RULE: &str = "responses";

pub(super) fn responses(document: &mut Value) -> Result<(), Error> {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return Ok(());
    };
    for item in paths.values_mut() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                lower_operation(operation)?;
            }
        }
    }
    Ok(())
}

fn lower_operation(operation: &mut Value) -> Result<(), Error> {
    let id = str(operation, "operationId").to_owned();
    let success: Vec<String> = fields(operation, "responses")
        .into_iter()
        .filter(|(status, _)| status.starts_with('2'))
        .map(|(status, _)| status.clone())
        .collect();
    let Some(responses) = operation["responses"].as_object_mut() else {
        return Ok(());
    };
    for status in success {
        let Some(response) = responses.remove(&status) else {
            continue;
        };
        let has_body = match response.get("content") {
            None => false,
            Some(content) if reference(&content["application/json"]["schema"]).is_some() => true,
            Some(_) => {
                return Err(Error::new(
                    id,
                    RULE,
                    "a response is application/json with a $ref to a named component",
                ));
            }
        };
        responses.insert("200".to_owned(), response);
        operation["x-success-status"] = json!(status);
        operation["x-response-body"] = json!(has_body);
        break;
    }
    Ok(())
}
