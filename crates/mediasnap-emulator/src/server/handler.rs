//! Handles a request from its first byte to the last byte of its response.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::header::{CONTENT_TYPE, DATE, HOST, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method};
use mediasnap_auth::verify::Verified;
use mediasnap_core::operation::Product;
use serde_json::json;

use super::body::{self, ReceivedBody};
use super::connection::Connection;
use super::fault::Fault;
use super::shared::Server;
use super::{admin, call, corrupt_body, files, page};
use crate::protocol::envelope::{json_response, response};
use crate::protocol::request::HttpRequest;
use crate::protocol::route::{Target, route};
use crate::protocol::service_error::ServiceError;

/// Handles any request.
pub(super) async fn handle(
    server: Arc<Server>,
    request: http::Request<Body>,
    connection: &Arc<Connection>,
) -> Response {
    let (parts, body) = request.into_parts();
    let size = body::declared_size(&parts.headers);
    let mut busy = (size == Some(0)).then(|| connection.busy());
    let (method, path) = (&parts.method, parts.uri.path());
    let controlled = path == admin::PREFIX || path.starts_with(&format!("{}/", admin::PREFIX));
    if parts.headers.get_all(HOST).iter().count() > 1 {
        return response(
            400,
            "text/plain; charset=utf-8",
            "the request has several Host headers",
        );
    }
    if !controlled && let Some(response) = files::serve(&server, method, path, parts.uri.query()).await {
        return response;
    }
    if is_cross_site(&parts.headers) || !is_host_known(&server, controlled, &parts.headers) {
        return json_response(403, &json!({ "error": "requests of other sites are rejected" }));
    }
    let (timeout, large) = (server.limits.request_timeout, &server.large_bodies);
    let is_wanted = || is_body_wanted(&server, controlled, &parts);
    let received = body::receive(body, size, timeout, large, is_wanted).await;
    busy.get_or_insert_with(|| connection.busy());
    if let Some(asset) = page::asset(path).filter(|_| method == Method::GET) {
        return asset;
    }
    if controlled {
        return control(server, parts, received).await;
    }
    api(server, parts, received).await
}

/// Responds to a request to the control endpoint.
async fn control(server: Arc<Server>, parts: Parts, received: ReceivedBody) -> Response {
    if let Some(error) = received.error {
        let (status, message) = error.status_and_message();
        return json_response(status, &json!({ "error": message }));
    }
    let respond = move || {
        let media_type = parts
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let path = parts.uri.path();
        admin::respond(&server, &parts.method, path, media_type, &received.bytes)
    };
    run(true, respond).await.unwrap_or_else(failed)
}

/// A request that was read, and what it calls.
struct Call {
    request: HttpRequest,
    /// Operation and result of the check of its signature.
    target: Option<(Target, Result<Verified, ServiceError>)>,
}

