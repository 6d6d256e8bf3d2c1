//! Reads the arguments of a call from path, query, headers and body.

use mediasnap_core::operation::{Body, Encoding, Location, Operation, Parameter, Vendor};
use serde_json::{Map, Value};

use super::request::HttpRequest;
use super::schema::{Schema, Violation};

/// Parameters of Tencent Cloud's protocol, which are no arguments of the operation.
const TENCENT_COMMON: [&str; 12] = [
    "Action",
    "Version",
    "Region",
    "Timestamp",
    "Nonce",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Token",
    "Language",
    "RequestClient",
    "DryRun",
];

/// Maximum depth of a flattened parameter. Values that are nested without a limit exhaust the stack.
const MAX_DEPTH: usize = 16;
/// Maximum number of values in a body. Each of them takes much more memory than bytes.
const MAX_VALUES: usize = 100_000;
/// Maximum length of a parameter name in an error message.
const MAX_REPORTED: usize = 100;

/// Returns the arguments by wire name, converted to the types of the schema and checked against it.
pub(crate) fn read(
    vendor: Vendor,
    operation: &'static Operation,
    spec: &Schema,
    path: &[(String, String)],
    request: &HttpRequest,
) -> Result<Map<String, Value>, Violation> {
    let mut arguments = match operation.body {
        Body::Json if vendor == Vendor::Tencent && request.is_multipart() => {
            unflatten(request.fields().ok_or_else(|| Violation::Invalid {
                path: "body".into(),
                why: "is not valid multipart/form-data".into(),
            })?)?
        }
        Body::Json if has_json(vendor, request) => body(&request.body)?,
        Body::Json if vendor == Vendor::Tencent => unflatten(request.pairs().to_vec())?,
        _ => Map::new(),
    };
    let unknown = arguments.keys().find(|name| operation.parameter(name).is_none());
    if let (Vendor::Tencent, Some(name)) = (vendor, unknown) {
        return Err(Violation::Unknown(name.clone()));
    }
    let pairs = request.pairs();
    for parameter in operation.parameters {
        let value = match parameter.location {
            Location::Path => {
                let found = path.iter().find(|(name, _)| name == parameter.name);
                found.map(|(_, value)| Value::from(value.as_str()))
            }
            Location::Header => request
                .header(&parameter.name.to_ascii_lowercase())
                .map(Value::from),
            // Alibaba Cloud accepts a parameter in the query and in the form.
            Location::Query | Location::Form => from_pairs(parameter, pairs),
            Location::Body => continue,
        };
        let Some(value) = value else { continue };
        let schema = spec.parameter(operation, parameter);
        let kind = schema
            .and_then(|schema| schema.get("type"))
            .and_then(Value::as_str)
            .unwrap_or("string");
        arguments.insert(parameter.name.to_owned(), typed(value, kind, parameter)?);
    }
    check_names(operation, pairs)?;
    if vendor == Vendor::Tencent {
        for parameter in operation.parameters {
            if let (Some(value), Some(schema)) = (
                arguments.get_mut(parameter.name),
                spec.parameter(operation, parameter),
            ) {
                coerce(value, schema, spec);
            }
        }
    }
    check(operation, spec, &arguments)?;
    Ok(arguments)
}

fn has_json(vendor: Vendor, request: &HttpRequest) -> bool {
    let media_type = request.header("content-type").unwrap_or_default();
    match vendor {
        Vendor::Tencent => {
            request.method == "POST" && !media_type.starts_with("application/x-www-form-urlencoded")
        }
        _ => true,
    }
}

fn body(bytes: &[u8]) -> Result<Map<String, Value>, Violation> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    let mut separators = bytes.iter().filter(|byte| **byte == b',');
    if separators.nth(MAX_VALUES).is_some() {
        return Err(Violation::Invalid {
            path: "body".into(),
            why: format!("has more than {MAX_VALUES} values"),
        });
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(mut members)) => {
            members.retain(|_, value| !value.is_null());
            Ok(members)
        }
        _ => Err(Violation::Invalid {
            path: "body".into(),
            why: "is not a JSON object".into(),
        }),
    }
}

/// Returns the value of a parameter among decoded pairs.
fn from_pairs(parameter: &Parameter, pairs: &[(String, String)]) -> Option<Value> {
    let named = |name: &str| {
        pairs
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .next()
    };
    match parameter.encoding {
        Encoding::Repeat => {
            let values = pairs.iter().filter(|(key, _)| key == parameter.name);
            let values: Vec<Value> = values.map(|(_, value)| Value::from(value.as_str())).collect();
            (!values.is_empty()).then_some(Value::Array(values))
        }
        Encoding::Indexed => {
            let mut values: Vec<(u64, Value)> = Vec::new();
            for (key, value) in pairs {
                let index = key
                    .strip_prefix(parameter.name)
                    .and_then(|rest| rest.strip_prefix('.'));
                if let Some(index) = index.and_then(|index| index.parse().ok()) {
                    values.push((index, Value::from(value.as_str())));
                }
            }
            values.sort_by_key(|(index, _)| *index);
            (!values.is_empty()).then(|| values.into_iter().map(|(_, value)| value).collect())
        }
        _ => named(parameter.name).map(Value::from),
    }
}

