//! ROA v2: HMAC-SHA1 over a few headers, the path and the query.

use chrono::{DateTime, Utc};

use super::headers::{NONCE_HEADER, checked_nonce};
use super::params::{self, write_query};
use crate::algorithm::Algorithm;
use crate::buffer::{SigningBuffer, Span, Text};
use crate::bytes::Short;
use crate::context::{SigningContext, non_empty};
use crate::credentials::Credentials;
use crate::encode::{self, Pair};
use crate::error::SignError;
use crate::hash::Mac;
use crate::headers::{Headers, collect, insert_if_absent, set, set_option, trimmed};
use crate::request::SignableRequest;
use crate::secret::Secret;
use crate::signed::{SigningOutput, Target};
use crate::time;

const ALGORITHM: Algorithm = Algorithm::AlibabaRoaV2;
/// Scheme in `Authorization`, before the id.
pub(crate) const SCHEME: &str = "acs";
/// Maximum size of everything whose length does not depend on path and query.
const FIXED_SIZE: usize = 600;
/// Headers whose values have lines of their own, in order.
const NAMED: [&str; 4] = ["accept", "content-md5", "content-type", "date"];

/// Returns whether a header, its name in lower case, is signed.
pub(crate) fn is_signed(name: &str) -> bool {
    NAMED.contains(&name) || name.starts_with("x-acs-")
}

/// Signs with a key pair.
pub(crate) fn sign<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    context.require_signed_payload(ALGORITHM)?;
    let capacity = request.path().len() + 2 * request.query.size_hint() + FIXED_SIZE;
    let mut buffer = SigningBuffer::with_capacity(capacity);
    let token = key.non_empty_token();
    let date = write_date(&mut buffer, request, time)?;
    let nonce = checked_nonce(ALGORITHM, request, nonce)?;
    // sorted by name
    let mut set = collect(
        request,
        &[
            insert_if_absent("accept", Some("application/json")),
            set_option("date", date),
            insert_if_absent("host", Some(request.host)),
            set_option("x-acs-accesskey-id", token.map(|_| &*key.id)),
            insert_if_absent("x-acs-action", non_empty(&context.action)),
            set_option("x-acs-security-token", token),
            set("x-acs-signature-method", "HMAC-SHA1"),
            insert_if_absent(NONCE_HEADER, nonce),
            set("x-acs-signature-version", "1.0"),
            insert_if_absent("x-acs-version", non_empty(&context.version)),
        ],
    )?;
    let headers = Headers::merge(&mut buffer, request, &set, |_| true);
    let mut params = request.query.decoded();
    let query = write_query(&mut buffer, request.query, &params);
    params.sort_unstable();
    params::validate(ALGORITHM, params.iter())?;
    write_string_to_sign(&mut buffer, request.method, request.path(), &params, &headers);
    let signature = signature(&key.secret, buffer.string_to_sign());
    let start = buffer.len();
    buffer.push_str(SCHEME);
    buffer.push_byte(b' ');
    buffer.push_str(&key.id);
    buffer.push_byte(b':');
    buffer.push_signature(signature.as_str());
    set.push(("Authorization", Text::Buffered(buffer.span_from(start))));
    Ok(SigningOutput {
        headers: set,
        target: Target::new(request, query),
        buffer,
        ..SigningOutput::default()
    })
}

/// Writes the date; `None` if the request has one.
fn write_date(
    buffer: &mut SigningBuffer,
    request: &SignableRequest<'_>,
    time: DateTime<Utc>,
) -> Result<Option<Span>, SignError> {
    match request.header("date") {
        None => Ok(Some(buffer.append(&time::http(time)))),
        Some(preset) if time::parse_http(preset.trim()).is_some() => Ok(None),
        Some(_) => Err(SignError::PresetDate {
            name: "date",
            format: "Tue, 14 Nov 2023 22:13:20 GMT",
        }),
    }
}

/// Writes the string to sign, from all headers and the parameters sorted by name.
pub(crate) fn write_string_to_sign(
    buffer: &mut SigningBuffer,
    method: &str,
    path: &str,
    params: &[Pair<'_>],
    headers: &Headers<'_>,
) {
    let start = buffer.len();
    buffer.push_str(method);
    buffer.push_byte(b'\n');
    for name in NAMED {
        buffer.push_text(headers.get(name).map(trimmed).unwrap_or_default());
        buffer.push_byte(b'\n');
    }
    headers.write_prefixed(buffer, "x-acs-");
    buffer.push_str(path);
    for (index, (name, value)) in params.iter().enumerate() {
        buffer.push_byte(if index == 0 { b'?' } else { b'&' });
        buffer.append(name);
        if !value.is_empty() {
            buffer.push_byte(b'=');
            buffer.append(value);
        }
    }
    buffer.end_string_to_sign(start);
}

/// Returns the signature of a string in base64.
pub(crate) fn signature(secret: &Secret, string_to_sign: &[u8]) -> Short<44> {
    let mac = secret.mac(&[ALGORITHM.as_str()], |secret| Mac::sha1(secret.as_bytes()));
    encode::base64(&mac.of(&[string_to_sign]))
}
