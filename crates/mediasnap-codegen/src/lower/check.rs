//! Rule `conventions`: checks what every spec must contain, and rejects what the generator does not support.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::error::Error;
use crate::value::{array, bool, fields, operations, reference, str, walk};

const RULE: &str = "conventions";

/// The kinds of error codes, identical to the error kinds of `mediasnap-core`.
pub(crate) const KINDS: [&str; 12] = [
    "invalid-argument",
    "authentication",
    "clock-skew",
    "token-expired",
    "permission-denied",
    "not-found",
    "conflict",
    "throttled",
    "quota-exceeded",
    "unavailable",
    "internal",
    "unsupported",
];

/// Headers that the signers set: no parameter has such a name.
const SIGNING_HEADERS: [&str; 4] = ["authorization", "x-auth-token", "x-sdk-", "x-project"];
const ACTION_HEADERS: [&str; 2] = ["x-tc-", "x-acs-"];

pub(super) fn conventions(document: &mut Value) -> Result<(), Error> {
    root(document)?;
    servers(document)?;
    let mut names = BTreeSet::new();
    for (path, method, operation) in operations(document) {
        let id = str(operation, "operationId");
        let place = if id.is_empty() {
            format!("{method} {path}")
        } else {
            id.to_owned()
        };
        operation_docs(&place, operation)?;
        if !names.insert(heck::ToSnakeCase::to_snake_case(id)) {
            return Err(fail(
                &place,
                "two operations have the same method name in Rust; rename one",
            ));
        }
        dispatch(document, path, &place, operation)?;
        errors(&place, operation)?;
        for parameter in array(operation, "parameters") {
            check_parameter(&place, path, parameter)?;
            check_style(document, &place, parameter)?;
        }
        check_responses(&place, operation)?;
        check_body(&place, operation)?;
    }
    for (name, schema) in fields(&document["components"], "schemas") {
        check_schema(name, schema)?;
    }
    references(document)
}

fn fail(place: &str, message: impl Into<String>) -> Error {
    Error::new(place, RULE, message)
}

fn root(document: &Value) -> Result<(), Error> {
    if str(document, "openapi") != "3.0.3" {
        return Err(fail("openapi", "the version must be 3.0.3"));
    }
    for key in ["x-product", "x-vendor", "x-service", "x-dispatch"] {
        if str(document, key).is_empty() {
            return Err(fail(key, "missing at the root; see specs/README.md"));
        }
    }
    if !["huawei", "tencent", "alibaba"].contains(&str(document, "x-vendor")) {
        return Err(fail("x-vendor", "must be huawei, tencent or alibaba"));
    }
    if !["path", "action"].contains(&str(document, "x-dispatch")) {
        return Err(fail("x-dispatch", "must be path or action"));
    }
    if !str(document, "x-object-scheme")
        .bytes()
        .all(|byte| byte.is_ascii_lowercase())
    {
        return Err(fail("x-object-scheme", "must be lower-case letters"));
    }
    if str(&document["info"], "version").is_empty() {
        return Err(fail("info", "info.version must be the API version"));
    }
    if array(document, "security").is_empty() || fields(&document["components"], "securitySchemes").is_empty()
    {
        return Err(fail(
            "security",
            "name the signature in components.securitySchemes and in the root security",
        ));
    }
    errors("x-errors", document)
}

fn servers(document: &Value) -> Result<(), Error> {
    let all = array(document, "servers");
    if all.is_empty() {
        return Err(fail("servers", "at least one server is required"));
    }
    for server in all {
        let url = str(server, "url");
        let host = url.strip_prefix("https://").unwrap_or_default();
        if host.is_empty() || host.contains('/') {
            return Err(fail(
                "servers",
                format!("`{url}` must be https:// and a host, without a path"),
            ));
        }
        let templated = !array(&server["variables"]["region"], "enum").is_empty();
        if url.contains("{region}") != templated {
            return Err(fail(
                "servers",
                format!("`{url}`: {{region}} in the host needs a region variable with an enum"),
            ));
        }
        if !templated && array(server, "x-regions").is_empty() {
            return Err(fail(
                "servers",
                format!("`{url}` serves no region: add x-regions"),
            ));
        }
    }
    Ok(())
}