/// Rejects a value in a form that its parameter is not read from, as clients send that flatten every list: it would be
/// lost otherwise.
fn check_names(operation: &Operation, pairs: &[(String, String)]) -> Result<(), Violation> {
    for (key, value) in pairs {
        let (name, rest) = key.split_once('.').unwrap_or((key, ""));
        let Some(parameter) = operation.parameter(name) else {
            continue;
        };
        let indexed = parameter.encoding == Encoding::Indexed;
        let sent_in_pairs = matches!(parameter.location, Location::Query | Location::Form);
        let read = if indexed {
            rest.parse::<u64>().is_ok() || (rest.is_empty() && value.is_empty())
        } else {
            rest.is_empty()
        };
        if sent_in_pairs && !read {
            let why = match parameter.encoding {
                Encoding::Indexed => format!("is not read; the list is sent as {name}.1, {name}.2"),
                Encoding::Json => format!("is not read; {name} is sent as one JSON string"),
                _ => format!("is not read; {name} is sent as one value"),
            };
            return Err(Violation::Invalid {
                path: key.chars().take(MAX_REPORTED).collect(),
                why,
            });
        }
    }
    Ok(())
}

/// Converts a string to the type of the schema.
fn typed(value: Value, kind: &str, parameter: &Parameter) -> Result<Value, Violation> {
    let Value::String(text) = &value else {
        return Ok(value);
    };
    let invalid = |why: &str| Violation::Invalid {
        path: parameter.name.to_owned(),
        why: why.to_owned(),
    };
    if parameter.encoding == Encoding::Json {
        return serde_json::from_str(text).map_err(|_| invalid("is not JSON"));
    }
    match kind {
        "integer" => text
            .trim()
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| invalid("is not an integer")),
        "number" => text
            .trim()
            .parse::<f64>()
            .map(Value::from)
            .map_err(|_| invalid("is not a number")),
        "boolean" => match text.to_ascii_lowercase().as_str() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(invalid("is not a boolean")),
        },
        _ => Ok(value),
    }
}

/// Converts flattened parameters (`Whiteboard.Width`, `Ids.0`) to nested JSON.
fn unflatten(pairs: Vec<(String, String)>) -> Result<Map<String, Value>, Violation> {
    let mut root = Map::new();
    for (key, text) in pairs {
        if TENCENT_COMMON.contains(&&*key) {
            continue;
        }
        if key.split('.').nth(MAX_DEPTH).is_some() {
            return Err(Violation::Invalid {
                path: key.chars().take(MAX_REPORTED).collect(),
                why: format!("is nested more than {MAX_DEPTH} levels deep"),
            });
        }
        let mut names = key.split('.').peekable();
        let mut members = &mut root;
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                members.insert(name.to_owned(), Value::from(text.as_str()));
                break;
            }
            let inner = members.entry(name).or_insert_with(|| Value::Object(Map::new()));
            members = inner.as_object_mut().ok_or_else(|| Violation::Invalid {
                path: key.clone(),
                why: "is given twice".into(),
            })?;
        }
    }
    Ok(root)
}

/// Converts the strings of a flattened request to the types of the schema, and objects with numbers as names to
/// arrays.
fn coerce(value: &mut Value, schema: &Value, spec: &Schema) {
    let schema = spec.resolve(schema);
    match (
        schema.get("type").and_then(Value::as_str).unwrap_or_default(),
        &mut *value,
    ) {
        ("integer", Value::String(text)) => {
            if let Ok(number) = text.parse::<i64>() {
                *value = Value::from(number);
            }
        }
        ("boolean", Value::String(text)) => {
            if let Ok(truth) = text.to_ascii_lowercase().parse::<bool>() {
                *value = Value::Bool(truth);
            }
        }
        ("object", Value::Object(members)) => {
            for (name, member) in members {
                if let Some(schema) = schema.get("properties").and_then(|known| known.get(name)) {
                    coerce(member, schema, spec);
                }
            }
        }
        ("array", Value::Object(members)) => {
            let mut items: Vec<(u64, Value)> = members
                .iter()
                .filter_map(|(name, item)| Some((name.parse().ok()?, item.clone())))
                .collect();
            items.sort_by_key(|(index, _)| *index);
            let element = schema.get("items").unwrap_or(&Value::Null);
            let mut list: Vec<Value> = items.into_iter().map(|(_, item)| item).collect();
            for item in &mut list {
                coerce(item, element, spec);
            }
            *value = Value::Array(list);
        }
        _ => {}
    }
}

/// Checks presence, types and limits.
fn check(operation: &Operation, spec: &Schema, arguments: &Map<String, Value>) -> Result<(), Violation> {
    for parameter in operation.parameters {
        let value = arguments.get(parameter.name).filter(|value| !value.is_null());
        match (value, spec.parameter(operation, parameter)) {
            (None, _) if parameter.required => return Err(Violation::Missing(parameter.name.to_owned())),
            // An empty optional string counts as missing.
            (Some(Value::String(text)), _) if text.is_empty() && !parameter.required => {}
            (Some(value), Some(schema)) => spec.check(value, schema, parameter.name)?,
            _ => {}
        }
    }
    Ok(())
}
