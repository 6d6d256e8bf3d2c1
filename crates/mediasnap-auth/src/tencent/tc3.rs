//! `TC3-HMAC-SHA256`, and `SKIP`, which is the same without a signature.

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::{action, given, missing};
use crate::hash::{Code, Hash, Mac};
use crate::headers::{SetHeader, check_all, set_header, set_written};
use crate::sheet::{Sheet, Value};
use crate::{
    Algorithm, Credentials, Query, Secret, SignError, SignableRequest, SigningContext, SigningOutput, encode,
    time,
};

const ALGORITHM: Algorithm = Algorithm::Tc3HmacSha256;
/// The end of every scope.
pub(crate) const TERMINATOR: &str = "tc3_request";
/// The headers that are signed, as the official SDKs have it.
const SIGNED_HEADERS: &str = "content-type;host";
/// The marker that is hashed in place of the body.
pub(crate) const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// The header that holds the marker.
pub(crate) const CONTENT_HEADER: &str = "X-TC-Content-SHA256";

/// Signs with a key pair.
pub(crate) fn sign<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    if context.service.is_empty() {
        return Err(missing(ALGORITHM, "service"));
    }
    let unsigned = context.unsigned_payload || request.header(CONTENT_HEADER) == Some(UNSIGNED_PAYLOAD);
    check_coverage(request)?;

    let mut sheet = Sheet::with_room(request.path().len() + request.query.room() + ROOM);
    let (timestamp, mut set) = headers(&mut sheet, request, context, time);
    if let Some(token) = key.security_token.as_ref().filter(|token| !token.is_empty()) {
        set_header(&mut set, "X-TC-Token", token.expose());
    }
    check_all(request, &set)?;

    let query = write_query(&mut sheet, request);
    let parts = Parts {
        method: request.method,
        path: request.path(),
        query,
        headers: &[("content-type", content_type(request)), ("host", request.host)],
        signed_headers: SIGNED_HEADERS,
        body: if unsigned {
            UNSIGNED_PAYLOAD.as_bytes()
        } else {
            request.body
        },
    };
    write_canonical(&mut sheet, &parts);
    let date = time::date(time);
    let date = std::str::from_utf8(&date).unwrap_or_default();
    write_to_sign(&mut sheet, timestamp, date, &context.service);
    let signature = signature(&key.secret, date, &context.service, sheet.string_to_sign());
    let start = sheet.len();
    sheet.push(ALGORITHM.as_str());
    sheet.push(" Credential=");
    sheet.push(&key.id);
    sheet.mark(b'/');
    sheet.push(date);
    sheet.mark(b'/');
    sheet.push(&context.service);
    sheet.mark(b'/');
    sheet.push(TERMINATOR);
    sheet.push(", SignedHeaders=");
    sheet.push(SIGNED_HEADERS);
    sheet.push(", Signature=");
    sheet.push_signature(&signature);
    set_written(&mut set, "Authorization", sheet.since(start));
    Ok(SigningOutput {
        headers: set,
        target: request.target(query),
        sheet,
        ..SigningOutput::default()
    })
}

/// Sends the request without a signature and says so.
pub(crate) fn skip<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    time: DateTime<Utc>,
) -> Result<SigningOutput<'a>, SignError> {
    let mut sheet = Sheet::default();
    let (_, mut set) = headers(&mut sheet, request, context, time);
    set_header(&mut set, "Authorization", Algorithm::TencentSkip.as_str());
    check_all(request, &set)?;
    let query = write_query(&mut sheet, request);
    Ok(SigningOutput {
        headers: set,
        target: request.target(query),
        sheet,
        ..SigningOutput::default()
    })
}

/// The signature covers the query of a GET and the body of anything else; the rest must be empty.
fn check_coverage(request: &SignableRequest<'_>) -> Result<(), SignError> {
    let problem = match (request.method, request.query.is_empty(), request.body.is_empty()) {
        ("GET", _, false) => "does not cover the body of a GET: send the parameters in the query",
        (method, false, _) if method != "GET" => {
            "covers the query of a GET only: send the parameters in the body"
        }
        _ => return Ok(()),
    };
    Err(SignError::Unsupported {
        algorithm: ALGORITHM,
        problem,
    })
}

fn content_type<'a>(request: &SignableRequest<'a>) -> &'a str {
    let default = if request.method == "GET" {
        "application/x-www-form-urlencoded"
    } else {
        "application/json"
    };
    request.header("content-type").unwrap_or(default)
}

