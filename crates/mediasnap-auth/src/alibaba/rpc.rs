//! RPC v1: HMAC-SHA1 over all parameters, those of the query and those of a form body.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::{check_params, check_payload, set_target, texts};
use crate::encode::{self, Pair};
use crate::hash::hmac_sha1;
use crate::headers::{check_all, set_header};
use crate::texts::Texts;
use crate::{Algorithm, Context, Credentials, Request, Secret, SignError, Signed, nonce, time};

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

/// Signs with a key pair. The signature goes into the query; action, format, version, timestamp and nonce do too,
/// unless the query has them already.
pub(crate) fn sign<'a>(
    request: &Request<'a>,
    context: &'a Context,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<Signed<'a>, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    check_payload(ALGORITHM, context)?;
    nonce::check(ALGORITHM, nonce)?;
    let form = form_body(request)?;
    let mut set = Vec::with_capacity(4);
    set_target(&mut set, request, context);
    if !request.body.is_empty() && request.header("content-type").is_none() {
        set_header(&mut set, "content-type", FORM);
    }
    check_all(request, &set)?;

    let given = request.query.decoded();
    let reserved = |name: &[u8]| RESERVED.iter().any(|own| own.as_bytes() == name);
    if let Some((name, _)) = given.iter().chain(&form).find(|(name, _)| reserved(name)) {
        let name = String::from_utf8_lossy(name).into_owned();
        return Err(SignError::ReservedParameter {
            algorithm: ALGORITHM,
            name,
        });
    }
    let timestamp = time::format(time, time::EXTENDED);
    let mut query = Vec::with_capacity(given.len() + 10);
    push(&mut query, "Action", &context.action);
    push(&mut query, "Format", "json");
    push(&mut query, "Version", &context.version);
    push(&mut query, "Timestamp", &timestamp);
    push(&mut query, "SignatureNonce", nonce);
    query.retain(|(_, value)| !value.is_empty());
    let defaults = query.len();
    for (name, value) in given {
        match query[..defaults].iter_mut().find(|(own, _)| *own == name) {
            Some(own) => own.1 = value,
            None => query.push((name, value)),
        }
    }
    if let Some(token) = key.security_token.as_ref().filter(|token| !token.is_empty()) {
        push(&mut query, "SecurityToken", token.expose());
    }
    push(&mut query, "SignatureMethod", "HMAC-SHA1");
    push(&mut query, "SignatureVersion", "1.0");
    push(&mut query, "AccessKeyId", &key.id);
    let mut signed: Vec<Pair<'_>> = query.iter().chain(&form).cloned().collect();
    signed.sort_unstable();
    check_params(ALGORITHM, &signed)?;

    let string_to_sign = string_to_sign(request.method, &signed);
    let signature = signature(&key.secret, &string_to_sign);
    let mut trail = Texts::to_sign(string_to_sign.into_bytes());
    trail.add_signature_text(&signature);
    push(&mut query, "Signature", &signature);
    let url = request.url_with(&query, encode::percent_pairs);
    let params = texts(&query);
    Ok(Signed {
        headers: set,
        url,
        texts: trail,
        params,
        ..Signed::default()
    })
}

fn push<'a>(query: &mut Vec<Pair<'a>>, name: &'static str, value: &'a str) {
    query.push((Cow::Borrowed(name.as_bytes()), Cow::Borrowed(value.as_bytes())));
}

/// The parameters of a form body.
fn form_body<'a>(request: &Request<'a>) -> Result<Vec<Pair<'a>>, SignError> {
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

/// The string to sign over parameters sorted by name.
pub(crate) fn string_to_sign(method: &str, sorted: &[Pair<'_>]) -> String {
    let length: usize = sorted
        .iter()
        .map(|(key, value)| key.len() + value.len() + 2)
        .sum();
    let mut joined = Vec::with_capacity(3 * length);
    encode::percent_pairs(&mut joined, sorted);
    let mut out = Vec::with_capacity(method.len() + 5 + joined.len() * 3);
    out.extend_from_slice(method.as_bytes());
    out.extend_from_slice(b"&%2F&");
    encode::percent(&mut out, &joined);
    encode::into_text(out)
}

/// The signature in base64.
pub(crate) fn signature(secret: &Secret, string_to_sign: &str) -> String {
    encode::base64(&hmac_sha1(
        &[secret.expose().as_bytes(), b"&"],
        string_to_sign.as_bytes(),
    ))
}
