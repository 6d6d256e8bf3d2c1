//! Rule `conventions`: what every spec must have, and what no spec may use because no generator rule exists for it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Error;
use crate::value::{flag, list, members, operations, reference, text, walk};

const RULE: &str = "conventions";

/// What an error code can mean; mirrored by the error kinds of the core crate.
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

/// Headers that the signers set; a parameter of such a name would fight with them.
const SIGNING_HEADERS: [&str; 4] = ["authorization", "x-auth-token", "x-sdk-", "x-project"];
const ACTION_HEADERS: [&str; 2] = ["x-tc-", "x-acs-"];

pub(super) fn conventions(document: &mut Value) -> Result<(), Error> {
    root(document)?;
    servers(document)?;
    let mut names = BTreeSet::new();
    for (path, method, operation) in operations(document) {
        let id = text(operation, "operationId");
        let place = if id.is_empty() {
            format!("{method} {path}")
        } else {
            id.to_owned()
        };
        operation_texts(&place, operation)?;
        if !names.insert(heck::ToSnakeCase::to_snake_case(id)) {
            return Err(fail(
                &place,
                "two operations have the same method name in Rust; rename one",
            ));
        }
        dispatch(document, path, &place, operation)?;
        errors(&place, operation)?;
        for parameter in list(operation, "parameters") {
            check_parameter(&place, path, parameter)?;
            check_style(document, &place, parameter)?;
        }
        check_answers(&place, operation)?;
        check_body(&place, operation)?;
    }
    for (name, schema) in members(&document["components"], "schemas") {
        check_schema(name, schema)?;
    }
    references(document)
}

fn fail(place: &str, message: impl Into<String>) -> Error {
    Error::new(place, RULE, message)
}

fn root(document: &Value) -> Result<(), Error> {
    if text(document, "openapi") != "3.0.3" {
        return Err(fail("openapi", "the version must be 3.0.3"));
    }
    for key in ["x-product", "x-vendor", "x-service", "x-dispatch"] {
        if text(document, key).is_empty() {
            return Err(fail(key, "missing at the root; see specs/README.md"));
        }
    }
    if !["huawei", "tencent", "alibaba"].contains(&text(document, "x-vendor")) {
        return Err(fail("x-vendor", "must be huawei, tencent or alibaba"));
    }
    if !["path", "action"].contains(&text(document, "x-dispatch")) {
        return Err(fail("x-dispatch", "must be path or action"));
    }
    if text(&document["info"], "version").is_empty() {
        return Err(fail("info", "info.version must be the API version"));
    }
    if list(document, "security").is_empty() || members(&document["components"], "securitySchemes").is_empty()
    {
        return Err(fail(
            "security",
            "name the signature in components.securitySchemes and in the root security",
        ));
    }
    errors("x-errors", document)
}

fn servers(document: &Value) -> Result<(), Error> {
    let all = list(document, "servers");
    if all.is_empty() {
        return Err(fail("servers", "at least one server is needed"));
    }
    for server in all {
        let url = text(server, "url");
        let host = url.strip_prefix("https://").unwrap_or_default();
        if host.is_empty() || host.contains('/') {
            return Err(fail(
                "servers",
                format!("`{url}` must be https:// and a host, without a path"),
            ));
        }
        let templated = !list(&server["variables"]["region"], "enum").is_empty();
        if url.contains("{region}") != templated {
            return Err(fail(
                "servers",
                format!("`{url}`: {{region}} in the host needs a region variable with an enum"),
            ));
        }
        if !templated && list(server, "x-regions").is_empty() {
            return Err(fail(
                "servers",
                format!("`{url}` serves no region: add x-regions"),
            ));
        }
    }
    Ok(())
}