/// The headers that are set, and the time of signing in seconds, which is one of them.
fn headers<'a>(
    sheet: &mut Sheet,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    time: DateTime<Utc>,
) -> (Value<'a>, Vec<SetHeader<'a>>) {
    let mut set = Vec::with_capacity(11);
    if request.header("content-type").is_none() {
        set_header(&mut set, "Content-Type", content_type(request));
    }
    set_header(&mut set, "Host", request.host);
    if !context.action.is_empty() {
        set.push(("X-TC-Action", sheet.keep(action(context))));
    }
    if let Some(client) = given(context.request_client.as_ref()) {
        set_header(&mut set, "X-TC-RequestClient", client);
    }
    let timestamp = Value::Written(sheet.write(&time::seconds(time)));
    set.push(("X-TC-Timestamp", timestamp));
    if !context.version.is_empty() {
        set_header(&mut set, "X-TC-Version", &context.version);
    }
    if context.unsigned_payload {
        set_header(&mut set, CONTENT_HEADER, UNSIGNED_PAYLOAD);
    }
    if let Some(region) = given(context.region.as_ref()) {
        set_header(&mut set, "X-TC-Region", region);
    }
    if let Some(language) = given(context.language.as_ref()) {
        set_header(&mut set, "X-TC-Language", language);
    }
    (timestamp, set)
}

/// The query exactly as it is sent, which is what is signed: decoded parameters are form-encoded in their order.
fn write_query<'a>(sheet: &mut Sheet, request: &SignableRequest<'a>) -> Value<'a> {
    match request.query {
        Query::Raw(text) => Value::Given(text),
        Query::Pairs([]) => Value::Given(""),
        Query::Pairs(_) => {
            let start = sheet.len();
            encode::form_pairs(sheet.out(), &request.query.decoded());
            Value::Written(sheet.since(start))
        }
    }
}

/// The room that everything takes whose length does not depend on path and query.
const ROOM: usize = 700;

/// What the canonical request is made of.
pub(crate) struct Parts<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Value<'a>,
    /// Names in lower case, values as they are rendered, in the order of `signed_headers`.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) signed_headers: &'a str,
    pub(crate) body: &'a [u8],
}

/// Writes the canonical request.
pub(crate) fn write_canonical(sheet: &mut Sheet, parts: &Parts<'_>) {
    let start = sheet.len();
    sheet.push(parts.method);
    sheet.mark(b'\n');
    sheet.push(parts.path);
    sheet.mark(b'\n');
    sheet.push_value(parts.query);
    sheet.mark(b'\n');
    for (name, value) in parts.headers {
        sheet.push(name);
        sheet.mark(b':');
        sheet.push(value);
        sheet.mark(b'\n');
    }
    sheet.mark(b'\n');
    sheet.push(parts.signed_headers);
    sheet.mark(b'\n');
    encode::push_hex(sheet.out(), &Hash::Sha256.digest(parts.body));
    sheet.end_canonical_request(start);
}

/// Writes the string to sign after a canonical request.
pub(crate) fn write_to_sign(sheet: &mut Sheet, timestamp: Value<'_>, date: &str, service: &str) {
    let start = sheet.len();
    sheet.push(ALGORITHM.as_str());
    sheet.mark(b'\n');
    sheet.push_value(timestamp);
    sheet.mark(b'\n');
    sheet.push(date);
    sheet.mark(b'/');
    sheet.push(service);
    sheet.mark(b'/');
    sheet.push(TERMINATOR);
    sheet.mark(b'\n');
    sheet.end_with_digest(start, Hash::Sha256);
}

/// The signature, under the key derived for one day and service.
pub(crate) fn signature(secret: &Secret, date: &str, service: &str, string_to_sign: &[u8]) -> Code {
    let mac = secret.mac(&[ALGORITHM.as_str(), date, service], |secret| {
        let first = Zeroizing::new(["TC3", secret].concat());
        let by_day = Zeroizing::new(Hash::Sha256.hmac(first.as_bytes(), &[date.as_bytes()]));
        let by_service = Zeroizing::new(Hash::Sha256.hmac(&*by_day, &[service.as_bytes()]));
        let key = Zeroizing::new(Hash::Sha256.hmac(&*by_service, &[TERMINATOR.as_bytes()]));
        Mac::new(Hash::Sha256, &*key)
    });
    mac.of(&[string_to_sign])
}
