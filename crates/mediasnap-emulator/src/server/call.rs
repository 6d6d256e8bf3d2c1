//! Executes an API call after checking signature, permission, rate limit and arguments.

use std::time::Duration;

use axum::response::Response;
use mediasnap_auth::verify::{ClockTolerance, Verified, VerifyError, verify};
use mediasnap_core::ErrorKind;
use mediasnap_core::operation::{Operation, Product, RateLimit, Vendor};
use serde_json::Value;

use super::fault::Fault;
use super::log::LoggedRequest;
use super::shared::{Emulated, Server};
use crate::products::product::ApiCall;
use crate::protocol::envelope::{self, VendorResponse};
use crate::protocol::request::HttpRequest;
use crate::protocol::route::Target;
use crate::protocol::service_error::{Code, ServiceError};
use crate::protocol::{arguments, errors, tencent_host};

/// Maximum length of a method or a path in the request log.
const MAX_LOGGED: usize = 1024;

/// Returns whether the head of a request shows that it is rejected whatever its body is.
pub(super) fn is_rejected_by_head(server: &Server, head: &HttpRequest) -> bool {
    let now = server.state.clock.now();
    match head.received(|received| verify(received, &server.keys, now, ClockTolerance::default())) {
        Err(VerifyError::UnknownKey { .. }) => true,
        // The signatures of former versions are in the body.
        Err(VerifyError::Unsigned) => !head.is_form(),
        _ => false,
    }
}

/// Checks the signature of a call. Each nonce is accepted once.
pub(super) fn authenticate(
    server: &Server,
    target: &Target,
    request: &HttpRequest,
) -> Result<Verified, ServiceError> {
    let (product, now) = (server.descriptors[target.product], server.state.clock.now());
    if let Some(error) = request.error {
        return Err(errors::unreadable(product.vendor, error));
    }
    let verified = tencent_host::verified(product, request, |received| {
        verify(received, &server.keys, now, ClockTolerance::default())
    });
    let verified = verified.map_err(|error| errors::invalid_signature(product.vendor, &error))?;
    if let Some(nonce) = &verified.nonce {
        // Tencent Cloud's SDKs draw nonces from few numbers: they are unique for a timestamp only.
        let time = request
            .param("Timestamp")
            .filter(|_| product.vendor == Vendor::Tencent);
        let unique = (product.vendor.as_str(), &verified.key_id, nonce, time);
        if !server.nonces.insert(unique, now) {
            return Err(errors::nonce_reused(product.vendor));
        }
    }
    Ok(verified)
}

/// Checks and executes an API call.
pub(super) fn respond(
    server: &Server,
    target: &Target,
    request: &HttpRequest,
    verified: Result<Verified, ServiceError>,
    fault: Option<&Fault>,
) -> Response {
    let product = server.descriptors[target.product];
    let operation = target.operation.ok();
    let rejecting = fault.filter(|fault| fault.rejects());
    let result = match rejecting {
        Some(fault) => Err(injected_error(product, operation, fault)),
        None => verified.and_then(|verified| execute(server, target, request, &verified)),
    };
    let response = match result {
        Ok((operation, response)) => {
            envelope::success(product, operation, request, response, &server.state.ids)
        }
        Err(error) => envelope::error(product, operation, request, &error, &server.state.ids),
    };
    let VendorResponse {
        response,
        request_id,
        code,
    } = response;
    server.log.add(LoggedRequest {
        time: server.state.clock.now(),
        method: request.method.chars().take(MAX_LOGGED).collect(),
        path: request.path.chars().take(MAX_LOGGED).collect(),
        product: Some(product.key),
        operation: operation.map(|operation| operation.id),
        status: response.status().as_u16(),
        code,
        request_id: Some(request_id),
        fault: fault.is_some(),
    });
    response
}

/// Executes a call and writes its changes before the response is sent.
fn execute(
    server: &Server,
    target: &Target,
    request: &HttpRequest,
    verified: &Verified,
) -> Result<(&'static Operation, Value), ServiceError> {
    let journal = &server.state.journal;
    let (result, written) = journal.transaction(|| perform(server, target, request, verified));
    written.map_err(|error| {
        tracing::error!(%error, "a call is rejected");
        ServiceError::with_kind(ErrorKind::Internal, "The emulator's data file cannot be written.")
    })?;
    result
}

fn perform(
    server: &Server,
    target: &Target,
    request: &HttpRequest,
    verified: &Verified,
) -> Result<(&'static Operation, Value), ServiceError> {
    let product = server.descriptors[target.product];
    let Emulated { service, schema } = &server.products[target.product];
    let operation = target
        .operation
        .map_err(|unknown| errors::unknown_operation(product.vendor, unknown))?;
    let key = verified.key_id.as_deref();
    if !server.keys.permits(key, operation.id) {
        return Err(errors::access_denied(product.vendor, operation.id));
    }
    if server.rate_limits {
        let per_second = operation
            .rate_limit
            .map_or(0, |RateLimit { per_second }| per_second);
        let taken = server.rate_limiter.try_acquire(product.key, operation, key);
        taken.map_err(|wait| errors::throttled(product.vendor, per_second, wait))?;
    }
    let arguments = arguments::read(product.vendor, operation, schema, &target.path, request)
        .map_err(|violation| errors::invalid_arguments(product.vendor, &violation))?;
    let call = ApiCall {
        emulator: &server.state,
        spec: schema,
        operation,
        arguments,
        now: server.state.clock.now(),
    };
    let mut response = service.call(&call)?;
    schema.complete(operation, &mut response);
    Ok((operation, response))
}

/// Returns the error that a fault rule injects.
fn injected_error(product: &Product, operation: Option<&Operation>, fault: &Fault) -> ServiceError {
    let wait = Duration::from_secs(1);
    let limit = operation
        .and_then(|operation| operation.rate_limit)
        .map_or(1, |limit| limit.per_second);
    let message = || {
        fault
            .message
            .clone()
            .unwrap_or_else(|| "A fault rule rejected this call.".to_owned())
    };
    let unavailable = ServiceError::with_kind(ErrorKind::Unavailable, message());
    match (&fault.code, fault.status) {
        (None, None) => errors::throttled(product.vendor, limit, wait),
        (Some(code), status) => ServiceError {
            code: Code::Injected(code.clone(), status),
            ..unavailable
        },
        (None, Some(status)) => {
            // Use a code of the vendor that goes with the status, if there is one.
            let kind = match status {
                429 => ErrorKind::Throttled,
                403 => ErrorKind::PermissionDenied,
                404 => ErrorKind::NotFound,
                400..=499 => ErrorKind::InvalidArgument,
                500 => ErrorKind::Internal,
                _ => ErrorKind::Unavailable,
            };
            let (code, _) = ServiceError::with_kind(kind, "").resolve(product, operation);
            ServiceError {
                code: Code::Injected(code, Some(status)),
                ..unavailable
            }
        }
    }
}
