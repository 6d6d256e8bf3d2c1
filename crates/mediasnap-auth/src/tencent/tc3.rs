//! `TC3-HMAC-SHA256`, and `SKIP`, which sends the same headers without a signature.

use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::action::capitalized;
use crate::algorithm::Algorithm;
use crate::buffer::{SigningBuffer, Text};
use crate::context::{SigningContext, non_empty};
use crate::credentials::Credentials;
use crate::error::SignError;
use crate::hash::{Code, Hash, Mac};
use crate::headers::{SetHeader, collect, insert_if_absent, set, set_option};
use crate::request::{Query, SignableRequest};
use crate::secret::Secret;
use crate::signed::{SigningOutput, Target};
use crate::{encode, time};

const ALGORITHM: Algorithm = Algorithm::Tc3HmacSha256;
/// Last part of every scope.
pub(crate) const TERMINATOR: &str = "tc3_request";
/// Headers that are signed, the same as in the official SDKs.
const SIGNED_HEADERS: &str = "content-type;host";
/// Marker that is hashed instead of the body.
pub(crate) const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// Header with the marker.
pub(crate) const CONTENT_HEADER: &str = "X-TC-Content-SHA256";
/// Maximum size of everything whose length does not depend on path and query.
const FIXED_SIZE: usize = 700;

/// Signs with a key pair.
pub(crate) fn sign<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    if context.service.is_empty() {
        return Err(SignError::missing_context(ALGORITHM, "service"));
    }
    let unsigned = context.unsigned_payload || request.header(CONTENT_HEADER) == Some(UNSIGNED_PAYLOAD);
    require_coverage(request)?;

    let mut buffer =
        SigningBuffer::with_capacity(request.path().len() + request.query.size_hint() + FIXED_SIZE);
    let timestamp = Text::Buffered(buffer.append(&time::seconds(time)));
    let mut set = headers(&mut buffer, request, context, timestamp, key.non_empty_token())?;
    let query = write_query(&mut buffer, request);
    let canonical = Tc3CanonicalRequest {
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
    canonical.write(&mut buffer);
    let date = time::date(time);
    let date = std::str::from_utf8(&date).unwrap_or_default();
    write_string_to_sign(&mut buffer, timestamp, date, &context.service);
    let signature = signature(&key.secret, date, &context.service, buffer.string_to_sign());
    let start = buffer.len();
    buffer.push_str(ALGORITHM.as_str());
    buffer.push_str(" Credential=");
    buffer.push_str(&key.id);
    buffer.push_byte(b'/');
    buffer.push_str(date);
    buffer.push_byte(b'/');
    buffer.push_str(&context.service);
    buffer.push_byte(b'/');
    buffer.push_str(TERMINATOR);
    buffer.push_str(", SignedHeaders=");
    buffer.push_str(SIGNED_HEADERS);
    buffer.push_str(", Signature=");
    buffer.push_hex_signature(&signature);
    set.push(("Authorization", Text::Buffered(buffer.span_from(start))));
    Ok(SigningOutput {
        headers: set,
        target: Target::new(request, query),
        buffer,
        ..SigningOutput::default()
    })
}

/// Sends the request without a signature, which `Authorization: SKIP` declares.
pub(crate) fn skip<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    time: DateTime<Utc>,
) -> Result<SigningOutput<'a>, SignError> {
    let mut buffer = SigningBuffer::default();
    let timestamp = Text::Buffered(buffer.append(&time::seconds(time)));
    let mut set = headers(&mut buffer, request, context, timestamp, None)?;
    set.push(("Authorization", Text::Borrowed(Algorithm::TencentSkip.as_str())));
    let query = write_query(&mut buffer, request);
    Ok(SigningOutput {
        headers: set,
        target: Target::new(request, query),
        buffer,
        ..SigningOutput::default()
    })
}

/// Rejects a body of a GET and a query of any other method: the signature does not cover them.
fn require_coverage(request: &SignableRequest<'_>) -> Result<(), SignError> {
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

/// Headers that are set, without `Authorization`.
fn headers<'a>(
    buffer: &mut SigningBuffer,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    timestamp: Text<'a>,
    token: Option<&'a str>,
) -> Result<Vec<SetHeader<'a>>, SignError> {
    let action = non_empty(&context.action).map(|action| buffer.intern(capitalized(action)));
    let optional = |field: &'a Option<_>| field.as_deref().and_then(non_empty);
    let unsigned = context.unsigned_payload.then_some(UNSIGNED_PAYLOAD);
    collect(
        request,
        &[
            insert_if_absent("Content-Type", Some(content_type(request))),
            set("Host", request.host),
            set_option("X-TC-Action", action),
            set_option("X-TC-RequestClient", optional(&context.request_client)),
            set("X-TC-Timestamp", timestamp),
            set_option("X-TC-Version", non_empty(&context.version)),
            set_option(CONTENT_HEADER, unsigned),
            set_option("X-TC-Region", optional(&context.region)),
            set_option("X-TC-Language", optional(&context.language)),
            set_option("X-TC-Token", token),
        ],
    )
}

/// Writes the query as it is sent, which is also how it is signed. Decoded parameters are form-encoded in their order.
fn write_query<'a>(buffer: &mut SigningBuffer, request: &SignableRequest<'a>) -> Text<'a> {
    match request.query {
        Query::Raw(text) => Text::Borrowed(text),
        Query::Pairs([]) => Text::Borrowed(""),
        Query::Pairs(_) => {
            let start = buffer.len();
            encode::form_pairs(buffer.as_mut_vec(), &request.query.decoded());
            Text::Buffered(buffer.span_from(start))
        }
    }
}

/// Parts of a canonical request.
pub(crate) struct Tc3CanonicalRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: Text<'a>,
    /// Names in lower case and values, in the order of `signed_headers`.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) signed_headers: &'a str,
    pub(crate) body: &'a [u8],
}

impl Tc3CanonicalRequest<'_> {
    /// Writes the canonical request.
    pub(crate) fn write(&self, buffer: &mut SigningBuffer) {
        let start = buffer.len();
        buffer.push_str(self.method);
        buffer.push_byte(b'\n');
        buffer.push_str(self.path);
        buffer.push_byte(b'\n');
        buffer.push_text(self.query);
        buffer.push_byte(b'\n');
        for (name, value) in self.headers {
            buffer.push_str(name);
            buffer.push_byte(b':');
            buffer.push_str(value);
            buffer.push_byte(b'\n');
        }
        buffer.push_byte(b'\n');
        buffer.push_str(self.signed_headers);
        buffer.push_byte(b'\n');
        encode::push_hex(buffer.as_mut_vec(), &Hash::Sha256.digest(self.body));
        buffer.end_canonical_request(start);
    }
}

/// Writes the string to sign after a canonical request.
pub(crate) fn write_string_to_sign(
    buffer: &mut SigningBuffer,
    timestamp: Text<'_>,
    date: &str,
    service: &str,
) {
    let start = buffer.len();
    buffer.push_str(ALGORITHM.as_str());
    buffer.push_byte(b'\n');
    buffer.push_text(timestamp);
    buffer.push_byte(b'\n');
    buffer.push_str(date);
    buffer.push_byte(b'/');
    buffer.push_str(service);
    buffer.push_byte(b'/');
    buffer.push_str(TERMINATOR);
    buffer.push_byte(b'\n');
    buffer.end_with_digest(start, Hash::Sha256);
}

/// Returns the signature of a string, with the key derived for a day and service.
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
