//! The control endpoint: state, clock, faults and request log, under `/_emulator/`.

use axum::response::Response;
use chrono::{DateTime, TimeDelta};
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Server;
use super::envelope::{json_response, response};
use crate::fault::Fault;

/// Where the control endpoint is.
pub(super) const PREFIX: &str = "/_emulator";
/// Its description.
const DESCRIPTION: &str = include_str!("../../control.json");

/// A change of the clock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    /// Seconds since 1970.
    now: Option<i64>,
    /// Seconds to move by.
    advance: Option<f64>,
    running: Option<bool>,
}

/// Answers a request to the control endpoint.
pub(super) fn answer(server: &Server, method: &Method, path: &str, body: &[u8]) -> Response {
    let result = match (method.as_str(), path.strip_prefix(PREFIX).unwrap_or_default()) {
        ("GET", "" | "/" | "/openapi.json") => return response(200, "application/json", DESCRIPTION),
        ("GET", "/state") => Ok(dump(server)),
        ("PUT", "/state") => parse(body).and_then(|state| load(server, &state)),
        ("POST", "/reset") => {
            server.reset();
            Ok(json!({}))
        }
        ("GET", "/clock") => Ok(clock(server)),
        ("PUT", "/clock") => parse(body).and_then(|change| set_clock(server, &change)),
        ("GET", "/faults") => Ok(json!(server.faults.get())),
        ("PUT", "/faults") => parse::<Vec<Fault>>(body).map(|faults| {
            server.faults.set(faults);
            json!(server.faults.get())
        }),
        ("DELETE", "/faults") => {
            server.faults.set(Vec::new());
            Ok(json!([]))
        }
        ("GET", "/requests") => Ok(json!(server.log.get())),
        ("DELETE", "/requests") => {
            server.log.clear();
            Ok(json!([]))
        }
        _ => {
            return json_response(
                404,
                &json!({ "error": "there is no such control; see /_emulator/" }),
            );
        }
    };
    let written = server.world.journal.write();
    match (result, written) {
        (Ok(answer), Ok(())) => json_response(200, &answer),
        (Ok(_), Err(error)) => json_response(500, &json!({ "error": error.to_string() })),
        (Err(error), _) => json_response(400, &json!({ "error": error })),
    }
}

fn parse<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

fn dump(server: &Server) -> Value {
    let tables: Map<String, Value> = server
        .tables()
        .iter()
        .map(|table| (table.name().to_owned(), table.dump()))
        .collect();
    json!({ "now": server.world.clock.now(), "tables": tables })
}

fn load(server: &Server, state: &Value) -> Result<Value, String> {
    let tables = state
        .get("tables")
        .and_then(Value::as_object)
        .ok_or("there are no tables in this state")?;
    let known = server.tables();
    if let Some(name) = tables
        .keys()
        .find(|name| !known.iter().any(|table| table.name() == name.as_str()))
    {
        return Err(format!("there is no table {name}"));
    }
    server.reset();
    for table in known {
        if let Some(records) = tables.get(table.name()) {
            table.load(records)?;
        }
    }
    Ok(json!({}))
}

fn clock(server: &Server) -> Value {
    let clock = &server.world.clock;
    json!({ "now": clock.now().timestamp(), "time": clock.now(), "running": clock.is_running() })
}

fn set_clock(server: &Server, change: &ClockChange) -> Result<Value, String> {
    let clock = &server.world.clock;
    let start = match change.now {
        Some(now) => DateTime::from_timestamp(now, 0).ok_or("`now` is out of range")?,
        None => clock.now(),
    };
    if change.now.is_some() || change.running.is_some() {
        clock.set(start, change.running.unwrap_or_else(|| clock.is_running()));
    }
    if let Some(advance) = change.advance {
        let limit = 1e12;
        if !(-limit..=limit).contains(&advance) {
            return Err("`advance` is out of range".into());
        }
        #[allow(clippy::cast_possible_truncation, reason = "it is within the limit")]
        clock.advance(TimeDelta::milliseconds((advance * 1000.0) as i64));
    }
    Ok(self::clock(server))
}
