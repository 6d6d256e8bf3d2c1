//! The calls that generated code makes into this crate.

use mediasnap_core::operation::{Operation, Product};
use mediasnap_core::{Error, ErrorKind};
use serde::de::DeserializeOwned;

use crate::request::UnsignedRequest;
use crate::response::Response;
use crate::transport::{Transport, is_json};

pub use crate::request::UnsignedRequestBuilder;

/// Generated code: a builder got invalid arguments.
pub fn invalid_argument(product: &Product, operation: &Operation, message: String) -> Error {
    Error::new(ErrorKind::InvalidArgument, message).with_operation(product.key, Some(operation.id))
}

/// Generated code: sends what a builder made and decodes the response.
pub async fn send<T: DeserializeOwned + Send + 'static>(
    transport: &Transport,
    operation: &Operation,
    unsigned: &UnsignedRequest,
) -> Result<Response<T>, Error> {
    let at = |error: Error| error.with_operation(transport.product().key, Some(operation.id));
    let mut decoded: Option<serde_json::Result<T>> = None;
    let mut decode = |body: &[u8]| {
        if !operation.has_response_body {
            return is_json(body);
        }
        let value = serde_json::from_slice(body);
        let readable = value.as_ref().err().is_none_or(serde_json::Error::is_data);
        decoded = Some(value);
        readable
    };
    let answer = transport
        .call_and_decode(operation, unsigned, &mut decode)
        .await?;
    // Nothing was read where nothing was to be read.
    let empty = if operation.has_response_body { "{}" } else { "null" };
    match decoded.unwrap_or_else(|| serde_json::from_str(empty)) {
        Ok(value) => Ok(Response::new(value, answer)),
        Err(error) => {
            // The position says where; the words of the parser may quote the answer.
            let message = format!(
                "the answer does not fit its type, at line {} column {}",
                error.line(),
                error.column()
            );
            Err(at(Error::new(ErrorKind::UnexpectedResponse, message)
                .with_status(answer.status)
                .with_request_id(answer.request_id)
                .with_attempts(answer.attempts)
                .with_response_body(answer.body)))
        }
    }
}
