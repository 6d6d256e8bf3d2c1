//! Calls by name, and responses to them.

use mediasnap_client::operation::Vendor;
use mediasnap_client::{Error, Operation, Product, RetryPolicy, Transport, arguments};
use serde_json::json;

use super::server::Reply;
use super::{builder, minimal};

/// The body of a response without content, for every vendor.
pub(crate) const SUCCESS: &str = r#"{"Response": {"RequestId": "r"}}"#;

/// A transport to a loopback server, with a retry policy.
pub(crate) fn transport(product: &'static Product, endpoint: &str, retry: RetryPolicy) -> Transport {
    let builder = builder(product).endpoint(endpoint).retry(retry);
    builder.transport(product).unwrap()
}

/// An error response in the vendor's envelope.
pub(crate) fn error_response(product: &Product, status: u16, code: &str, message: &str) -> Reply {
    let body = match product.vendor {
        Vendor::Huawei => json!({ "error_code": code, "error_msg": message, "request_id": "rid" }),
        Vendor::Tencent => json!({
            "Response": { "Error": { "Code": code, "Message": message }, "RequestId": "rid" }
        }),
        Vendor::Alibaba => json!({ "Code": code, "Message": message, "RequestId": "rid" }),
    };
    Reply::new(status, body.to_string())
}

/// Makes the call by name with the minimal arguments of its operation. Returns the number of attempts.
pub(crate) async fn call(transport: &Transport, operation: &Operation) -> Result<u32, Error> {
    let arguments = minimal(transport.product(), operation);
    let unsigned = arguments::build_request(operation, &arguments).unwrap();
    transport
        .call(operation, &unsigned)
        .await
        .map(|response| response.attempts)
}
