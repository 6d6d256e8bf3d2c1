//! Handles a request from its first byte to the last byte of its response.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::State;
use axum::http::header::{DATE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::fault::Fault;
use super::shared::Server;
use super::{admin, call, corrupt_body, files, page};
use crate::protocol::envelope::{json_response, response};
use crate::protocol::request::HttpRequest;
use crate::protocol::route::{Target, route};

/// Maximum size of a request body, which is that of Tencent Cloud.
const MAX_BODY: usize = 10 * 1024 * 1024;

/// Returns the router.
pub(crate) fn router(server: Arc<Server>) -> Router {
    Router::new().fallback(handle).with_state(server)
}

/// Handles any request.
async fn handle(State(server): State<Arc<Server>>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
    let controlled = path == admin::PREFIX || path.starts_with(&format!("{}/", admin::PREFIX));
    if parts.headers.get_all(HOST).iter().count() > 1 {
        return response(
            400,
            "text/plain; charset=utf-8",
            "the request has several Host headers",
        );
    }
    if !controlled && let Some(response) = files::serve(&server, &method, &path, parts.uri.query()).await {
        return response;
    }
    if is_cross_site(&parts.headers) {
        return json_response(403, &json!({ "error": "requests of other sites are rejected" }));
    }
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
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
        return blocking(move || admin::respond(&server, &method, &path, &body)).await;
    }
    let home = method == http::Method::GET && path == "/";
    let request = HttpRequest::new(&parts, body);
    let target = route(&server.descriptors, &request);
    let fault = target.as_ref().and_then(|target| fault(&server, target));
    if let Some(latency) = fault.as_ref().and_then(|fault| fault.latency_ms) {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    if fault.as_ref().is_some_and(|fault| fault.reset && !fault.after) {
        return corrupt_body::reset();
    }
    let now = server.state.clock.now();
    let response = {
        let fault = fault.clone();
        let slow = server.is_slow();
        let other = move |server: &Server| if home { page::render(server) } else { not_found() };
        let handle = move || match &target {
            Some(target) => call::respond(&server, target, &request, fault.as_ref()),
            None => other(&server),
        };
        if slow { blocking(handle).await } else { handle() }
    };
    let response = with_date(response, now);
    match fault {
        Some(Fault { reset: true, .. }) => corrupt_body::reset(),
        Some(Fault { body: Some(kind), .. }) => corrupt_body::body(response, kind).await,
        _ => response,
    }
}

/// Returns whether a browser sends the request on behalf of a page of another site. Such a page could delete the state, or
/// call operations with the default key.
fn is_cross_site(headers: &HeaderMap) -> bool {
    let value = |name| headers.get(name).map(HeaderValue::as_bytes);
    let host = value(HOST.as_str()).unwrap_or_default();
    let foreign = |origin: &[u8]| origin.strip_prefix(b"http://") != Some(host);
    value("sec-fetch-site") == Some(b"cross-site") || value(ORIGIN.as_str()).is_some_and(foreign)
}

/// Returns the fault that a rule injects into a call.
fn fault(server: &Server, target: &Target) -> Option<Fault> {
    let (product, operation) = (server.descriptors[target.product], target.operation.ok()?);
    server.faults.next(product.key, operation.id, &server.state.ids)
}

/// Sets the `Date` header to the time of the emulator's clock, which clients with a wrong clock adjust to.
fn with_date(mut response: Response, now: DateTime<Utc>) -> Response {
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::try_from(date) {
        response.headers_mut().insert(DATE, date);
    }
    response
}

/// Runs a handler on a thread that may block.
async fn blocking(handle: impl FnOnce() -> Response + Send + 'static) -> Response {
    tokio::task::spawn_blocking(handle).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a request could not be handled");
        response(
            500,
            "text/plain; charset=utf-8",
            "the request could not be handled",
        )
    })
}

/// Returns the response for a path that is neither an operation nor an object.
fn not_found() -> Response {
    json_response(
        404,
        &json!({ "error": "neither an operation of the emulated products nor an object" }),
    )
}
