//! Calls without a signature: with a bearer token, or anonymous.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::headers::{CONTENT_HEADER, DATE_HEADER, NONCE_HEADER, checked_nonce, write_date, write_digest};
use crate::algorithm::Algorithm;
use crate::buffer::SigningBuffer;
use crate::context::{ApiStyle, SigningContext, non_empty};
use crate::credentials::Credentials;
use crate::encode;
use crate::error::SignError;
use crate::hash::Hash;
use crate::headers::{collect, insert_if_absent, set, set_option};
use crate::request::SignableRequest;
use crate::signed::{ParamSource, SigningOutput, Target};

/// Marker that declares a bearer token instead of a signature.
pub(crate) const SIGNATURE_TYPE: &str = "BEARERTOKEN";

/// Adds a bearer token.
pub(crate) fn sign_bearer<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    let token = credentials.bearer(Algorithm::AlibabaBearer)?;
    let call = UnsignedCall {
        algorithm: Algorithm::AlibabaBearer,
        token: Some(token.expose()),
        parameter: ("SignatureType", SIGNATURE_TYPE),
    };
    call.output(request, context, time, nonce)
}

/// Adds the headers that the service requires of an anonymous call.
pub(crate) fn sign_anonymous<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    let call = UnsignedCall {
        algorithm: Algorithm::AlibabaAnonymous,
        token: None,
        parameter: ("Format", "json"),
    };
    call.output(request, context, time, nonce)
}

/// Call without a signature.
struct UnsignedCall<'a> {
    algorithm: Algorithm,
    token: Option<&'a str>,
    /// Parameter of RPC calls. It replaces one of the request with the same name.
    parameter: (&'static str, &'static str),
}

impl<'a> UnsignedCall<'a> {
    fn output(
        self,
        request: &SignableRequest<'a>,
        context: &'a SigningContext<'a>,
        time: DateTime<Utc>,
        nonce: &'a str,
    ) -> Result<SigningOutput<'a>, SignError> {
        context.require_signed_payload(self.algorithm)?;
        let mut buffer = SigningBuffer::default();
        let date = write_date(&mut buffer, request, time)?;
        let nonce = checked_nonce(self.algorithm, request, nonce)?;
        let digest = write_digest(&mut buffer, Hash::Sha256, request.body);
        let is_rpc = context.style == ApiStyle::Rpc;
        let marker = self.token.filter(|_| !is_rpc).map(|_| SIGNATURE_TYPE);
        let headers = collect(
            request,
            &[
                insert_if_absent("host", Some(request.host)),
                insert_if_absent("x-acs-action", non_empty(&context.action)),
                insert_if_absent("x-acs-version", non_empty(&context.version)),
                set_option(DATE_HEADER, date),
                insert_if_absent(NONCE_HEADER, nonce),
                set(CONTENT_HEADER, digest),
                set_option("x-acs-bearer-token", self.token),
                set_option("x-acs-signature-type", marker),
            ],
        )?;
        let mut query = request.query.decoded();
        if is_rpc {
            let (name, value) = self.parameter;
            let value = Cow::Borrowed(value.as_bytes());
            match query.iter_mut().find(|(own, _)| &**own == name.as_bytes()) {
                Some(own) => own.1 = value,
                None => query.push((Cow::Borrowed(name.as_bytes()), value)),
            }
        }
        let start = buffer.len();
        encode::percent_pairs(buffer.as_mut_vec(), &query);
        let query = buffer.span_from(start);
        Ok(SigningOutput {
            headers,
            target: Target::new(request, query),
            params: ParamSource::Query,
            buffer,
            ..SigningOutput::default()
        })
    }
}
