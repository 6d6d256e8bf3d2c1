//! `ACS3-HMAC-SHA256` and `ACS3-HMAC-SM3`.
//!
//! Signed are `host`, `content-type` and every `x-acs-*` header: what the service asks for, and nothing that a proxy
//! may rewrite.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::{CONTENT_HEADER, check_params, check_payload, set_moment, set_target};
use crate::encode::{self, Pair};
use crate::hash::Hash;
use crate::headers::{Headers, set_header};
use crate::texts::{self, Texts, text};
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
    set_moment(&mut set, algorithm, request, time, nonce)?;
    let digest = encode::digest_text(&hash.digest(request.body));
    set_header(&mut set, CONTENT_HEADER, digest.clone());
    if let Some(token) = key.security_token.as_ref().filter(|token| !token.is_empty()) {
        set_header(&mut set, "x-acs-accesskey-id", key.id.as_str());
        set_header(&mut set, "x-acs-security-token", token.expose());
    }

    let headers = Headers::merge(request, &set, is_signed)?;
    let mut query = request.query.decoded();
    let url = match request.query {
        Query::Raw(text) => request.url(text.as_bytes()),
        Query::Pairs(_) => request.url_with(&query, encode::percent_pairs),
    };
    query.sort_unstable();
    check_params(algorithm, &query)?;
    let canonical = canonical_request(request.method, request.path(), &query, &headers, &digest);
    let mut texts = Texts::canonical(canonical.text);
    add_to_sign(&mut texts, algorithm.as_str(), hash);
    add_signature(&mut texts, hash, key.secret.expose());
    let signed_headers = text(&texts.canonical_request()[canonical.signed_headers]).unwrap_or_default();
    let signature = text(texts.signature()).unwrap_or_default();
    let authorization = [
        algorithm.as_str(),
        " Credential=",
        &key.id,
        ",SignedHeaders=",
        signed_headers,
        ",Signature=",
        signature,
    ]
    .concat();
    set_header(&mut set, "Authorization", authorization);
    Ok(Signed {
        headers: set,
        url,
        texts,
        ..Signed::default()
    })
}

/// A canonical request, and where in it lies what is needed again.
pub(crate) struct Canonical {
    pub(crate) text: Vec<u8>,
    signed_headers: Range<usize>,
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
) -> Canonical {
    let query_length: usize = query.iter().map(|(key, value)| key.len() + value.len() + 2).sum();
    let fixed = method.len() + path.len() + digest.len() + headers.rendered_len() + 6 + texts::ROOM;
    let mut out = Vec::with_capacity(fixed + 3 * query_length);
    for line in [method, path] {
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }
    encode::join(&mut out, query, Vec::extend_from_slice, encode::percent);
    out.push(b'\n');
    headers.canonical(&mut out);
    out.push(b'\n');
    let names_start = out.len();
    headers.names(&mut out);
    let signed_headers = names_start..out.len();
    out.push(b'\n');
    out.extend_from_slice(digest.as_bytes());
    Canonical {
        text: out,
        signed_headers,
    }
}

/// Adds the string to sign to a canonical request.
pub(crate) fn add_to_sign(texts: &mut Texts, algorithm: &str, hash: Hash) {
    texts.add_to_sign(&[algorithm, "\n"], hash);
}

/// Adds the signature.
pub(crate) fn add_signature(texts: &mut Texts, hash: Hash, secret: &str) {
    let signature = hash.hmac(secret.as_bytes(), &[texts.string_to_sign()]);
    texts.add_signature(&signature);
}
