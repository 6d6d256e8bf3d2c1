//! The calls that generated code makes into this crate.

use mediasnap_core::operation::{Operation, Product};
use mediasnap_core::wire::{DecodeError, Decoded, Misfit};
use mediasnap_core::{Error, ErrorKind};
use serde::de::DeserializeOwned;

use crate::request::UnsignedRequest;
use crate::response::Response;
use crate::transport::{Transport, decode_as, json_alone};

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
    let decode_body = if operation.has_response_body {
        decode_as::<T>
    } else {
        json_alone
    };
    let (answer, decoded) = transport
        .call_and_decode(operation, unsigned, decode_body)
        .await?;
    let decoded = decoded.and_then(|decoded| decoded.downcast::<Result<Decoded<T>, DecodeError>>().ok());
    let unfit = match decoded.map(|decoded| *decoded) {
        Some(Ok(decoded)) => {
            for misfit in &decoded.misfits {
                let place = misfit.path.as_str();
                let (product, operation) = (transport.product().key, operation.id);
                let Misfit { expected, found, .. } = misfit;
                tracing::info!(
                    product,
                    operation,
                    place,
                    expected,
                    found,
                    "left out of the typed response"
                );
            }
            return Ok(Response::new(decoded.value, decoded.misfits, answer));
        }
        Some(Err(DecodeError::Unfit(misfit))) => misfit.to_string(),
        // Nothing was read where nothing was to be read.
        _ => match serde_json::from_str("null") {
            Ok(value) => return Ok(Response::new(value, Vec::new(), answer)),
            Err(_) => "the response is empty".to_owned(),
        },
    };
    let error = Error::new(ErrorKind::UnexpectedResponse, unfit)
        .with_status(answer.status)
        .with_request_id(answer.request_id)
        .with_attempts(answer.attempts)
        .with_response_body(answer.body);
    Err(error.with_operation(transport.product().key, Some(operation.id)))
}
