//! `ACS3-HMAC-SHA256` and `ACS3-HMAC-SM3`.
//!
//! Signed are `host`, `content-type` and every `x-acs-*` header: what the service asks for, and nothing that a proxy
//! may rewrite.

use chrono::{DateTime, Utc};

use super::{CONTENT_HEADER, check_params, check_payload, set_moment, set_target};
use crate::encode::{self, Pair};
use crate::hash::Hash;
use crate::headers::{Headers, set_header};
use crate::{Algorithm, Context, Credentials, Query, Request, SignError, Signed};

/// The hash function of an algorithm.
pub(crate) fn hash_of(algorithm: Algorithm) -> Hash {
    if algorithm == Algorithm::Acs3HmacSm3 {
        Hash::Sm3
    } else {
        Hash::Sha256
    }
}

/// Signs with a key pair.
pub(crate) fn sign(
    algorithm: Algorithm,
    request: &Request<'_>,
    context: &Context,
    credentials: &Credentials,
    time: DateTime<Utc>,
    nonce: &str,
) -> Result<Signed, SignError> {
    let key = credentials.access_key(algorithm)?;
    check_payload(algorithm, context)?;
    let hash = hash_of(algorithm);
    let mut set = Vec::with_capacity(9);
    set_target(&mut set, request, context);
    set_moment(&mut set, algorithm, request, time, nonce)?;
    let digest = encode::to_hex(&hash.digest(request.body));
    set_header(&mut set, CONTENT_HEADER, digest.as_str());
    if let Some(token) = key.security_token.as_ref().filter(|token| !token.is_empty()) {
        set_header(&mut set, "x-acs-accesskey-id", key.id.as_str());
        set_header(&mut set, "x-acs-security-token", token.expose());
    }

    let headers = Headers::merge(request, &set, is_signed)?;
    let mut query = request.query.decoded();
    check_params(algorithm, &query)?;
    let url = match request.query {
        Query::Raw(text) => request.url(text),
        Query::Pairs(_) => request.url_with(&query, encode::percent_pairs),
    };
    query.sort_unstable();
    let mut names = String::new();
    headers.names(&mut names);
    let canonical = canonical_request(request.method, request.path(), &query, &headers, &digest);
    let string_to_sign = string_to_sign(algorithm.as_str(), &canonical, hash);
    let signature = signature(hash, key.secret.expose(), &string_to_sign);
    let authorization = [
        algorithm.as_str(),
        " Credential=",
        &key.id,
        ",SignedHeaders=",
        &names,
        ",Signature=",
        &signature,
    ]
    .concat();
    set_header(&mut set, "Authorization", authorization);
    Ok(Signed {
        headers: set,
        url,
        canonical_request: Some(canonical),
        string_to_sign: Some(string_to_sign),
        signature: Some(signature),
        ..Signed::default()
    })
}

/// Whether a header is signed.
fn is_signed(name: &str) -> bool {
    name.eq_ignore_ascii_case("host")
        || name.eq_ignore_ascii_case("content-type")
        || name
            .get(..6)
            .is_some_and(|head| head.eq_ignore_ascii_case("x-acs-"))
}

/// Renders the canonical request from parameters sorted by name.
pub(crate) fn canonical_request(
    method: &str,
    path: &str,
    query: &[Pair<'_>],
    headers: &Headers<'_>,
    digest: &str,
) -> String {
    let query_length: usize = query.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
    let fixed = method.len() + path.len() + digest.len() + headers.rendered_len() + 6;
    let mut out = String::with_capacity(fixed + query_length * 5 / 4);
    out.push_str(method);
    out.push('\n');
    out.push_str(path);
    out.push('\n');
    let verbatim = |out: &mut String, name: &[u8]| out.push_str(&String::from_utf8_lossy(name));
    encode::join(&mut out, query, verbatim, encode::percent);
    out.push('\n');
    headers.canonical(&mut out);
    out.push('\n');
    headers.names(&mut out);
    out.push('\n');
    out.push_str(digest);
    out
}

/// The string to sign over a canonical request.
pub(crate) fn string_to_sign(algorithm: &str, canonical: &str, hash: Hash) -> String {
    let mut out = String::with_capacity(algorithm.len() + 65);
    out.push_str(algorithm);
    out.push('\n');
    encode::hex(&mut out, &hash.digest(canonical.as_bytes()));
    out
}

/// The signature in hexadecimal.
pub(crate) fn signature(hash: Hash, secret: &str, string_to_sign: &str) -> String {
    encode::to_hex(&hash.hmac(secret.as_bytes(), &[string_to_sign.as_bytes()]))
}
