//! Decides what a response is: a success, or which error.

use std::time::Duration;

use mediasnap_core::operation::{Operation, Product, Vendor};
use mediasnap_core::{Error, ErrorKind};

use super::envelope::{Envelope, is_object, peek};
use super::http_response::HttpResponse;
use super::{alibaba, huawei, tencent};
use crate::response::RawResponse;

/// Classifies `response`: a success, whose body may still turn out not to be JSON, or the error that it means.
pub(crate) fn classify_response(
    product: &Product,
    operation: &Operation,
    response: &HttpResponse<'_>,
) -> Result<RawResponse, Error> {
    let vendor = product.vendor;
    match response.status {
        200..=299 => {
            success(vendor, operation, response).map_err(|error| finish(product, operation, response, error))
        }
        300..=399 => {
            let message = "the server answered with a redirect, which is not followed; check the endpoint";
            Err(Error::new(ErrorKind::UnexpectedResponse, message)
                .with_status(response.status)
                .with_response_body(response.body.clone())
                .with_operation(product.key, Some(operation.id)))
        }
        _ => {
            let envelope = envelope(vendor, response);
            Err(finish(product, operation, response, Failure::Rejected(envelope)))
        }
    }
}

/// Reason why a response is not a success.
enum Failure {
    Rejected(Envelope),
    Unreadable(&'static str),
}

const NOT_JSON: Failure = Failure::Unreadable("the answer is no JSON object");

fn success(
    vendor: Vendor,
    operation: &Operation,
    response: &HttpResponse<'_>,
) -> Result<RawResponse, Failure> {
    let header = header_request_id(vendor, response);
    let request_id = if response.is_blank() {
        if operation.has_response_body {
            return Err(Failure::Unreadable("the answer is empty"));
        }
        header
    } else if vendor != Vendor::Tencent && header.is_some() {
        if !is_object(&response.body) {
            return Err(NOT_JSON);
        }
        header
    } else {
        let peek = peek(&response.body).ok_or(NOT_JSON)?;
        if vendor == Vendor::Tencent {
            let inner = peek
                .response
                .ok_or(Failure::Unreadable("the answer has no `Response` object"))?;
            if let Some(error) = inner.error {
                return Err(Failure::Rejected(Envelope {
                    code: error.code,
                    message: error.message,
                    request_id: inner.request_id,
                }));
            }
            inner.request_id
        } else {
            peek.request_id()
        }
    };
    Ok(RawResponse {
        status: response.status,
        request_id,
        body: response.body.clone(),
        attempts: 1,
    })
}

/// Returns the error for the body of a success that is not JSON.
pub(crate) fn not_json(product: &Product, operation: &Operation, response: &HttpResponse<'_>) -> Error {
    finish(product, operation, response, NOT_JSON)
}

fn header_request_id(vendor: Vendor, response: &HttpResponse<'_>) -> Option<String> {
    let name = match vendor {
        Vendor::Huawei => "x-request-id",
        Vendor::Tencent => "x-tc-requestid",
        Vendor::Alibaba => "x-acs-request-id",
    };
    response.header(name).map(str::to_owned)
}

fn envelope(vendor: Vendor, response: &HttpResponse<'_>) -> Envelope {
    let mut envelope = match vendor {
        Vendor::Huawei => huawei::envelope(&response.body),
        Vendor::Tencent => tencent::envelope(&response.body),
        Vendor::Alibaba => alibaba::envelope(&response.body),
    };
    envelope.request_id = envelope
        .request_id
        .or_else(|| header_request_id(vendor, response));
    envelope
}

fn finish(product: &Product, operation: &Operation, response: &HttpResponse<'_>, failure: Failure) -> Error {
    let error = match failure {
        Failure::Unreadable(message) => Error::new(ErrorKind::UnexpectedResponse, message)
            .with_request_id(header_request_id(product.vendor, response)),
        Failure::Rejected(envelope) => {
            let kind = classify(product, operation, response, &envelope);
            let message = match (envelope.message, response.status) {
                (Some(message), _) => message,
                (None, 200..=299) => "the answer holds an error that gives no reason".to_owned(),
                (None, status) => reason(status).to_owned(),
            };
            Error::new(kind, message)
                .with_code(envelope.code)
                .with_request_id(envelope.request_id)
                .with_retry_after(retry_after(product.vendor, response))
        }
    };
    error
        .with_status(response.status)
        .with_response_body(response.body.clone())
        .with_operation(product.key, Some(operation.id))
}

fn reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("no reason given")
}

/// The kind of an error response: by the spec's error codes, then by status.
fn classify(
    product: &Product,
    operation: &Operation,
    response: &HttpResponse<'_>,
    envelope: &Envelope,
) -> ErrorKind {
    let code = envelope.code.as_deref().unwrap_or_default();
    let message = envelope.message.as_deref().unwrap_or_default();
    let kind = product.error_kind(operation, code);
    let kind = match product.vendor {
        Vendor::Huawei => huawei::refine(kind, message),
        Vendor::Alibaba => {
            kind.or_else(|| alibaba::is_throttling(code, response).then_some(ErrorKind::Throttled))
        }
        Vendor::Tencent => kind,
    };
    match (kind, response.status) {
        (Some(kind), _) => kind,
        (None, 429) => ErrorKind::Throttled,
        (None, 401) => ErrorKind::Authentication,
        (None, 403) => ErrorKind::PermissionDenied,
        (None, 404) => ErrorKind::NotFound,
        (None, 408 | 502..=504) => ErrorKind::Unavailable,
        (None, 500..=599) => ErrorKind::Internal,
        (None, _) if code.is_empty() => ErrorKind::UnexpectedResponse,
        (None, _) => ErrorKind::Unclassified,
    }
}

/// How long the vendor asks to wait: `Retry-After` in seconds, and Alibaba's headers in milliseconds.
fn retry_after(vendor: Vendor, response: &HttpResponse<'_>) -> Option<Duration> {
    if vendor == Vendor::Alibaba
        && let Some(delay) = alibaba::retry_after(response)
    {
        return Some(delay);
    }
    let seconds = response.header("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
