//! The steps before and after the signature itself, common to all of Huawei Cloud's signatures.

use std::borrow::Cow;
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::canonical;
use super::{DATE_HEADER, UNSIGNED_PAYLOAD, content_header, set_scope};
use crate::hash::Hash;
use crate::headers::{Headers, SetHeader, set_header, set_unless_present};
use crate::texts::Texts;
use crate::{AccessKey, Context, Request, SignError, Signed, bytes, encode, time};

/// A request that only lacks its signature.
pub(super) struct Prepared<'a> {
    headers: Vec<SetHeader<'a>>,
    signed_headers: Range<usize>,
    url: String,
    texts: Texts,
    /// The date that is signed.
    pub(super) date: Cow<'a, str>,
    hash: Hash,
}

impl<'a> Prepared<'a> {
    /// Chooses the headers and renders the canonical request.
    pub(super) fn new(
        request: &Request<'a>,
        context: &'a Context,
        key: &'a AccessKey,
        time: DateTime<Utc>,
        hash: Hash,
    ) -> Result<Self, SignError> {
        let mut set = Vec::with_capacity(6);
        set_scope(&mut set, context);
        if let Some(token) = &key.security_token {
            set_header(&mut set, "X-Security-Token", token.expose());
        }
        if context.unsigned_payload || has_uncovered_type(request) {
            set_header(&mut set, content_header(hash), UNSIGNED_PAYLOAD);
        }
        let date = set_date(&mut set, request, time)?;
        set_unless_present(request, &mut set, "Host", || request.host);

        let headers = Headers::merge(request, &set, |name| {
            !bytes::any(name.as_bytes(), |byte| byte == b'_')
        })?;
        let parts = canonical::Parts {
            method: request.method,
            path: request.path(),
            query: request.query.decoded(),
            headers: &headers,
            content: headers.get(content_header(hash)),
            body: request.body,
        };
        let canonical = canonical::render(parts, hash);
        let url = request.url(&canonical.text[canonical.query]);
        Ok(Self {
            headers: set,
            signed_headers: canonical.signed_headers,
            url,
            texts: Texts::canonical(canonical.text),
            date,
            hash,
        })
    }

    /// Makes the string to sign: algorithm, date, for some schemes the scope, and the digest of the canonical request.
    pub(super) fn string_to_sign(&mut self, algorithm: &str, scope: Option<&str>) -> &[u8] {
        add_to_sign(&mut self.texts, algorithm, &self.date, scope, self.hash);
        self.texts.string_to_sign()
    }

    /// Adds the signature as [`Prepared::finish_text`] does.
    pub(super) fn finish(mut self, algorithm: &str, credential: &[&str], signature: &[u8; 32]) -> Signed<'a> {
        self.texts.add_signature(signature);
        self.authorize(algorithm, credential)
    }

    /// Adds the signature, and `Authorization` with it, and returns the whole.
    #[cfg(feature = "ecdsa-sm2")]
    pub(super) fn finish_text(mut self, algorithm: &str, credential: &[&str], signature: &str) -> Signed<'a> {
        self.texts.add_signature_text(signature);
        self.authorize(algorithm, credential)
    }

    fn authorize(mut self, algorithm: &str, credential: &[&str]) -> Signed<'a> {
        let signed_headers = &self.texts.canonical_request()[self.signed_headers];
        let signature = self.texts.signature();
        let id: usize = credential.iter().map(|piece| piece.len()).sum();
        let length = algorithm.len() + id + signed_headers.len() + signature.len() + 30;
        let mut authorization = Vec::with_capacity(length);
        for piece in [algorithm, " "].iter().chain(credential) {
            authorization.extend_from_slice(piece.as_bytes());
        }
        for piece in [b", SignedHeaders=", signed_headers, b", Signature=", signature] {
            authorization.extend_from_slice(piece);
        }
        set_header(
            &mut self.headers,
            "Authorization",
            encode::into_text(authorization),
        );
        Signed {
            headers: self.headers,
            url: self.url,
            texts: self.texts,
            ..Signed::default()
        }
    }
}

/// Adds the string to sign to a canonical request.
pub(crate) fn add_to_sign(texts: &mut Texts, algorithm: &str, date: &str, scope: Option<&str>, hash: Hash) {
    match scope {
        Some(scope) => texts.add_to_sign(&[algorithm, "\n", date, "\n", scope, "\n"], hash),
        None => texts.add_to_sign(&[algorithm, "\n", date, "\n"], hash),
    }
}

/// The date to sign: the request's own if it has one, else `time`, which is then added to the headers.
fn set_date<'a>(
    set: &mut Vec<SetHeader<'a>>,
    request: &Request<'a>,
    time: DateTime<Utc>,
) -> Result<Cow<'a, str>, SignError> {
    let Some(preset) = request.header(DATE_HEADER).map(str::trim) else {
        let date = time::format(time, time::COMPACT);
        set_header(set, DATE_HEADER, date.clone());
        return Ok(Cow::Owned(date));
    };
    time::parse(preset, time::COMPACT)
        .map(|_| Cow::Borrowed(preset))
        .ok_or(SignError::PresetDate {
            name: DATE_HEADER,
            format: time::COMPACT,
        })
}

/// Whether the body is of a type that the official SDKs leave out of the signature: neither JSON nor BSON.
///
/// They go by a header spelled exactly `Content-Type`. A request whose header names are in lower case, as typed HTTP
/// libraries have them, gets its body covered, which the servers accept just as well.
fn has_uncovered_type(request: &Request<'_>) -> bool {
    let covered = |value: &str| {
        value.is_empty() || value.starts_with("application/json") || value.starts_with("application/bson")
    };
    request
        .headers
        .iter()
        .any(|(name, value)| *name == "Content-Type" && !covered(value))
}