fn operation_docs(place: &str, operation: &Value) -> Result<(), Error> {
    for key in ["operationId", "summary", "description"] {
        if str(operation, key).is_empty() {
            return Err(fail(place, format!("{key} is missing")));
        }
    }
    if !str(&operation["externalDocs"], "url").starts_with("https://") {
        return Err(fail(place, "externalDocs.url must link the vendor's page"));
    }
    if operation.get("x-idempotent").and_then(Value::as_bool).is_none() {
        return Err(fail(
            place,
            "x-idempotent must say true or false: retries depend on it",
        ));
    }
    Ok(())
}

fn dispatch(document: &Value, path: &str, place: &str, operation: &Value) -> Result<(), Error> {
    let action = str(operation, "x-action");
    if str(document, "x-dispatch") == "path" {
        if path.contains('#') || !action.is_empty() {
            return Err(fail(
                place,
                "a path API has no fragment in its path and no x-action",
            ));
        }
    } else if path != format!("/#{place}") || action.is_empty() {
        return Err(fail(
            place,
            format!("an action API has the path key `/#{place}` and an x-action"),
        ));
    }
    Ok(())
}

fn errors(place: &str, holder: &Value) -> Result<(), Error> {
    for error in array(holder, "x-errors") {
        let kind = str(error, "kind");
        if str(error, "code").is_empty() || !KINDS.contains(&kind) {
            return Err(fail(
                place,
                format!(
                    "x-errors: `{error}` needs a code and a kind out of {}",
                    KINDS.join(", ")
                ),
            ));
        }
    }
    Ok(())
}

fn check_parameter(place: &str, path: &str, parameter: &Value) -> Result<(), Error> {
    let name = str(parameter, "name");
    if parameter.get("$ref").is_some() {
        return Err(fail(place, "parameters are written out, not referred to"));
    }
    if str(parameter, "description").is_empty() {
        return Err(fail(place, format!("parameter `{name}` has no description")));
    }
    let lower = name.to_ascii_lowercase();
    let signing = SIGNING_HEADERS
        .iter()
        .chain(&ACTION_HEADERS)
        .any(|header| lower.starts_with(header));
    match str(parameter, "in") {
        "header" if signing => {
            return Err(fail(
                place,
                format!("`{name}` is set by the signer, not a parameter"),
            ));
        }
        "header" | "query" => {}
        "path" if path.contains(&format!("{{{name}}}")) && bool(parameter, "required") => {}
        "path" => {
            return Err(fail(
                place,
                format!("path parameter `{name}` must be required and occur in the path"),
            ));
        }
        other => {
            return Err(fail(
                place,
                format!("parameter `{name}`: `in: {other}` is not supported"),
            ));
        }
    }
    match (parameter.get("schema"), parameter.get("content")) {
        (Some(_), None) => Ok(()),
        (None, Some(content))
            if str(parameter, "in") == "query" && content.get("application/json").is_some() =>
        {
            Ok(())
        }
        _ => Err(fail(
            place,
            format!("parameter `{name}` needs either schema, or content: application/json in the query"),
        )),
    }
}

/// Checks how a parameter is written into the request: the generator supports one style per location.
fn check_style(document: &Value, place: &str, parameter: &Value) -> Result<(), Error> {
    let name = str(parameter, "name");
    let wanted = match str(parameter, "in") {
        "query" => "form",
        _ => "simple",
    };
    let style = str(parameter, "style");
    if !style.is_empty() && style != wanted {
        return Err(fail(
            place,
            format!(
                "parameter `{name}`: `style: {style}` is not supported; say how it is sent with x-encoding"
            ),
        ));
    }
    let schema = &parameter["schema"];
    let resolved = match reference(schema) {
        Some(component) => &document["components"]["schemas"][component],
        None => schema,
    };
    if str(resolved, "type") == "object" {
        return Err(fail(
            place,
            format!(
                "parameter `{name}` is an object; send an object as a JSON string: content: application/json"
            ),
        ));
    }
    Ok(())
}

