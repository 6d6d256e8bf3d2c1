//! The steps before and after the signature itself, common to all of Huawei Cloud's signatures.

use chrono::{DateTime, Utc};

use super::canonical::{self, Canonical};
use super::{DATE_HEADER, UNSIGNED_PAYLOAD, content_header, set_scope};
use crate::hash::Hash;
use crate::headers::{Headers, SetHeader, set_header, set_unless_present};
use crate::{AccessKey, Context, Request, SignError, Signed, encode, time};

/// A request that only lacks its signature.
pub(super) struct Prepared {
    headers: Vec<SetHeader>,
    canonical: Canonical,
    url: String,
    /// The date that is signed.
    pub(super) date: String,
    /// The hash function, for the string to sign and the signature.
    pub(super) hash: Hash,
}

impl Prepared {
    /// Chooses the headers and renders the canonical request.
    pub(super) fn new(
        request: &Request<'_>,
        context: &Context,
        key: &AccessKey,
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
        set_unless_present(request, &mut set, "Host", || request.host.to_owned());

        let headers = Headers::merge(request, &set, |name| !name.contains('_'))?;
        let parts = canonical::Parts {
            method: request.method,
            path: request.path(),
            query: request.query.decoded(),
            headers: &headers,
            content: headers.get(content_header(hash)),
            body: request.body,
        };
        let canonical = canonical::render(parts, hash);
        let url = request.url(&canonical.text[canonical.query.clone()]);
        Ok(Self {
            headers: set,
            canonical,
            url,
            date,
            hash,
        })
    }

    /// The string to sign: algorithm, date, for some schemes the scope, and the digest of the canonical request.
    pub(super) fn string_to_sign(&self, algorithm: &str, scope: Option<&str>) -> String {
        string_to_sign(algorithm, &self.date, scope, &self.canonical.text, self.hash)
    }

    /// Adds `Authorization` and returns the whole.
    pub(super) fn finish(
        mut self,
        algorithm: &str,
        credential: &[&str],
        string_to_sign: String,
        signature: String,
    ) -> Signed {
        let signed_headers = &self.canonical.text[self.canonical.signed_headers.clone()];
        let credential = credential.concat();
        let authorization = [
            algorithm,
            " ",
            &credential,
            ", SignedHeaders=",
            signed_headers,
            ", Signature=",
            &signature,
        ]
        .concat();
        set_header(&mut self.headers, "Authorization", authorization);
        Signed {
            headers: self.headers,
            url: self.url,
            canonical_request: Some(self.canonical.text),
            string_to_sign: Some(string_to_sign),
            signature: Some(signature),
            ..Signed::default()
        }
    }
}

/// The string to sign over a canonical request.
pub(crate) fn string_to_sign(
    algorithm: &str,
    date: &str,
    scope: Option<&str>,
    canonical: &str,
    hash: Hash,
) -> String {
    let mut out = String::with_capacity(algorithm.len() + date.len() + scope.map_or(0, str::len) + 68);
    for line in [Some(algorithm), Some(date), scope].into_iter().flatten() {
        out.push_str(line);
        out.push('\n');
    }
    encode::hex(&mut out, &hash.digest(canonical.as_bytes()));
    out
}

/// The date to sign: the request's own if it has one, else `time`, which is then added to the headers.
fn set_date(
    set: &mut Vec<SetHeader>,
    request: &Request<'_>,
    time: DateTime<Utc>,
) -> Result<String, SignError> {
    let Some(preset) = request.header(DATE_HEADER).map(str::trim) else {
        let date = time::format(time, time::COMPACT);
        set_header(set, DATE_HEADER, date.as_str());
        return Ok(date);
    };
    time::parse(preset, time::COMPACT)
        .map(|_| preset.to_owned())
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
