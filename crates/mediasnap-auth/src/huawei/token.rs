//! `X-Auth-Token`: an IAM token instead of a signature.

use super::headers::scope;
use crate::algorithm::Algorithm;
use crate::buffer::SigningBuffer;
use crate::context::SigningContext;
use crate::credentials::Credentials;
use crate::encode;
use crate::error::SignError;
use crate::headers::{collect, insert_if_absent, set};
use crate::request::SignableRequest;
use crate::signed::{SigningOutput, Target};

/// Adds the token.
pub(crate) fn sign<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
) -> Result<SigningOutput<'a>, SignError> {
    let token = credentials.token(Algorithm::XAuthToken)?;
    let headers = collect(
        request,
        &[
            scope(context),
            set("X-Auth-Token", token.expose()),
            insert_if_absent("Host", Some(request.host)),
        ],
    )?;
    let mut buffer = SigningBuffer::with_capacity(request.query.size_hint());
    encode::percent_pairs(buffer.as_mut_vec(), &request.query.decoded());
    let query = buffer.span_from(0);
    Ok(SigningOutput {
        headers,
        target: Target::new(request, query),
        buffer,
        ..SigningOutput::default()
    })
}
