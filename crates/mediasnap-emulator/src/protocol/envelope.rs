//! Responses in the envelopes of the vendors.

use axum::body::Body;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, StatusCode};
use mediasnap_core::operation::{Operation, Product, Vendor};
use serde_json::{Value, json};

use super::request::HttpRequest;
use super::service_error::ServiceError;
use super::xml;
use crate::ids::Ids;

/// A response, with the fields that the request log records.
pub(crate) struct VendorResponse {
    pub(crate) response: Response,
    pub(crate) request_id: String,
    pub(crate) code: Option<String>,
}

/// Returns a request id in the vendor's format.
fn request_id(vendor: Vendor, ids: &Ids) -> String {
    match vendor {
        Vendor::Huawei => ids.hex(),
        Vendor::Tencent => ids.uuid(),
        Vendor::Alibaba => ids.uuid().to_uppercase(),
    }
}

/// Returns a response with these bytes.
pub(crate) fn response(status: u16, media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// Returns a JSON response.
pub(crate) fn json_response(status: u16, body: &Value) -> Response {
    response(status, "application/json", body.to_string())
}

/// Returns a response in the format that the request names. The default is JSON, and XML in Alibaba Cloud's former
/// request style, which is signed in the parameters.
fn formatted(vendor: Vendor, request: &HttpRequest, status: u16, root: &str, body: &Value) -> Response {
    let named = request.param("Format").unwrap_or_default();
    let xml = match () {
        () if vendor != Vendor::Alibaba || named.eq_ignore_ascii_case("json") => false,
        () if named.eq_ignore_ascii_case("xml") => true,
        () => request.param("Signature").is_some() || request.header("x-acs-action").is_none(),
    };
    if xml {
        response(status, "text/xml;charset=utf-8", xml::document(root, body))
    } else {
        json_response(status, body)
    }
}

fn set(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
}

/// Sets the header that holds the request id.
fn name(response: &mut Response, vendor: Vendor, request_id: &str) {
    match vendor {
        Vendor::Huawei => set(response, "x-request-id", request_id),
        Vendor::Tencent => {}
        Vendor::Alibaba => set(response, "x-acs-request-id", request_id),
    }
}

/// Returns the response of a call that succeeded.
pub(crate) fn success(
    product: &Product,
    operation: &Operation,
    request: &HttpRequest,
    mut body: Value,
    ids: &Ids,
) -> VendorResponse {
    let request_id = request_id(product.vendor, ids);
    if let (Some(members), true) = (body.as_object_mut(), product.vendor != Vendor::Huawei) {
        members.insert("RequestId".into(), Value::from(&*request_id));
    }
    let mut response = match (product.vendor, operation.has_response_body) {
        (_, false) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() =
                StatusCode::from_u16(operation.success_status).unwrap_or(StatusCode::NO_CONTENT);
            response
        }
        (Vendor::Tencent, true) => json_response(operation.success_status, &json!({ "Response": body })),
        (vendor, true) => {
            let root = format!("{}Response", operation.id);
            formatted(vendor, request, operation.success_status, &root, &body)
        }
    };
    name(&mut response, product.vendor, &request_id);
    VendorResponse {
        response,
        request_id,
        code: None,
    }
}

/// Returns the response of a call that was rejected.
pub(crate) fn error(
    product: &Product,
    operation: Option<&Operation>,
    request: &HttpRequest,
    error: &ServiceError,
    ids: &Ids,
) -> VendorResponse {
    let (code, status) = error.resolve(product, operation);
    let request_id = request_id(product.vendor, ids);
    let message = &error.message;
    let body = match product.vendor {
        Vendor::Huawei => json!({ "error_code": code, "error_msg": message, "request_id": request_id }),
        Vendor::Tencent => {
            json!({ "Response": { "Error": { "Code": code, "Message": message }, "RequestId": request_id } })
        }
        Vendor::Alibaba => json!({
            "RequestId": request_id,
            "HostId": request.header("host").unwrap_or_default(),
            "Code": code,
            "Message": message,
            "Recommend": format!("https://api.aliyun.com/troubleshoot?q={code}&product={}", product.service),
        }),
    };
    let mut response = formatted(product.vendor, request, status, "Error", &body);
    name(&mut response, product.vendor, &request_id);
    if let Some(wait) = error.retry_after {
        match product.vendor {
            Vendor::Alibaba => set(
                &mut response,
                "x-acs-retry-after",
                &wait.as_millis().max(1).to_string(),
            ),
            Vendor::Huawei => set(&mut response, "retry-after", &wait.as_secs().max(1).to_string()),
            Vendor::Tencent => {}
        }
    }
    VendorResponse {
        response,
        request_id,
        code: Some(code),
    }
}
