//! `TC3-HMAC-SHA256`, and `SKIP`, which is the same without a signature.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::{action, given, missing};
use crate::hash::Hash;
use crate::headers::{SetHeader, check_all, set_header};
use crate::texts::{self, Texts, text};
use crate::{Algorithm, Context, Credentials, Query, Request, Secret, SignError, Signed, encode, time};

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
    request: &Request<'a>,
    context: &'a Context,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
) -> Result<Signed<'a>, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    if context.service.is_empty() {
        return Err(missing(ALGORITHM, "service"));
    }
    let unsigned = context.unsigned_payload || request.header(CONTENT_HEADER) == Some(UNSIGNED_PAYLOAD);
    check_coverage(request)?;

    let timestamp = time.timestamp().to_string();
    let mut set = headers(request, context, timestamp.clone());
    if let Some(token) = key.security_token.as_ref().filter(|token| !token.is_empty()) {
        set_header(&mut set, "X-TC-Token", token.expose());
    }
    check_all(request, &set)?;

    let query = wire_query(request);
    let mut texts = Texts::canonical(canonical_request(&Parts {
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
    }));
    let date = time::format(time, time::DATE);
    add_to_sign(&mut texts, &timestamp, &date, &context.service);
    add_signature(&mut texts, &key.secret, &date, &context.service);
    let signature = text(texts.signature()).unwrap_or_default();
    let authorization = [
        ALGORITHM.as_str(),
        " Credential=",
        &key.id,
        "/",
        &date,
        "/",
        &context.service,
        "/",
        TERMINATOR,
        ", SignedHeaders=",
        SIGNED_HEADERS,
        ", Signature=",
        signature,
    ]
    .concat();
    set_header(&mut set, "Authorization", authorization);
    Ok(Signed {
        headers: set,
        url: request.url(query.as_bytes()),
        texts,
        ..Signed::default()
    })
}

/// Sends the request without a signature and says so.
pub(crate) fn skip<'a>(
    request: &Request<'a>,
    context: &'a Context,
    time: DateTime<Utc>,
) -> Result<Signed<'a>, SignError> {
    let mut set = headers(request, context, time.timestamp().to_string());
    set_header(&mut set, "Authorization", Algorithm::TencentSkip.as_str());
    check_all(request, &set)?;
    Ok(Signed {
        headers: set,
        url: request.url(wire_query(request).as_bytes()),
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

fn headers<'a>(request: &Request<'a>, context: &'a Context, timestamp: String) -> Vec<SetHeader<'a>> {
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
    set_header(&mut set, "X-TC-Timestamp", timestamp);
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
fn wire_query<'a>(request: &Request<'a>) -> Cow<'a, str> {
    match request.query {
        Query::Raw(text) => Cow::Borrowed(text),
        Query::Pairs([]) => Cow::Borrowed(""),
        Query::Pairs(_) => {
            let pairs = request.query.decoded();
            let length: usize = pairs.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
            let mut out = Vec::with_capacity(3 * length);
            encode::form_pairs(&mut out, &pairs);
            Cow::Owned(encode::into_text(out))
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
pub(crate) fn canonical_request(parts: &Parts<'_>) -> Vec<u8> {
    let headers: usize = parts
        .headers
        .iter()
        .map(|(name, value)| name.len() + value.len() + 2)
        .sum();
    let fixed = parts.method.len()
        + parts.path.len()
        + parts.query.len()
        + parts.signed_headers.len()
        + 70
        + texts::ROOM;
    let mut out = Vec::with_capacity(fixed + headers);
    let mut push = |piece: &str| out.extend_from_slice(piece.as_bytes());
    for line in [parts.method, parts.path, parts.query] {
        push(line);
        push("\n");
    }
    for (name, value) in parts.headers {
        for piece in [name, ":", value, "\n"] {
            push(piece);
        }
    }
    for piece in ["\n", parts.signed_headers, "\n"] {
        push(piece);
    }
    out.extend_from_slice(&encode::hex(&Hash::Sha256.digest(parts.body)));
    out
}

/// Adds the string to sign to a canonical request.
pub(crate) fn add_to_sign(texts: &mut Texts, timestamp: &str, date: &str, service: &str) {
    let pieces = [
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
    ];
    texts.add_to_sign(&pieces, Hash::Sha256);
}

/// Adds the signature, under the key derived for one day and service.
pub(crate) fn add_signature(texts: &mut Texts, secret: &Secret, date: &str, service: &str) {
    let key = secret.derived(&[TERMINATOR, date, service], |secret| {
        let first = Zeroizing::new(["TC3", secret].concat());
        let by_day = Zeroizing::new(Hash::Sha256.hmac(first.as_bytes(), &[date.as_bytes()]));
        let by_service = Zeroizing::new(Hash::Sha256.hmac(&*by_day, &[service.as_bytes()]));
        Zeroizing::new(Hash::Sha256.hmac(&*by_service, &[TERMINATOR.as_bytes()]))
    });
    let signature = Hash::Sha256.hmac(&*key, &[texts.string_to_sign()]);
    texts.add_signature(&signature);
}
