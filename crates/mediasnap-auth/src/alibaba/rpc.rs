//! RPC v1: HMAC-SHA1 over all parameters of the query and of a form body.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::params;
use crate::algorithm::Algorithm;
use crate::buffer::SigningBuffer;
use crate::bytes::Short;
use crate::context::{SigningContext, non_empty};
use crate::credentials::Credentials;
use crate::encode::{self, Pair};
use crate::error::SignError;
use crate::hash::Mac;
use crate::headers::{collect, insert_if_absent};
use crate::request::SignableRequest;
use crate::secret::Secret;
use crate::signed::{ParamSource, SigningOutput, Target};
use crate::{nonce, time};

const ALGORITHM: Algorithm = Algorithm::AlibabaRpcV1;
const FORM: &str = "application/x-www-form-urlencoded";
/// Parameters that only the signer may set.
const RESERVED: [&str; 5] = [
    "SecurityToken",
    "SignatureMethod",
    "SignatureVersion",
    "AccessKeyId",
    "Signature",
];

/// Signs with a key pair. The signature is added to the query, and so are action, format, version, timestamp and nonce
/// unless the query has them already.
pub(crate) fn sign<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    context.require_signed_payload(ALGORITHM)?;
    nonce::validate(ALGORITHM, nonce)?;
    let form = form_body(request)?;
    let headers = collect(
        request,
        &[
            insert_if_absent("host", Some(request.host)),
            insert_if_absent("x-acs-action", non_empty(&context.action)),
            insert_if_absent("x-acs-version", non_empty(&context.version)),
            insert_if_absent("content-type", (!request.body.is_empty()).then_some(FORM)),
        ],
    )?;
    let given = request.query.decoded();
    reject_reserved(given.iter().chain(&form))?;

    let timestamp = time::extended(time);
    let timestamp = std::str::from_utf8(&timestamp).unwrap_or_default();
    let mut query = Vec::with_capacity(given.len() + 10);
    push(&mut query, "Action", non_empty(&context.action));
    push(&mut query, "Format", Some("json"));
    push(&mut query, "Version", non_empty(&context.version));
    push(&mut query, "Timestamp", Some(timestamp));
    push(&mut query, "SignatureNonce", Some(nonce));
    let defaults = query.len();
    for (name, value) in given {
        match query[..defaults].iter_mut().find(|(own, _)| *own == name) {
            Some(own) => own.1 = value,
            None => query.push((name, value)),
        }
    }
    push(&mut query, "SecurityToken", key.non_empty_token());
    push(&mut query, "SignatureMethod", Some("HMAC-SHA1"));
    push(&mut query, "SignatureVersion", Some("1.0"));
    push(&mut query, "AccessKeyId", Some(&key.id));
    let mut signed: Vec<&Pair<'_>> = query.iter().chain(&form).collect();
    signed.sort_unstable();
    params::validate(ALGORITHM, signed.iter().copied())?;

    let size = encode::size_hint(signed.iter().map(|(name, value)| (name.len(), value.len())));
    let mut buffer = SigningBuffer::with_capacity(2 * size + 200);
    write_string_to_sign(&mut buffer, request.method, signed.iter().copied());
    let signature = signature(&key.secret, buffer.string_to_sign());
    buffer.push_signature(signature.as_str());
    let start = buffer.len();
    encode::percent_pairs(buffer.as_mut_vec(), &query);
    buffer.push_str("&Signature=");
    encode::percent(buffer.as_mut_vec(), &signature);
    let sent = buffer.span_from(start);
    Ok(SigningOutput {
        headers,
        target: Target::new(request, sent),
        params: ParamSource::Query,
        buffer,
        ..SigningOutput::default()
    })
}

/// Adds a parameter if there is a value.
fn push<'a>(query: &mut Vec<Pair<'a>>, name: &'static str, value: Option<&'a str>) {
    if let Some(value) = value {
        query.push((Cow::Borrowed(name.as_bytes()), Cow::Borrowed(value.as_bytes())));
    }
}

/// Rejects parameters of the request that only the signer may set.
fn reject_reserved<'a>(mut params: impl Iterator<Item = &'a Pair<'a>>) -> Result<(), SignError> {
    let is_reserved = |name: &[u8]| RESERVED.iter().any(|own| own.as_bytes() == name);
    match params.find(|(name, _)| is_reserved(name)) {
        Some((name, _)) => Err(SignError::ReservedParameter {
            algorithm: ALGORITHM,
            name: String::from_utf8_lossy(name).into_owned(),
        }),
        None => Ok(()),
    }
}

/// Decoded parameters of a form body.
fn form_body<'a>(request: &SignableRequest<'a>) -> Result<Vec<Pair<'a>>, SignError> {
    if request.body.is_empty() {
        return Ok(Vec::new());
    }
    let is_form = request
        .header("content-type")
        .is_none_or(|value| value.starts_with(FORM));
    match std::str::from_utf8(request.body) {
        Ok(body) if is_form => Ok(encode::parse_pairs(body)),
        _ => Err(SignError::Unsupported {
            algorithm: ALGORITHM,
            problem: "signs form bodies only",
        }),
    }
}

/// Writes the string to sign over parameters sorted by name: `key=value&key=value` percent-encoded, and the result
/// percent-encoded again.
pub(crate) fn write_string_to_sign<'a>(
    buffer: &mut SigningBuffer,
    method: &str,
    sorted: impl Iterator<Item = &'a Pair<'a>>,
) {
    let start = buffer.len();
    buffer.push_str(method);
    buffer.push_str("&%2F&");
    for (index, (name, value)) in sorted.enumerate() {
        if index > 0 {
            buffer.push_str("%26");
        }
        encode::percent_twice(buffer.as_mut_vec(), name);
        buffer.push_str("%3D");
        encode::percent_twice(buffer.as_mut_vec(), value);
    }
    buffer.end_string_to_sign(start);
}

/// Returns the signature of a string in base64.
pub(crate) fn signature(secret: &Secret, string_to_sign: &[u8]) -> Short<44> {
    let mac = secret.mac(&[ALGORITHM.as_str()], |secret| {
        let key = Zeroizing::new([secret, "&"].concat());
        Mac::sha1(key.as_bytes())
    });
    encode::base64(&mac.of(&[string_to_sign]))
}
