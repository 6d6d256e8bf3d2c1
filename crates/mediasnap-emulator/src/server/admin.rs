//! Control endpoint: state, clock, faults and request log, under `/_emulator/`.

use std::collections::BTreeMap;

use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use http::header::ALLOW;
use http::{HeaderValue, Method};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::fault::Fault;
use super::shared::Server;
use crate::clock::SPAN;
use crate::protocol::envelope::json_response;
use crate::storage::table::StateRecord;

/// Path of the control endpoint.
pub(super) const PREFIX: &str = "/_emulator";
/// Maximum size of a change, except for a state. Its values take much more memory than bytes.
const MAX_CHANGE: usize = 256 * 1024;
/// OpenAPI document of the control endpoint.
const DESCRIPTION: &str = include_str!("../../control.json");

/// A state to load.
#[derive(Deserialize)]
struct StateDocument {
    now: Option<DateTime<Utc>>,
    tables: BTreeMap<String, Vec<StateRecord>>,
}

/// A change of the clock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    /// Seconds since 1970.
    now: Option<i64>,
    /// Seconds to move the clock by.
    advance: Option<f64>,
    running: Option<bool>,
}

/// Responds to a request to the control endpoint. Changes need the media type `application/json`, which a browser does not
/// send for a page of another site.
pub(super) fn respond(
    server: &Server,
    method: &Method,
    path: &str,
    media_type: Option<&str>,
    body: &[u8],
) -> Response {
    let resource = path.strip_prefix(PREFIX).unwrap_or_default();
    if matches!((method.as_str(), resource), ("GET", "" | "/" | "/openapi.json")) {
        return json_response(200, &description(server));
    }
    if !accepts(resource, method) {
        return unknown(resource);
    }
    let media_type = media_type
        .and_then(|text| text.split(';').next())
        .unwrap_or_default();
    if method != Method::GET && !media_type.trim().eq_ignore_ascii_case("application/json") {
        let error = "changes need the header `Content-Type: application/json`";
        return json_response(415, &json!({ "error": error }));
    }
    let journal = &server.state.journal;
    let (result, written) = journal.transaction(|| execute(server, method, resource, body));
    match (result, written) {
        (Ok((response, now)), Ok(())) => {
            let clock = &server.state.clock;
            if let Some(now) = now {
                clock.set(now, clock.is_running());
            }
            json_response(200, &response)
        }
        (Ok(_), Err(error)) => json_response(500, &json!({ "error": error.to_string() })),
        (Err(error), _) => json_response(400, &json!({ "error": error })),
    }
}

/// Returns the response, and the time that the clock is to show.
fn execute(
    server: &Server,
    method: &Method,
    resource: &str,
    body: &[u8],
) -> Result<(Value, Option<DateTime<Utc>>), String> {
    if resource != "/state" && body.len() > MAX_CHANGE {
        return Err(format!("the body is larger than {MAX_CHANGE} bytes"));
    }
    let result = match (method.as_str(), resource) {
        ("GET", "/state") => Ok(dump(server)),
        ("PUT", "/state") => {
            let state = object_body(body).and_then(|()| parse(body))?;
            return load(server, &state).map(|()| (json!({}), state.now));
        }
        ("POST", "/reset") => {
            server.reset();
            Ok(json!({}))
        }
        ("GET", "/clock") => Ok(clock(server)),
        ("PUT", "/clock") => parse(body)
            .and_then(object)
            .and_then(|change| set_clock(server, &change)),
        ("GET", "/faults") => Ok(json!(server.faults.get())),
        ("PUT", "/faults") => parse(body).and_then(|faults| set_faults(server, faults)),
        ("DELETE", "/faults") => {
            server.faults.set(Vec::new());
            Ok(json!([]))
        }
        ("GET", "/requests") => Ok(json!(server.log.get())),
        ("DELETE", "/requests") => {
            server.log.clear();
            Ok(json!([]))
        }
        (_, resource) => Err(format!("unknown control resource {resource}")),
    };
    result.map(|response| (response, None))
}

fn parse<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

/// Returns the OpenAPI document, with the keys of the products.
fn description(server: &Server) -> Value {
    let mut document: Value = serde_json::from_str(DESCRIPTION).unwrap_or_default();
    if let Some(product) = document.pointer_mut("/components/schemas/Fault/properties/product") {
        let keys = server.descriptors.iter().map(|product| json!(product.key));
        product["enum"] = keys.chain([Value::Null]).collect();
    }
    document
}