/// Checks that every reference leads to a component.
fn references(document: &Value) -> Result<(), Error> {
    let missing = |part: &Value| {
        let mut copy = part.clone();
        let mut missing = None;
        walk(&mut copy, &mut |object| {
            if let Some(target) = object.get("$ref").and_then(Value::as_str) {
                let path = target
                    .strip_prefix('#')
                    .filter(|path| path.starts_with("/components/"));
                if path.and_then(|path| document.pointer(path)).is_none() {
                    missing.get_or_insert(target.to_owned());
                }
            }
        });
        missing
    };
    let operations = operations(document)
        .into_iter()
        .map(|(_, _, operation)| (str(operation, "operationId").to_owned(), operation));
    let schemas = fields(&document["components"], "schemas")
        .into_iter()
        .map(|(name, schema)| (name.clone(), schema));
    for (place, part) in operations.chain(schemas) {
        if let Some(target) = missing(part) {
            return Err(fail(
                &place,
                format!("`{target}` does not exist; refer to a schema in components"),
            ));
        }
    }
    Ok(())
}

fn check_responses(place: &str, operation: &Value) -> Result<(), Error> {
    let successes = fields(operation, "responses")
        .into_iter()
        .filter(|(status, _)| status.starts_with('2'))
        .count();
    if successes != 1 {
        return Err(fail(
            place,
            "exactly one 2xx response is required; it describes every 2xx status",
        ));
    }
    let odd = fields(operation, "responses")
        .into_iter()
        .find(|(status, _)| !status.starts_with('2') && !["4XX", "5XX"].contains(&status.as_str()));
    if let Some((status, _)) = odd {
        return Err(fail(
            place,
            format!(
                "response {status} is not supported: error responses are 4XX and 5XX, list their codes in x-errors"
            ),
        ));
    }
    for status in ["4XX", "5XX"] {
        let schema = &operation["responses"][status]["content"]["application/json"]["schema"];
        if reference(schema) != Some("Error") {
            return Err(fail(
                place,
                format!("response {status} must be application/json of the schema Error"),
            ));
        }
    }
    Ok(())
}

fn check_body(place: &str, operation: &Value) -> Result<(), Error> {
    let Some(body) = operation.get("requestBody") else {
        return Ok(());
    };
    let content = fields(body, "content");
    let [(media_type, media)] = content.as_slice() else {
        return Err(fail(place, "a request body has exactly one media type"));
    };
    if !["application/json", "application/x-www-form-urlencoded"].contains(&media_type.as_str()) {
        return Err(fail(
            place,
            format!("request body `{media_type}` is not supported"),
        ));
    }
    if reference(&media["schema"]).is_none() {
        return Err(fail(place, "the body schema must be a $ref to a named component"));
    }
    Ok(())
}

fn check_schema(name: &str, schema: &Value) -> Result<(), Error> {
    let mut copy = schema.clone();
    let mut problem = None;
    walk(&mut copy, &mut |object| {
        for keyword in ["oneOf", "anyOf", "allOf", "not", "discriminator"] {
            if object.contains_key(keyword) {
                problem.get_or_insert(format!("`{keyword}` has no lowering rule; write the shape out"));
            }
        }
    });
    if let Some(message) = problem {
        return Err(fail(name, message));
    }
    for (member, property) in fields(schema, "properties") {
        let place = format!("{name}.{member}");
        if reference(property).is_none() && str(property, "description").is_empty() {
            return Err(fail(&place, "a property needs a description"));
        }
        let inner = if str(property, "type") == "array" {
            &property["items"]
        } else {
            property
        };
        if inner.get("properties").is_some() {
            return Err(fail(
                &place,
                "an object schema must be a named component; use $ref",
            ));
        }
        if str(property, "type") == "array" && inner.is_null() {
            return Err(fail(&place, "an array needs items"));
        }
    }
    Ok(())
}
