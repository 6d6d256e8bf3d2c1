//! RPC v1: HMAC-SHA1 over all parameters, those of the query and those of a form body.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::{check_params, check_payload, set_action, set_host, set_version};
use crate::bytes::Short;
use crate::encode::{self, Pair};
use crate::hash::Mac;
use crate::headers::{check_all, set_header};
use crate::sheet::{Sheet, Value};
use crate::signed::Listed;
use crate::{
    Algorithm, Credentials, Secret, SignError, SignableRequest, SigningContext, SigningOutput, nonce, time,
};

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
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    check_payload(ALGORITHM, context)?;
    nonce::check(ALGORITHM, nonce)?;
    let form = form_body(request)?;
    let mut set = Vec::with_capacity(4);
    set_host(&mut set, request);
    set_action(&mut set, request, context);
    set_version(&mut set, request, context);
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
    let timestamp = time::extended(time);
    let mut query = Vec::with_capacity(given.len() + 10);
    push(&mut query, "Action", &context.action);
    push(&mut query, "Format", "json");
    push(&mut query, "Version", &context.version);
    push(
        &mut query,
        "Timestamp",
        std::str::from_utf8(&timestamp).unwrap_or_default(),
    );
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
    let mut signed: Vec<&Pair<'_>> = query.iter().chain(&form).collect();
    signed.sort_unstable();
    check_params(ALGORITHM, signed.iter().copied())?;

    let room = encode::room(signed.iter().map(|(name, value)| (name.len(), value.len())));
    let mut sheet = Sheet::with_room(2 * room + 200);
    write_to_sign(&mut sheet, request.method, signed.iter().copied());
    let signature = signature(&key.secret, sheet.string_to_sign());
    sheet.push_signature_text(signature.text());
    let start = sheet.len();
    encode::percent_pairs(sheet.out(), &query);
    sheet.push("&Signature=");
    encode::percent(sheet.out(), &signature);
    let query_sent = Value::Written(sheet.since(start));
    Ok(SigningOutput {
        headers: set,
        target: request.target(query_sent),
        listed: Listed::Query,
        sheet,
        ..SigningOutput::default()
    })
}

fn push<'a>(query: &mut Vec<Pair<'a>>, name: &'static str, value: &'a str) {
    query.push((Cow::Borrowed(name.as_bytes()), Cow::Borrowed(value.as_bytes())));
}

/// The parameters of a form body.
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

/// Writes the string to sign over parameters sorted by name: `key=value&key=value` percent-encoded, and all that again.
pub(crate) fn write_to_sign<'a>(sheet: &mut Sheet, method: &str, sorted: impl Iterator<Item = &'a Pair<'a>>) {
    let start = sheet.len();
    sheet.push(method);
    sheet.push("&%2F&");
    for (index, (name, value)) in sorted.enumerate() {
        if index > 0 {
            sheet.push("%26");
        }
        encode::percent_twice(sheet.out(), name);
        sheet.push("%3D");
        encode::percent_twice(sheet.out(), value);
    }
    sheet.end_string_to_sign(start);
}

/// The signature in base64.
pub(crate) fn signature(secret: &Secret, string_to_sign: &[u8]) -> Short<44> {
    let mac = secret.mac(&[ALGORITHM.as_str()], |secret| {
        let key = Zeroizing::new([secret, "&"].concat());
        Mac::sha1(key.as_bytes())
    });
    encode::base64(&mac.of(&[string_to_sign]))
}