/// Resources of the control endpoint, and the methods that each accepts.
const CONTROLS: [(&str, &str); 8] = [
    ("", "GET"),
    ("/", "GET"),
    ("/openapi.json", "GET"),
    ("/state", "GET, PUT"),
    ("/reset", "POST"),
    ("/clock", "GET, PUT"),
    ("/faults", "GET, PUT, DELETE"),
    ("/requests", "GET, DELETE"),
];

/// Returns whether a resource exists and accepts the method.
fn accepts(resource: &str, method: &Method) -> bool {
    CONTROLS.iter().any(|(known, methods)| {
        *known == resource && methods.split(", ").any(|known| known == method.as_str())
    })
}

/// Returns the response for an unknown resource, or a method that it does not accept.
fn unknown(path: &str) -> Response {
    let Some((_, methods)) = CONTROLS.iter().find(|(known, _)| *known == path) else {
        return json_response(
            404,
            &json!({ "error": "unknown control resource; see /_emulator/" }),
        );
    };
    let error = format!("this control resource accepts {methods} only");
    let mut response = json_response(405, &json!({ "error": error }));
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(methods));
    response
}

/// Checks that a body is a JSON object.
fn object_body(body: &[u8]) -> Result<(), String> {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    (first == Some(&b'{'))
        .then_some(())
        .ok_or("the body is not an object".into())
}

/// Decodes a JSON object. Without this check, an array would be accepted as well.
fn object<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, String> {
    if !value.is_object() {
        return Err(format!("{value} is not an object"));
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn set_faults(server: &Server, faults: Vec<Value>) -> Result<Value, String> {
    let faults: Vec<Fault> = faults.into_iter().map(object).collect::<Result<_, _>>()?;
    faults.iter().try_for_each(Fault::check)?;
    server.faults.set(faults);
    Ok(json!(server.faults.get()))
}

fn dump(server: &Server) -> Value {
    let tables: Map<String, Value> = server
        .tables()
        .iter()
        .map(|table| (table.name().to_owned(), table.dump()))
        .collect();
    json!({ "now": server.state.clock.emulated(), "tables": tables })
}

fn load(server: &Server, state: &StateDocument) -> Result<(), String> {
    if state.now.is_some_and(|now| !SPAN.contains(&now.timestamp())) {
        return Err("`now` is out of range".into());
    }
    let known = server.tables();
    let mut loads = Vec::new();
    // All records are decoded before the first table is changed.
    for (name, records) in &state.tables {
        let table = known.iter().find(|table| table.name() == name);
        let table = table.ok_or_else(|| format!("unknown table {name}"))?;
        loads.push(table.decode(records)?);
    }
    server.reset();
    for load in loads {
        load();
    }
    Ok(())
}

fn clock(server: &Server) -> Value {
    let clock = &server.state.clock;
    json!({ "now": clock.now().timestamp(), "time": clock.now(), "running": clock.is_running() })
}

fn set_clock(server: &Server, change: &ClockChange) -> Result<Value, String> {
    let clock = &server.state.clock;
    let start = match change.now {
        Some(now) => DateTime::from_timestamp(now, 0)
            .filter(|_| SPAN.contains(&now))
            .ok_or("`now` is out of range")?,
        None => clock.now(),
    };
    let advance = change.advance.map(|seconds| {
        // The clock shows a few hundred billion seconds.
        let limit = 1e12;
        #[allow(clippy::cast_possible_truncation, reason = "it is within the limit")]
        let delta = TimeDelta::milliseconds((seconds.clamp(-limit, limit) * 1000.0) as i64);
        start
            .checked_add_signed(delta)
            .filter(|then| SPAN.contains(&then.timestamp()))
            .map(|_| delta)
            .ok_or("`advance` is out of range")
    });
    let advance = advance.transpose()?;
    if change.now.is_some() || change.running.is_some() {
        clock.set(start, change.running.unwrap_or_else(|| clock.is_running()));
    }
    if let Some(delta) = advance {
        clock.advance(delta);
    }
    Ok(self::clock(server))
}
