//! What happens to a request from its first byte to the last of its answer.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::fault::Fault;
use super::shared::Server;
use super::{admin as control, call, corrupt_body as damage, files, page};
use crate::protocol::envelope::{json_response, response};
use crate::protocol::request::HttpRequest;
use crate::protocol::route::{Target, route};

/// The largest body that is read: what Tencent Cloud takes at most.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// The routes.
pub(crate) fn router(server: Arc<Server>) -> Router {
    Router::new().fallback(handle).with_state(server)
}

/// Answers any request.
async fn handle(State(server): State<Arc<Server>>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
    let controlled = path == control::PREFIX || path.starts_with(&format!("{}/", control::PREFIX));
    if !controlled && let Some(response) = files::serve(&server, &method, &path, parts.uri.query()).await {
        return response;
    }
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return response(
            413,
            "text/plain; charset=utf-8",
            "the request is larger than 10 MiB, or was cut off",
        );
    };
    if let Some(asset) = page::asset(&path).filter(|_| method == http::Method::GET) {
        return asset;
    }
    if controlled {
        return blocking(move || control::answer(&server, &method, &path, &body)).await;
    }
    let home = method == http::Method::GET && path == "/";
    let request = HttpRequest::new(&parts, body);
    let target = route(&server.descriptors, &request);
    let fault = target.as_ref().and_then(|target| fault(&server, target));
    if let Some(latency) = fault.as_ref().and_then(|fault| fault.latency_ms) {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    if fault.as_ref().is_some_and(|fault| fault.reset && !fault.after) {
        return damage::reset();
    }
    let now = server.world.clock.now();
    let answer = {
        let fault = fault.clone();
        let slow = server.is_slow();
        let other = move |server: &Server| if home { page::render(server) } else { nothing() };
        let answer = move || match &target {
            Some(target) => call::respond(&server, target, &request, fault.as_ref()),
            None => other(&server),
        };
        if slow { blocking(answer).await } else { answer() }
    };
    let answer = dated(answer, now);
    match fault {
        Some(Fault { reset: true, .. }) => damage::reset(),
        Some(Fault { body: Some(kind), .. }) => damage::body(answer, kind).await,
        _ => answer,
    }
}

/// The fault rule that has to do with a call.
fn fault(server: &Server, target: &Target) -> Option<Fault> {
    let (product, operation) = (server.descriptors[target.product], target.operation.ok()?);
    server.faults.take(product.key, operation.id, &server.world.ids)
}

/// Says what the emulator's clock shows: clients whose own clock is wrong go by it.
fn dated(mut answer: Response, now: DateTime<Utc>) -> Response {
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::try_from(date) {
        answer.headers_mut().insert(DATE, date);
    }
    answer
}

/// Answers where waiting holds nobody up.
async fn blocking(answer: impl FnOnce() -> Response + Send + 'static) -> Response {
    tokio::task::spawn_blocking(answer).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a request could not be answered");
        response(
            500,
            "text/plain; charset=utf-8",
            "the request could not be answered",
        )
    })
}

/// The answer to what is neither a call nor a file.
fn nothing() -> Response {
    json_response(
        404,
        &json!({ "error": "neither an operation of the emulated products nor an object" }),
    )
}
