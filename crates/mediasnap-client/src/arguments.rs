//! Arguments by wire name: one flat JSON object becomes a request, routed by the operation table.

use bytes::Bytes;
use mediasnap_core::operation::{Body, Encoding, Location, Operation, Parameter};
use mediasnap_core::wire::compact;
use mediasnap_core::{Error, ErrorKind};
use serde_json::{Map, Value};

use crate::request::{UnsignedRequest, encode_form};

/// Routes `arguments` to path, query, header and body of `operation`.
///
/// Text goes out as it is, empty text included. A null argument counts as absent. Values of JSON parameters may be given as
/// JSON or as the text that holds it.
///
/// # Errors
/// `InvalidArgument` for a name that the operation does not have, a missing one, or a value of the wrong shape.
pub fn build_request(
    operation: &Operation,
    arguments: &Map<String, Value>,
) -> Result<UnsignedRequest, Error> {
    check_names(operation, arguments)?;
    let mut unsigned = UnsignedRequest {
        path: Vec::new(),
        query: Vec::new(),
        headers: Vec::new(),
        body: Bytes::new(),
    };
    let mut form = Vec::new();
    let mut body = Map::new();
    for parameter in operation.parameters {
        let Some(value) = arguments.get(parameter.name).filter(|value| !value.is_null()) else {
            continue;
        };
        match parameter.location {
            Location::Path => unsigned
                .path
                .push((parameter.name.to_owned(), scalar(parameter, value)?)),
            Location::Header => unsigned
                .headers
                .push((parameter.name.to_owned(), scalar(parameter, value)?)),
            Location::Query => encode(parameter, value, &mut unsigned.query)?,
            Location::Form => encode(parameter, value, &mut form)?,
            Location::Body => {
                body.insert(parameter.name.to_owned(), value.clone());
            }
        }
    }
    unsigned.body = match operation.body {
        Body::None => Bytes::new(),
        Body::Json => compact(&Value::Object(body)).into(),
        Body::Form => encode_form(&form).into(),
    };
    Ok(unsigned)
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidArgument, message)
}

fn check_names(operation: &Operation, arguments: &Map<String, Value>) -> Result<(), Error> {
    if let Some(unknown) = arguments.keys().find(|name| operation.parameter(name).is_none()) {
        let known: Vec<&str> = operation
            .parameters
            .iter()
            .map(|parameter| parameter.name)
            .collect();
        return Err(invalid(format!(
            "unknown parameter `{unknown}`; {} takes {}",
            operation.id,
            known.join(", ")
        )));
    }
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        let given = arguments
            .get(parameter.name)
            .is_some_and(|value| !value.is_null());
        // A path parameter that nobody gives comes from the credentials.
        if !given && parameter.location != Location::Path {
            return Err(invalid(format!("the parameter `{}` is missing", parameter.name)));
        }
    }
    Ok(())
}

fn encode(parameter: &Parameter, value: &Value, pairs: &mut Vec<(String, String)>) -> Result<(), Error> {
    let name = parameter.name;
    match (parameter.encoding, value) {
        (Encoding::Json, Value::String(text)) => pairs.push((name.to_owned(), text.clone())),
        (Encoding::Json, value) => pairs.push((name.to_owned(), compact(value))),
        (Encoding::Repeat | Encoding::Indexed, Value::Array(elements)) => {
            for (index, element) in elements.iter().enumerate() {
                let key = match parameter.encoding {
                    Encoding::Indexed => format!("{name}.{}", index + 1),
                    _ => name.to_owned(),
                };
                pairs.push((key, scalar(parameter, element)?));
            }
        }
        (Encoding::Indexed, value) => pairs.push((format!("{name}.1"), scalar(parameter, value)?)),
        (Encoding::Plain | Encoding::Repeat, value) => {
            pairs.push((name.to_owned(), scalar(parameter, value)?));
        }
    }
    Ok(())
}

/// The text of a scalar value.
fn scalar(parameter: &Parameter, value: &Value) -> Result<String, Error> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(invalid(format!(
            "the parameter `{}` takes text, a number or a boolean",
            parameter.name
        ))),
    }
}
