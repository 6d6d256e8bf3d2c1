//! `TC3-HMAC-SHA256`, and `SKIP`, which is the same without a signature.

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::{action, given, missing};
use crate::hash::Hash;
use crate::headers::{SetHeader, check_all, set_header};
use crate::{Algorithm, Context, Credentials, Query, Request, SignError, Signed, encode, time};

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
pub(crate) fn sign(
    request: &Request<'_>,
    context: &Context,
    credentials: &Credentials,
    time: DateTime<Utc>,
) -> Result<Signed, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    if context.service.is_empty() {
        return Err(missing(ALGORITHM, "service"));
    }
    let unsigned = context.unsigned_payload || request.header(CONTENT_HEADER) == Some(UNSIGNED_PAYLOAD);
    check_coverage(request)?;

    let mut set = headers(request, context, time);
    if let Some(token) = key.security_token.as_ref().filter(|token| !token.is_empty()) {
        set_header(&mut set, "X-TC-Token", token.expose());
    }
    check_all(request, &set)?;

    let query = wire_query(request);
    let canonical = canonical_request(&Parts {
        method: request.method,
        path: request.path(),
        query: &query,
        headers: &[("content-type", content_type(request)), ("host", request.host)],
        signed_headers: SIGNED_HEADERS,
        body: if unsigned {
            UNSIGNED_PAYLOAD.as_bytes()
        } else {
            request.body
        },
    });
    let date = time::format(time, time::DATE);
    let timestamp = time.timestamp().to_string();
    let string_to_sign = string_to_sign(&timestamp, &date, &context.service, &canonical);
    let signature = signature(key.secret.expose(), &date, &context.service, &string_to_sign);
    let scope = [date.as_str(), "/", &context.service, "/", TERMINATOR].concat();
    let authorization = [
        ALGORITHM.as_str(),
        " Credential=",
        &key.id,
        "/",
        &scope,
        ", SignedHeaders=",
        SIGNED_HEADERS,
        ", Signature=",
        &signature,
    ]
    .concat();
    set_header(&mut set, "Authorization", authorization);
    Ok(Signed {
        headers: set,
        url: request.url(&query),
        canonical_request: Some(canonical),
        string_to_sign: Some(string_to_sign),
        signature: Some(signature),
        ..Signed::default()
    })
}

/// Sends the request without a signature and says so.
pub(crate) fn skip(
    request: &Request<'_>,
    context: &Context,
    time: DateTime<Utc>,
) -> Result<Signed, SignError> {
    let mut set = headers(request, context, time);
    set_header(&mut set, "Authorization", Algorithm::TencentSkip.as_str());
    check_all(request, &set)?;
    Ok(Signed {
        headers: set,
        url: request.url(&wire_query(request)),
        ..Signed::default()
    })
}

/// The signature covers the query of a GET and the body of anything else; the rest must be empty.
fn check_coverage(request: &Request<'_>) -> Result<(), SignError> {
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

fn content_type<'a>(request: &Request<'a>) -> &'a str {
    let default = if request.method == "GET" {
        "application/x-www-form-urlencoded"
    } else {
        "application/json"
    };
    request.header("content-type").unwrap_or(default)
}

fn headers(request: &Request<'_>, context: &Context, time: DateTime<Utc>) -> Vec<SetHeader> {
    let mut set = Vec::with_capacity(11);
    if request.header("content-type").is_none() {
        set_header(&mut set, "Content-Type", content_type(request));
    }
    set_header(&mut set, "Host", request.host);
    if !context.action.is_empty() {
        set_header(&mut set, "X-TC-Action", action(context));
    }
    if let Some(client) = given(context.request_client.as_ref()) {
        set_header(&mut set, "X-TC-RequestClient", client);
    }
    set_header(&mut set, "X-TC-Timestamp", time.timestamp().to_string());
    if !context.version.is_empty() {
        set_header(&mut set, "X-TC-Version", &*context.version);
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
    set
}

/// The query exactly as it is sent, which is what is signed: decoded parameters are form-encoded in their order.
fn wire_query(request: &Request<'_>) -> String {
    match request.query {
        Query::Raw(text) => text.to_owned(),
        Query::Pairs(_) => {
            let pairs = request.query.decoded();
            let length = pairs.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
            let mut out = String::with_capacity(length);
            encode::form_pairs(&mut out, &pairs);
            out
        }
    }
}

/// What the canonical request is made of.
pub(crate) struct Parts<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    /// Names in lower case, values as they are rendered, in the order of `signed_headers`.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) signed_headers: &'a str,
    pub(crate) body: &'a [u8],
}

/// Renders the canonical request.
pub(crate) fn canonical_request(parts: &Parts<'_>) -> String {
    let headers: usize = parts
        .headers
        .iter()
        .map(|(name, value)| name.len() + value.len() + 2)
        .sum();
    let fixed = parts.method.len() + parts.path.len() + parts.query.len() + parts.signed_headers.len() + 70;
    let mut out = String::with_capacity(fixed + headers);
    for line in [parts.method, parts.path, parts.query] {
        out.push_str(line);
        out.push('\n');
    }
    for (name, value) in parts.headers {
        for piece in [name, ":", value, "\n"] {
            out.push_str(piece);
        }
    }
    out.push('\n');
    out.push_str(parts.signed_headers);
    out.push('\n');
    encode::hex(&mut out, &Hash::Sha256.digest(parts.body));
    out
}

/// The string to sign over a canonical request.
pub(crate) fn string_to_sign(timestamp: &str, date: &str, service: &str, canonical: &str) -> String {
    let mut out = String::with_capacity(110 + service.len());
    for piece in [
        ALGORITHM.as_str(),
        "\n",
        timestamp,
        "\n",
        date,
        "/",
        service,
        "/",
        TERMINATOR,
        "\n",
    ] {
        out.push_str(piece);
    }
    encode::hex(&mut out, &Hash::Sha256.digest(canonical.as_bytes()));
    out
}

/// The signature in hexadecimal, under the key derived for one day and service.
pub(crate) fn signature(secret: &str, date: &str, service: &str, string_to_sign: &str) -> String {
    let first = Zeroizing::new(["TC3", secret].concat());
    let by_day = Zeroizing::new(Hash::Sha256.hmac(first.as_bytes(), &[date.as_bytes()]));
    let by_service = Zeroizing::new(Hash::Sha256.hmac(&*by_day, &[service.as_bytes()]));
    let key = Zeroizing::new(Hash::Sha256.hmac(&*by_service, &[TERMINATOR.as_bytes()]));
    encode::to_hex(&Hash::Sha256.hmac(&*key, &[string_to_sign.as_bytes()]))
}
