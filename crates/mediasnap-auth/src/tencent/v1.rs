//! `HmacSHA1` and `HmacSHA256`: the older signature over the parameters.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::action::capitalized;
use crate::algorithm::Algorithm;
use crate::buffer::{SigningBuffer, Text};
use crate::bytes::Short;
use crate::context::{SigningContext, non_empty};
use crate::credentials::Credentials;
use crate::encode::{self, Pair};
use crate::error::SignError;
use crate::hash::{Hash, Mac};
use crate::headers::{collect, insert_if_absent, set};
use crate::request::SignableRequest;
use crate::secret::Secret;
use crate::signed::{ParamSource, SigningOutput, Target};
use crate::{nonce, time};

const FORM: &str = "application/x-www-form-urlencoded";

/// Signs with a key pair. Covers the parameters of the query and of a form body; all of them are sent in the query of a GET
/// and in the body of any other method.
pub(crate) fn sign<'a>(
    algorithm: Algorithm,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(algorithm)?;
    nonce::validate(algorithm, nonce)?;
    context.require_signed_payload(algorithm)?;
    if context.action.is_empty() {
        return Err(SignError::missing_context(algorithm, "action"));
    }
    if context.version.is_empty() {
        return Err(SignError::missing_context(algorithm, "version"));
    }
    let headers = collect(
        request,
        &[
            insert_if_absent("Content-Type", Some(FORM)),
            set("Host", request.host),
        ],
    )?;

    let timestamp = time::seconds(time);
    let action = capitalized(&context.action);
    let own = [
        ("Action", Some(&*action)),
        ("RequestClient", context.request_client.as_deref()),
        ("Nonce", Some(nonce)),
        ("Timestamp", Some(timestamp.as_str())),
        ("Version", Some(&context.version)),
        ("Region", context.region.as_deref()),
        ("Token", key.non_empty_token()),
        ("SecretId", Some(&key.id)),
        ("SignatureMethod", Some(algorithm.as_str())),
        ("Language", context.language.as_deref()),
    ];
    let own = own.map(|(name, value)| (name, value.and_then(non_empty)));
    let mut params = params(algorithm, request)?;
    reject_reserved(algorithm, &params, &own)?;
    let own = own.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    params.extend(own.map(|(name, value)| (name.as_bytes().into(), value.as_bytes().into())));

    let size = encode::size_hint(params.iter().map(|(name, value)| (name.len(), value.len())));
    let mut buffer = SigningBuffer::with_capacity(2 * size + 200);
    write_string_to_sign(&mut buffer, request.method, request.host, request.path(), &params)
        .map_err(|name| SignError::DuplicateParameter { algorithm, name })?;
    let signature = signature(algorithm, &key.secret, buffer.string_to_sign());
    buffer.push_signature(signature.as_str());
    let start = buffer.len();
    encode::form_pairs(buffer.as_mut_vec(), &params);
    buffer.push_str("&Signature=");
    encode::form(buffer.as_mut_vec(), &signature);
    let form = buffer.span_from(start);
    let (query, body, params) = if request.method == "GET" {
        (Text::Buffered(form), None, ParamSource::Query)
    } else {
        (Text::default(), Some(form), ParamSource::Body)
    };
    Ok(SigningOutput {
        headers,
        target: Target::new(request, query),
        body,
        params,
        buffer,
    })
}

/// Decoded parameters of the query and of a form body.
fn params<'a>(algorithm: Algorithm, request: &SignableRequest<'a>) -> Result<Vec<Pair<'a>>, SignError> {
    let mut params = request.query.decoded();
    params.extend(encode::parse_pairs(form_body(algorithm, request)?));
    let is_utf8 = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok();
    if params.iter().all(|(name, value)| is_utf8(name) && is_utf8(value)) {
        return Ok(params);
    }
    Err(SignError::InvalidRequest {
        part: "parameters",
        problem: "are not UTF-8",
    })
}

/// Body, which has to be a form.
fn form_body<'a>(algorithm: Algorithm, request: &SignableRequest<'a>) -> Result<&'a str, SignError> {
    let unsupported = |problem| SignError::Unsupported { algorithm, problem };
    if request.body.is_empty() {
        return Ok("");
    }
    if request.method == "GET" {
        return Err(unsupported(
            "does not cover the body of a GET: send the parameters in the query",
        ));
    }
    if request
        .header("content-type")
        .is_some_and(|value| !value.starts_with(FORM))
    {
        return Err(unsupported(
            "signs form bodies only: send the parameters as a form",
        ));
    }
    std::str::from_utf8(request.body)
        .map_err(|_| unsupported("signs form bodies only, and the body is not one"))
}

/// Rejects parameters of the request that the signer sets itself.
fn reject_reserved(
    algorithm: Algorithm,
    params: &[Pair<'_>],
    own: &[(&str, Option<&str>)],
) -> Result<(), SignError> {
    let is_own = |name: &[u8]| {
        own.iter()
            .any(|(own, value)| value.is_some() && own.as_bytes() == name)
    };
    let mut names = params.iter().map(|(name, _)| &**name);
    match names.find(|name| *name == b"Signature" || is_own(name)) {
        Some(name) => Err(SignError::ReservedParameter {
            algorithm,
            name: String::from_utf8_lossy(name).into_owned(),
        }),
        None => Ok(()),
    }
}

/// Writes the string to sign: parameters sorted by name, values unescaped, underscores in names replaced by dots. The error
/// is a name that occurs twice.
pub(crate) fn write_string_to_sign(
    buffer: &mut SigningBuffer,
    method: &str,
    host: &str,
    path: &str,
    params: &[Pair<'_>],
) -> Result<(), String> {
    let mut sorted: Vec<(Cow<'_, [u8]>, &[u8])> = params
        .iter()
        .map(|(name, value)| (with_dots(name), &**value))
        .collect();
    sorted.sort_unstable();
    if let Some([(name, _), ..]) = sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(String::from_utf8_lossy(name).into_owned());
    }
    let start = buffer.len();
    for part in [method, host, path, "?"] {
        buffer.push_str(part);
    }
    for (index, (name, value)) in sorted.iter().enumerate() {
        if index > 0 {
            buffer.push_byte(b'&');
        }
        buffer.append(name);
        buffer.push_byte(b'=');
        buffer.append(value);
    }
    buffer.end_string_to_sign(start);
    Ok(())
}

fn with_dots(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'_') {
        return Cow::Borrowed(name);
    }
    let dot = |byte: &u8| if *byte == b'_' { b'.' } else { *byte };
    Cow::Owned(name.iter().map(dot).collect())
}

/// Returns the signature of a string in base64.
pub(crate) fn signature(algorithm: Algorithm, secret: &Secret, string_to_sign: &[u8]) -> Short<44> {
    let mac = secret.mac(&[algorithm.as_str()], |secret| match algorithm {
        Algorithm::TencentHmacSha1 => Mac::sha1(secret.as_bytes()),
        _ => Mac::new(Hash::Sha256, secret.as_bytes()),
    });
    encode::base64(&mac.of(&[string_to_sign]))
}