fn operation_texts(place: &str, operation: &Value) -> Result<(), Error> {
    for key in ["operationId", "summary", "description"] {
        if text(operation, key).is_empty() {
            return Err(fail(place, format!("{key} is missing")));
        }
    }
    if !text(&operation["externalDocs"], "url").starts_with("https://") {
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
    let action = text(operation, "x-action");
    if text(document, "x-dispatch") == "path" {
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
    for error in list(holder, "x-errors") {
        let kind = text(error, "kind");
        if text(error, "code").is_empty() || !KINDS.contains(&kind) {
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
    let name = text(parameter, "name");
    if parameter.get("$ref").is_some() {
        return Err(fail(place, "parameters are written out, not referred to"));
    }
    if text(parameter, "description").is_empty() {
        return Err(fail(place, format!("parameter `{name}` has no description")));
    }
    let lower = name.to_ascii_lowercase();
    let signing = SIGNING_HEADERS
        .iter()
        .chain(&ACTION_HEADERS)
        .any(|header| lower.starts_with(header));
    match text(parameter, "in") {
        "header" if signing => {
            return Err(fail(
                place,
                format!("`{name}` is set by the signer, not a parameter"),
            ));
        }
        "header" | "query" => {}
        "path" if path.contains(&format!("{{{name}}}")) && flag(parameter, "required") => {}
        "path" => {
            return Err(fail(
                place,
                format!("path parameter `{name}` must be required and stand in the path"),
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
            if text(parameter, "in") == "query" && content.get("application/json").is_some() =>
        {
            Ok(())
        }
        _ => Err(fail(
            place,
            format!("parameter `{name}` needs either schema, or content: application/json in the query"),
        )),
    }
}

/// How a parameter is written into the request: the generator knows one way for each place.
fn check_style(document: &Value, place: &str, parameter: &Value) -> Result<(), Error> {
    let name = text(parameter, "name");
    let wanted = match text(parameter, "in") {
        "query" => "form",
        _ => "simple",
    };
    let style = text(parameter, "style");
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
    if text(resolved, "type") == "object" {
        return Err(fail(
            place,
            format!("parameter `{name}` is an object; an object is one JSON text: content: application/json"),
        ));
    }
    Ok(())
}

/// Every reference leads to a component.
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
        .map(|(_, _, operation)| (text(operation, "operationId").to_owned(), operation));
    let schemas = members(&document["components"], "schemas")
        .into_iter()
        .map(|(name, schema)| (name.clone(), schema));
    for (place, part) in operations.chain(schemas) {
        if let Some(target) = missing(part) {
            return Err(fail(
                &place,
                format!("`{target}` is not there; refer to something in components"),
            ));
        }
    }
    Ok(())
}

fn check_answers(place: &str, operation: &Value) -> Result<(), Error> {
    let successes = members(operation, "responses")
        .into_iter()
        .filter(|(status, _)| status.starts_with('2'))
        .count();
    if successes != 1 {
        return Err(fail(
            place,
            "exactly one 2xx answer is needed; the client takes any 2xx for it",
        ));
    }
    let odd = members(operation, "responses")
        .into_iter()
        .find(|(status, _)| !status.starts_with('2') && !["4XX", "5XX"].contains(&status.as_str()));
    if let Some((status, _)) = odd {
        return Err(fail(
            place,
            format!(
                "answer {status} is one too many: refusals are 4XX and 5XX, their codes stand in x-errors"
            ),
        ));
    }
    for status in ["4XX", "5XX"] {
        let schema = &operation["responses"][status]["content"]["application/json"]["schema"];
        if reference(schema) != Some("Error") {
            return Err(fail(
                place,
                format!("answer {status} must be application/json of the schema Error"),
            ));
        }
    }
    Ok(())
}

fn check_body(place: &str, operation: &Value) -> Result<(), Error> {
    let Some(body) = operation.get("requestBody") else {
        return Ok(());
    };
    let content = members(body, "content");
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
    for (member, property) in members(schema, "properties") {
        let place = format!("{name}.{member}");
        if reference(property).is_none() && text(property, "description").is_empty() {
            return Err(fail(&place, "a property needs a description"));
        }
        let inner = if text(property, "type") == "array" {
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
        if text(property, "type") == "array" && inner.is_null() {
            return Err(fail(&place, "an array needs items"));
        }
    }
    Ok(())
}
