//! `ACS3-HMAC-SHA256` and `ACS3-HMAC-SM3`.
//!
//! Signed are `host`, `content-type` and every `x-acs-*` header: what the service asks for, and nothing that a proxy
//! may rewrite.

use chrono::{DateTime, Utc};

use super::{
    check_params, check_payload, set_action, set_date, set_digest, set_host, set_nonce, set_version,
    write_query,
};
use crate::encode::{self, Pair};
use crate::hash::{Code, Hash, Mac};
use crate::headers::{self, Headers, set_header, set_written};
use crate::sheet::{Sheet, Span, Value};
use crate::{
    Algorithm, Credentials, Query, Secret, SignError, SignableRequest, SigningContext, SigningOutput,
};

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
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(algorithm)?;
    check_payload(algorithm, context)?;
    let hash = hash_of(algorithm);
    let token = key.security_token.as_ref().filter(|token| !token.is_empty());
    let given = headers::room(request, &[]) + token.map_or(0, |token| token.expose().len());
    let room = request.path().len() + 2 * request.query.room() + given;
    let mut sheet = Sheet::with_room(room + ROOM);
    // in the order of their names
    let mut set = Vec::with_capacity(9);
    set_host(&mut set, request);
    if token.is_some() {
        set_header(&mut set, "x-acs-accesskey-id", &key.id);
    }
    set_action(&mut set, request, context);
    let digest = set_digest(&mut sheet, &mut set, hash, request);
    set_date(&mut sheet, &mut set, request, time)?;
    if let Some(token) = token {
        set_header(&mut set, "x-acs-security-token", token.expose());
    }
    set_nonce(&mut set, algorithm, request, nonce)?;
    set_version(&mut set, request, context);

    let headers = Headers::merge(&mut sheet, request, &set, is_signed)?;
    let mut pairs = request.query.decoded();
    let query = match request.query {
        Query::Pairs(_) if is_canonical(&pairs) => None,
        query => {
            let query = write_query(&mut sheet, query, &pairs);
            pairs.sort_unstable();
            check_params(algorithm, pairs.iter())?;
            Some(query)
        }
    };
    let parts = Parts {
        method: request.method,
        path: request.path(),
        query: &pairs,
        headers: &headers,
        digest,
    };
    let canonical_query = write_canonical(&mut sheet, &parts);
    write_to_sign(&mut sheet, algorithm.as_str(), hash);
    let signature = signature(algorithm, &key.secret, sheet.string_to_sign());
    let start = sheet.len();
    sheet.push(algorithm.as_str());
    sheet.push(" Credential=");
    sheet.push(&key.id);
    sheet.push(",SignedHeaders=");
    sheet.push_value(headers.names());
    sheet.push(",Signature=");
    sheet.push_signature(&signature);
    set_written(&mut set, "Authorization", sheet.since(start));
    Ok(SigningOutput {
        headers: set,
        target: request.target(query.unwrap_or(Value::Written(canonical_query))),
        sheet,
        ..SigningOutput::default()
    })
}

/// The room that everything takes whose length does not depend on the request.
const ROOM: usize = 760;

/// Whether texts that are parameters are sent as they are signed: in order, none twice, and with names that need no escapes.
fn is_canonical(pairs: &[Pair<'_>]) -> bool {
    pairs.is_sorted_by(|(one, _), (next, _)| one < next)
        && pairs.iter().all(|(name, _)| encode::is_unreserved(name))
}

/// Whether a header is signed.
fn is_signed(name: &str) -> bool {
    name.eq_ignore_ascii_case("host")
        || name.eq_ignore_ascii_case("content-type")
        || name
            .get(..6)
            .is_some_and(|head| head.eq_ignore_ascii_case("x-acs-"))
}

/// What the canonical request is made of.
pub(crate) struct Parts<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// Decoded parameters sorted by name.
    pub(crate) query: &'a [Pair<'a>],
    /// The headers that are signed.
    pub(crate) headers: &'a Headers<'a>,
    /// The digest of the body, in hexadecimal.
    pub(crate) digest: Value<'a>,
}

/// Writes the canonical request, and says where the query is in it.
pub(crate) fn write_canonical(sheet: &mut Sheet, parts: &Parts<'_>) -> Span {
    let start = sheet.len();
    sheet.push(parts.method);
    sheet.mark(b'\n');
    sheet.push(parts.path);
    sheet.mark(b'\n');
    let query_start = sheet.len();
    encode::percent_values(sheet.out(), parts.query);
    let query = sheet.since(query_start);
    sheet.mark(b'\n');
    parts.headers.write_all(sheet);
    sheet.push_value(parts.digest);
    sheet.end_canonical_request(start);
    query
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
