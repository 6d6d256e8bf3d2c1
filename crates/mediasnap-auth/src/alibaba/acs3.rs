//! `ACS3-HMAC-SHA256` and `ACS3-HMAC-SM3`.
//!
//! The signature covers `host`, `content-type` and every `x-acs-*` header: those that the service requires, and none that a
//! proxy may rewrite.

use chrono::{DateTime, Utc};

use super::headers::{CONTENT_HEADER, DATE_HEADER, NONCE_HEADER, checked_nonce, write_date, write_digest};
use super::params::{self, write_query};
use crate::algorithm::Algorithm;
use crate::buffer::{SigningBuffer, Span, Text};
use crate::context::{SigningContext, non_empty};
use crate::credentials::Credentials;
use crate::encode::{self, Pair};
use crate::error::SignError;
use crate::hash::{Code, Hash, Mac};
use crate::headers::{Headers, collect, insert_if_absent, set, set_option};
use crate::request::{Query, SignableRequest};
use crate::secret::Secret;
use crate::signed::{SigningOutput, Target};

/// Maximum size of everything whose length does not depend on the request.
const FIXED_SIZE: usize = 760;

/// Signs with a key pair.
pub(crate) fn sign<'a>(
    algorithm: Algorithm,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(algorithm)?;
    context.require_signed_payload(algorithm)?;
    let hash = Hash::of(algorithm);
    let token = key.non_empty_token();
    let capacity = request.path().len() + 2 * request.query.size_hint() + request.headers_size_hint();
    let mut buffer = SigningBuffer::with_capacity(capacity + token.map_or(0, str::len) + FIXED_SIZE);
    let digest = write_digest(&mut buffer, hash, request.body);
    let date = write_date(&mut buffer, request, time)?;
    let nonce = checked_nonce(algorithm, request, nonce)?;
    // sorted by name
    let mut set = collect(
        request,
        &[
            insert_if_absent("host", Some(request.host)),
            set_option("x-acs-accesskey-id", token.map(|_| &*key.id)),
            insert_if_absent("x-acs-action", non_empty(&context.action)),
            set(CONTENT_HEADER, digest),
            set_option(DATE_HEADER, date),
            set_option("x-acs-security-token", token),
            insert_if_absent(NONCE_HEADER, nonce),
            insert_if_absent("x-acs-version", non_empty(&context.version)),
        ],
    )?;
    let headers = Headers::merge(&mut buffer, request, &set, is_signed);
    let mut params = request.query.decoded();
    let query = match request.query {
        Query::Pairs(_) if is_canonical(&params) => None,
        query => {
            let query = write_query(&mut buffer, query, &params);
            params.sort_unstable();
            params::validate(algorithm, params.iter())?;
            Some(query)
        }
    };
    let canonical = Acs3CanonicalRequest {
        method: request.method,
        path: request.path(),
        query: &params,
        headers: &headers,
        digest: Text::Buffered(digest),
    };
    let canonical_query = canonical.write(&mut buffer);
    write_string_to_sign(&mut buffer, algorithm.as_str(), hash);
    let signature = signature(algorithm, &key.secret, buffer.string_to_sign());
    let start = buffer.len();
    buffer.push_str(algorithm.as_str());
    buffer.push_str(" Credential=");
    buffer.push_str(&key.id);
    buffer.push_str(",SignedHeaders=");
    buffer.push_text(headers.names());
    buffer.push_str(",Signature=");
    buffer.push_hex_signature(&signature);
    set.push(("Authorization", Text::Buffered(buffer.span_from(start))));
    Ok(SigningOutput {
        headers: set,
        target: Target::new(request, query.unwrap_or(Text::Buffered(canonical_query))),
        buffer,
        ..SigningOutput::default()
    })
}

/// Returns whether UTF-8 parameters are sent as they are signed: sorted, none twice, and with names that need no escapes.
fn is_canonical(params: &[Pair<'_>]) -> bool {
    params.is_sorted_by(|(one, _), (next, _)| one < next)
        && params.iter().all(|(name, _)| encode::is_unreserved(name))
}

/// Returns whether a header is signed.
fn is_signed(name: &str) -> bool {
    name.eq_ignore_ascii_case("host")
        || name.eq_ignore_ascii_case("content-type")
        || name
            .get(..6)
            .is_some_and(|head| head.eq_ignore_ascii_case("x-acs-"))
}

/// Parts of a canonical request.
pub(crate) struct Acs3CanonicalRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// Decoded parameters sorted by name.
    pub(crate) query: &'a [Pair<'a>],
    /// Headers that are signed.
    pub(crate) headers: &'a Headers<'a>,
    /// Digest of the body in hexadecimal.
    pub(crate) digest: Text<'a>,
}

impl Acs3CanonicalRequest<'_> {
    /// Writes the canonical request and returns the range of its query.
    pub(crate) fn write(&self, buffer: &mut SigningBuffer) -> Span {
        let start = buffer.len();
        buffer.push_str(self.method);
        buffer.push_byte(b'\n');
        buffer.push_str(self.path);
        buffer.push_byte(b'\n');
        let query_start = buffer.len();
        encode::percent_values(buffer.as_mut_vec(), self.query);
        let query = buffer.span_from(query_start);
        buffer.push_byte(b'\n');
        self.headers.write_all(buffer);
        buffer.push_text(self.digest);
        buffer.end_canonical_request(start);
        query
    }
}

/// Writes the string to sign after a canonical request.
pub(crate) fn write_string_to_sign(buffer: &mut SigningBuffer, algorithm: &str, hash: Hash) {
    let start = buffer.len();
    buffer.push_str(algorithm);
    buffer.push_byte(b'\n');
    buffer.end_with_digest(start, hash);
}

/// Returns the signature of a string.
pub(crate) fn signature(algorithm: Algorithm, secret: &Secret, string_to_sign: &[u8]) -> Code {
    let mac = secret.mac(&[algorithm.as_str()], |secret| {
        Mac::new(Hash::of(algorithm), secret.as_bytes())
    });
    mac.of(&[string_to_sign])
}
