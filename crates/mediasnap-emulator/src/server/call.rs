//! An API call: signature, permission, rate limit and arguments are checked, then the operation is executed.

use std::time::Duration;

use axum::response::Response;
use mediasnap_auth::verify::{ClockTolerance, verify};
use mediasnap_core::operation::{Operation, Product, RateLimit, VendorKind};
use serde_json::Value;

use super::fault::Fault;
use super::log::LoggedRequest;
use super::shared::{Emulated, Server};
use crate::products::product::Call;
use crate::protocol::envelope::{self, Answer};
use crate::protocol::request::HttpRequest;
use crate::protocol::route::Target;
use crate::protocol::service_error::{Code, Refusal};
use crate::protocol::{arguments, errors as reject};

/// Checks and executes an API call.
pub(super) fn respond(
    server: &Server,
    target: &Target,
    request: &HttpRequest,
    fault: Option<&Fault>,
) -> Response {
    let product = server.descriptors[target.product];
    let operation = target.operation.ok();
    let refusing = fault.filter(|fault| fault.refuses());
    let result = match refusing {
        Some(fault) => Err(chosen(product, operation, fault)),
        None => execute(server, target, request),
    };
    let host = request.header("host").unwrap_or_default();
    let answer = match result {
        Ok((operation, answer)) => envelope::success(product, operation, answer, &server.world.ids),
        Err(refusal) => envelope::refusal(product, operation, &refusal, host, &server.world.ids),
    };
    let Answer {
        response,
        request_id,
        code,
    } = answer;
    server.log.add(LoggedRequest {
        time: server.world.clock.now(),
        method: request.method.clone(),
        path: request.path.clone(),
        product: Some(product.key),
        operation: operation.map(|operation| operation.id),
        status: response.status().as_u16(),
        code,
        request_id: Some(request_id),
        fault: fault.is_some(),
    });
    response
}

/// Executes a call, and keeps what it has changed before anybody hears of it.
fn execute(
    server: &Server,
    target: &Target,
    request: &HttpRequest,
) -> Result<(&'static Operation, Value), Refusal> {
    let result = perform(server, target, request);
    server.world.journal.write().map_err(|error| {
        tracing::error!(%error, "the data file cannot be written");
        Refusal::meaning(
            VendorKind::Internal,
            "The emulator's data file cannot be written.",
        )
    })?;
    result
}

fn perform(
    server: &Server,
    target: &Target,
    request: &HttpRequest,
) -> Result<(&'static Operation, Value), Refusal> {
    let product = server.descriptors[target.product];
    let Emulated { service, schema } = &server.products[target.product];
    let now = server.world.clock.now();
    let verified =
        request.received(|received| verify(received, &server.keys, now, ClockTolerance::default()));
    let verified = verified.map_err(|rejection| reject::signature(product.vendor, &rejection))?;
    if verified
        .nonce
        .is_some_and(|nonce| !server.nonces.take(&nonce, now))
    {
        return Err(reject::replay(product.vendor));
    }
    let operation = target
        .operation
        .map_err(|unknown| reject::unknown(product.vendor, unknown))?;
    let key = verified.key_id.as_deref();
    if !server.keys.permits(key, operation.id) {
        return Err(reject::denied(product.vendor, operation.id));
    }
    if server.rate_limits {
        let per_second = operation
            .rate_limit
            .map_or(0, |RateLimit { per_second }| per_second);
        let taken = server.limits.take(product.key, operation, key);
        taken.map_err(|wait| reject::throttled(product.vendor, per_second, wait))?;
    }
    let arguments = arguments::read(product.vendor, operation, schema, &target.path, request)
        .map_err(|violation| reject::arguments(product.vendor, &violation))?;
    let call = Call {
        world: &server.world,
        spec: schema,
        operation,
        arguments,
        now,
    };
    Ok((operation, service.call(&call)?))
}

/// The refusal that a fault rule asks for.
fn chosen(product: &Product, operation: Option<&Operation>, fault: &Fault) -> Refusal {
    let wait = Duration::from_secs(1);
    let limit = operation
        .and_then(|operation| operation.rate_limit)
        .map_or(1, |limit| limit.per_second);
    let message = || {
        fault
            .message
            .clone()
            .unwrap_or_else(|| "A fault rule has refused this call.".to_owned())
    };
    let unavailable = Refusal::meaning(VendorKind::Unavailable, message());
    match (&fault.code, fault.status) {
        (None, None) => reject::throttled(product.vendor, limit, wait),
        (Some(code), status) => Refusal {
            code: Code::Chosen(code.clone(), status),
            ..unavailable
        },
        (None, Some(status)) => {
            // A code that goes with the status, as far as the vendor has one.
            let kind = match status {
                429 => VendorKind::Throttled,
                403 => VendorKind::PermissionDenied,
                404 => VendorKind::NotFound,
                400..=499 => VendorKind::InvalidArgument,
                500 => VendorKind::Internal,
                _ => VendorKind::Unavailable,
            };
            let (code, _) = Refusal::meaning(kind, "").resolve(product, operation);
            Refusal {
                code: Code::Chosen(code, Some(status)),
                ..unavailable
            }
        }
    }
}
