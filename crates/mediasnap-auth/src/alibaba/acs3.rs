//! `ACS3-HMAC-SHA256` and `ACS3-HMAC-SM3`.
//!
//! Signed are `host`, `content-type` and every `x-acs-*` header: what the service asks for, and nothing that a proxy
//! may rewrite.

use chrono::{DateTime, Utc};

use super::{check_params, check_payload, set_digest, set_moment, set_target};
use crate::encode::{self, Pair};
use crate::hash::{Code, Hash, Mac};
use crate::headers::{self, Headers, set_header, set_written};
use crate::sheet::{Places, Sheet, Value};
use crate::{Algorithm, Context, Credentials, Query, Request, Secret, SignError, Signed};

/// The hash function of an algorithm.
pub(crate) fn hash_of(algorithm: Algorithm) -> Hash {
    if algorithm == Algorithm::Acs3HmacSm3 {
        Hash::Sm3
    } else {
        Hash::Sha256
    }
}

/// Signs with a key pair.
pub(crate) fn sign<'a>(
    algorithm: Algorithm,
    request: &Request<'a>,
    context: &'a Context,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<Signed<'a>, SignError> {
    let key = credentials.access_key(algorithm)?;
    check_payload(algorithm, context)?;
    let hash = hash_of(algorithm);
    let mut set = Vec::with_capacity(9);
    set_target(&mut set, request, context);
    let room = request.path().len() + 2 * request.query.room() + headers::room(request, &set);
    let mut sheet = Sheet::with_room(room + ROOM);
    set_moment(&mut sheet, &mut set, algorithm, request, time, nonce)?;
    let digest = set_digest(&mut sheet, &mut set, hash, request);
    if let Some(token) = key.security_token.as_ref().filter(|token| !token.is_empty()) {
        set_header(&mut set, "x-acs-accesskey-id", &key.id);
        set_header(&mut set, "x-acs-security-token", token.expose());
    }

    let headers = Headers::merge(request, &set, is_signed)?;
    let mut pairs = request.query.decoded();
    let query = match request.query {
        Query::Raw(text) => Some(Value::Given(text)),
        Query::Pairs(_) if is_canonical(&pairs) => None,
        Query::Pairs(_) => {
            let start = sheet.len();
            encode::percent_pairs(sheet.out(), &pairs);
            Some(Value::Written(sheet.since(start)))
        }
    };
    pairs.sort_unstable();
    check_params(algorithm, pairs.iter())?;
    let places = write_canonical(
        &mut sheet,
        request.method,
        request.path(),
        &pairs,
        &headers,
        digest,
    );
    write_to_sign(&mut sheet, algorithm.as_str(), hash);
    let signature = signature(algorithm, &key.secret, sheet.string_to_sign());
    let start = sheet.len();
    sheet.push(algorithm.as_str());
    sheet.push(" Credential=");
    sheet.push(&key.id);
    sheet.push(",SignedHeaders=");
    sheet.push_value(Value::Written(places.signed_headers));
    sheet.push(",Signature=");
    sheet.push_signature(&signature);
    set_written(&mut set, "Authorization", sheet.since(start));
    Ok(Signed {
        headers: set,
        target: request.target(query.unwrap_or(Value::Written(places.query))),
        sheet,
        ..Signed::default()
    })
}

/// The room that everything takes whose length does not depend on the request.
const ROOM: usize = 600;

/// Whether parameters are sent as they are signed: in order, and with names that need no escapes.
fn is_canonical(pairs: &[Pair<'_>]) -> bool {
    pairs.is_sorted() && pairs.iter().all(|(name, _)| encode::is_unreserved(name))
}

/// Whether a header is signed.
fn is_signed(name: &str) -> bool {
    name.eq_ignore_ascii_case("host")
        || name.eq_ignore_ascii_case("content-type")
        || name
            .get(..6)
            .is_some_and(|head| head.eq_ignore_ascii_case("x-acs-"))
}

/// Writes the canonical request from parameters sorted by name.
pub(crate) fn write_canonical(
    sheet: &mut Sheet,
    method: &str,
    path: &str,
    query: &[Pair<'_>],
    headers: &Headers<'_>,
    digest: Value<'_>,
) -> Places {
    let start = sheet.len();
    sheet.push(method);
    sheet.mark(b'\n');
    sheet.push(path);
    sheet.mark(b'\n');
    let query_start = sheet.len();
    encode::join(sheet.out(), query, Vec::extend_from_slice, encode::percent);
    let query = sheet.since(query_start);
    sheet.mark(b'\n');
    headers.canonical(sheet);
    sheet.mark(b'\n');
    let signed_headers = headers.names(sheet);
    sheet.mark(b'\n');
    sheet.push_value(digest);
    sheet.end_canonical_request(start);
    Places {
        query,
        signed_headers,
    }
}

/// Writes the string to sign after a canonical request.
pub(crate) fn write_to_sign(sheet: &mut Sheet, algorithm: &str, hash: Hash) {
    let start = sheet.len();
    sheet.push(algorithm);
    sheet.mark(b'\n');
    sheet.end_with_digest(start, hash);
}

/// The signature.
pub(crate) fn signature(algorithm: Algorithm, secret: &Secret, string_to_sign: &[u8]) -> Code {
    let mac = secret.mac(&[algorithm.as_str()], |secret| {
        Mac::new(hash_of(algorithm), secret.as_bytes())
    });
    mac.of(&[string_to_sign])
}