/// Responds to an API call or a request for the page.
async fn api(server: Arc<Server>, parts: Parts, received: ReceivedBody) -> Response {
    let (large, _permit) = (received.is_large(), received.permit);
    let home = parts.method == Method::GET && parts.uri.path() == "/";
    let reader = Arc::clone(&server);
    let read = move || {
        let request = HttpRequest::new(&parts, &received.bytes, received.error);
        let target = route(&reader.descriptors, &request).map(|target| {
            let verified = call::authenticate(&reader, &target, &request);
            (target, verified)
        });
        Call { request, target }
    };
    let Some(Call { request, target }) = run(large, read).await else {
        return failed();
    };
    let fault = target
        .as_ref()
        .and_then(|(target, verified)| fault(&server, target, verified.is_ok()));
    if let Some(latency) = fault.as_ref().and_then(|fault| fault.latency_ms) {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    if fault.as_ref().is_some_and(|fault| fault.reset && !fault.after) {
        return corrupt_body::reset();
    }
    let now = server.state.clock.now();
    let response = {
        let fault = fault.clone();
        let slow = large || server.is_slow();
        let respond = move || match (target, request.error) {
            (Some((target, verified)), _) => {
                call::respond(&server, &target, &request, verified, fault.as_ref())
            }
            (None, Some(error)) => {
                let (status, message) = error.status_and_message();
                json_response(status, &json!({ "error": message }))
            }
            (None, None) if home => page::render(&server),
            (None, None) => not_found(),
        };
        run(slow, respond).await.unwrap_or_else(failed)
    };
    let response = with_date(response, now);
    match fault {
        Some(Fault { reset: true, .. }) => corrupt_body::reset(),
        Some(Fault { body: Some(kind), .. }) => corrupt_body::body(response, kind).await,
        _ => response,
    }
}

/// Returns whether a large body is worth keeping, by the head of its request.
fn is_body_wanted(server: &Server, controlled: bool, parts: &Parts) -> bool {
    if controlled {
        return parts.method == Method::PUT;
    }
    !call::is_rejected_by_head(server, &HttpRequest::new(parts, &bytes::Bytes::new(), None))
}

/// Returns whether the `Host` header has a name that this server can have. The name of another site resolves to this server
/// if that site wants to read from it. Whoever listens on more than loopback addresses can use any name.
fn is_host_known(server: &Server, controlled: bool, headers: &HeaderMap) -> bool {
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name
        .trim_matches(['[', ']'])
        .trim_end_matches('.')
        .to_ascii_lowercase();
    let own = name.is_empty() || name == "localhost" || name.ends_with(".localhost");
    own || name.parse::<IpAddr>().is_ok()
        || !server.state.is_local
        || (!controlled
            && server
                .descriptors
                .iter()
                .any(|product| is_host_of(product, &name)))
}

/// Returns whether a name is one of the vendor's hosts.
fn is_host_of(product: &Product, name: &str) -> bool {
    product
        .servers
        .iter()
        .any(|server| match server.host.split_once("{region}") {
            Some((start, end)) => {
                let region = name.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
                region.is_some_and(|region| !region.is_empty() && !region.contains('.'))
            }
            None => name == server.host,
        })
}

/// Returns whether a browser sends the request on behalf of a page of another site. Such a page could delete the state, or
/// call operations with the default key.
fn is_cross_site(headers: &HeaderMap) -> bool {
    let value = |name| headers.get(name).map(HeaderValue::as_bytes);
    let host = value(HOST.as_str()).unwrap_or_default();
    let foreign = |origin: &[u8]| origin.strip_prefix(b"http://") != Some(host);
    value("sec-fetch-site") == Some(b"cross-site") || value(ORIGIN.as_str()).is_some_and(foreign)
}

/// Returns the fault that a rule injects into a call, whose signature is valid or not.
fn fault(server: &Server, target: &Target, valid: bool) -> Option<Fault> {
    let (product, operation) = (server.descriptors[target.product], target.operation.ok()?);
    let ids = &server.state.ids;
    server.faults.next(product.key, operation.id, valid, ids)
}

/// Sets the `Date` header to the time of the emulator's clock, which clients with a wrong clock adjust to.
fn with_date(mut response: Response, now: DateTime<Utc>) -> Response {
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::try_from(date) {
        response.headers_mut().insert(DATE, date);
    }
    response
}

/// Runs a part of a handler, on a thread that may block if it is slow. Returns `None` if it fails.
async fn run<R: Send + 'static>(slow: bool, handle: impl FnOnce() -> R + Send + 'static) -> Option<R> {
    if !slow {
        return Some(handle());
    }
    let result = tokio::task::spawn_blocking(handle).await;
    result
        .inspect_err(|error| tracing::error!(%error, "a request could not be handled"))
        .ok()
}

/// Returns the response of a request whose handler failed.
fn failed() -> Response {
    response(
        500,
        "text/plain; charset=utf-8",
        "the request could not be handled",
    )
}

/// Returns the response for a path that is neither an operation nor an object.
fn not_found() -> Response {
    json_response(
        404,
        &json!({ "error": "neither an operation of the emulated products nor an object" }),
    )
}
