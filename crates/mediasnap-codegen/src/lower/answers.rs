//! Rule `answers`: the success answer is declared as `200`, so that one typed answer stands for every 2xx status.

use serde_json::{Value, json};

use crate::Error;
use crate::value::{METHODS, members, reference, text};

const RULE: &str = "answers";

pub(super) fn answers(document: &mut Value) -> Result<(), Error> {
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
    let id = text(operation, "operationId").to_owned();
    let success: Vec<String> = members(operation, "responses")
        .into_iter()
        .filter(|(status, _)| status.starts_with('2'))
        .map(|(status, _)| status.clone())
        .collect();
    let Some(responses) = operation["responses"].as_object_mut() else {
        return Ok(());
    };
    for status in success {
        let Some(answer) = responses.remove(&status) else {
            continue;
        };
        let has_body = match answer.get("content") {
            None => false,
            Some(content) if reference(&content["application/json"]["schema"]).is_some() => true,
            Some(_) => {
                return Err(Error::new(
                    id,
                    RULE,
                    "an answer is application/json with a $ref to a named component",
                ));
            }
        };
        responses.insert("200".to_owned(), answer);
        operation["x-success-status"] = json!(status);
        operation["x-answer-body"] = json!(has_body);
        break;
    }
    Ok(())
}
