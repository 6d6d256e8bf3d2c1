//! Decides what a response is: a success, or which error.

use std::time::Duration;

use mediasnap_core::operation::{Operation, Product, Vendor};
use mediasnap_core::{Error, ErrorKind};

use super::envelope::{Envelope, is_object, peek};
use super::http_response::HttpResponse;
use super::{alibaba, huawei, tencent};
use crate::response::RawResponse;

/// Decides what `received` is: a success, or which error.
///
/// `read` is given the body of a success that should be a JSON object, and says whether it is JSON.
pub(crate) fn classify_response(
    product: &Product,
    operation: &Operation,
    received: &HttpResponse<'_>,
    read: &mut BodyDecoder<'_>,
) -> Result<RawResponse, Error> {
    let vendor = product.vendor;
    match received.status {
        200..=299 => success(vendor, operation, received, read)
            .map_err(|error| finish(product, operation, received, error)),
        300..=399 => {
            let message = "the server answered with a redirect, which is not followed; check the endpoint";
            Err(Error::new(ErrorKind::UnexpectedResponse, message)
                .with_status(received.status)
                .with_response_body(received.body.clone())
                .with_operation(product.key, Some(operation.id)))
        }
        _ => {
            let envelope = envelope(vendor, received);
            Err(finish(product, operation, received, Failure::Refused(envelope)))
        }
    }
}

/// Reads a body, and says whether it is JSON.
pub(crate) type BodyDecoder<'a> = dyn FnMut(&[u8]) -> bool + Send + 'a;

/// Whether `body` is JSON, with nothing kept of it.
pub(crate) fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok()
}

/// Why a received answer is no success.
enum Failure {
    Refused(Envelope),
    Unreadable(&'static str),
}

fn success(
    vendor: Vendor,
    operation: &Operation,
    received: &HttpResponse<'_>,
    read: &mut BodyDecoder<'_>,
) -> Result<RawResponse, Failure> {
    let answer = |request_id: Option<String>| RawResponse {
        status: received.status,
        request_id,
        body: received.body.clone(),
        attempts: 1,
    };
    let blank = received.body.iter().all(u8::is_ascii_whitespace);
    if blank && (received.status == 204 || !operation.has_response_body) {
        return Ok(answer(header_request_id(vendor, received)));
    }
    if blank {
        return Err(Failure::Unreadable("the answer is empty"));
    }
    let unreadable = || Failure::Unreadable("the answer is no JSON object");
    let header = header_request_id(vendor, received);
    if vendor != Vendor::Tencent && header.is_some() {
        let readable = is_object(&received.body) && read(&received.body);
        return readable.then(|| answer(header)).ok_or_else(unreadable);
    }
    let peek = peek(&received.body).ok_or_else(unreadable)?;
    if vendor == Vendor::Tencent {
        let inner = peek
            .response
            .ok_or(Failure::Unreadable("the answer has no `Response` object"))?;
        if let Some(error) = inner.error {
            return Err(Failure::Refused(Envelope {
                code: error.code,
                message: error.message,
                request_id: inner.request_id,
            }));
        }
        let readable = read(&received.body);
        return readable.then(|| answer(inner.request_id)).ok_or_else(unreadable);
    }
    let readable = read(&received.body);
    readable.then(|| answer(peek.request_id())).ok_or_else(unreadable)
}

fn header_request_id(vendor: Vendor, received: &HttpResponse<'_>) -> Option<String> {
    let name = match vendor {
        Vendor::Huawei => "x-request-id",
        Vendor::Tencent => "x-tc-requestid",
        Vendor::Alibaba => "x-acs-request-id",
    };
    received.header(name).map(str::to_owned)
}

fn envelope(vendor: Vendor, received: &HttpResponse<'_>) -> Envelope {
    let mut envelope = match vendor {
        Vendor::Huawei => huawei::envelope(&received.body),
        Vendor::Tencent => tencent::envelope(&received.body),
        Vendor::Alibaba => alibaba::envelope(&received.body),
    };
    envelope.request_id = envelope
        .request_id
        .or_else(|| header_request_id(vendor, received));
    envelope
}

fn finish(product: &Product, operation: &Operation, received: &HttpResponse<'_>, failure: Failure) -> Error {
    let error = match failure {
        Failure::Unreadable(message) => Error::new(ErrorKind::UnexpectedResponse, message)
            .with_request_id(header_request_id(product.vendor, received)),
        Failure::Refused(envelope) => {
            let kind = classify(product, operation, received, &envelope);
            let message = match (envelope.message, received.status) {
                (Some(message), _) => message,
                (None, 200..=299) => "the answer holds an error that gives no reason".to_owned(),
                (None, status) => reason(status).to_owned(),
            };
            Error::new(kind, message)
                .with_code(envelope.code)
                .with_request_id(envelope.request_id)
                .with_retry_after(retry_after(product.vendor, received))
        }
    };
    error
        .with_status(received.status)
        .with_response_body(received.body.clone())
        .with_operation(product.key, Some(operation.id))
}

fn reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("no reason given")
}

/// The kind of a refusal: by the spec's error codes, then by status.
fn classify(
    product: &Product,
    operation: &Operation,
    received: &HttpResponse<'_>,
    envelope: &Envelope,
) -> ErrorKind {
    let code = envelope.code.as_deref().unwrap_or_default();
    let message = envelope.message.as_deref().unwrap_or_default();
    let kind = product.error_kind(operation, code);
    let kind = match product.vendor {
        Vendor::Huawei => huawei::refine(kind, message),
        Vendor::Alibaba => {
            kind.or_else(|| alibaba::is_throttling(code, received).then_some(ErrorKind::Throttled))
        }
        Vendor::Tencent => kind,
    };
    match (kind, received.status) {
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
fn retry_after(vendor: Vendor, received: &HttpResponse<'_>) -> Option<Duration> {
    if vendor == Vendor::Alibaba
        && let Some(delay) = alibaba::retry_after(received)
    {
        return Some(delay);
    }
    let seconds = received.header("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
