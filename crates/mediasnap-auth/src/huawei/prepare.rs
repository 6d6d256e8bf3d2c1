//! The steps before and after the signature itself, common to all of Huawei Cloud's signatures.

use chrono::{DateTime, Utc};

use super::canonical;
use super::{DATE_HEADER, UNSIGNED_PAYLOAD, content_header, set_scope};
use crate::hash::Hash;
use crate::headers::{self, Headers, SetHeader, set_header, set_unless_present, set_written};
use crate::sheet::{Sheet, Value};
use crate::{AccessKey, Secret, SignError, SignableRequest, SigningContext, SigningOutput, bytes, time};

/// A request that only lacks its signature.
pub(super) struct Prepared<'a> {
    signed: SigningOutput<'a>,
    signed_headers: Value<'a>,
    /// The date that is signed.
    date: Value<'a>,
    hash: Hash,
}

impl<'a> Prepared<'a> {
    /// Chooses the headers and writes the canonical request.
    pub(super) fn new(
        request: &SignableRequest<'a>,
        context: &'a SigningContext<'a>,
        key: &'a AccessKey,
        time: DateTime<Utc>,
        hash: Hash,
    ) -> Result<Self, SignError> {
        // in the order of their names
        let mut set = Vec::with_capacity(6);
        set_unless_present(request, &mut set, "Host", request.host);
        set_scope(&mut set, context);
        if context.unsigned_payload || has_uncovered_type(request) {
            set_header(&mut set, content_header(hash), UNSIGNED_PAYLOAD);
        }
        let room = request.path().len() + request.query.room() + headers::room(request, &set);
        let token = key.security_token.as_ref().map(Secret::expose);
        let mut sheet = Sheet::with_room(room + token.map_or(0, str::len) + ROOM);
        let date = set_date(&mut sheet, &mut set, request, time)?;
        if let Some(token) = token {
            set_header(&mut set, "X-Security-Token", token);
        }

        let headers = Headers::merge(&mut sheet, request, &set, |name| {
            !bytes::any(name.as_bytes(), |byte| byte == b'_')
        })?;
        let parts = canonical::Parts {
            method: request.method,
            path: request.path(),
            query: request.query.decoded(),
            headers: &headers,
            content: headers.given(content_header(hash)),
            body: request.body,
        };
        let query = canonical::write(&mut sheet, parts, hash);
        Ok(Self {
            signed: SigningOutput {
                headers: set,
                target: request.target(Value::Written(query)),
                sheet,
                ..SigningOutput::default()
            },
            signed_headers: headers.names(),
            date,
            hash,
        })
    }

    /// The date that is signed.
    pub(super) fn date(&self) -> &str {
        self.signed.sheet.value(self.date)
    }

    /// Makes the string to sign: algorithm, date, for some schemes the scope, and the digest of the canonical request.
    pub(super) fn string_to_sign(&mut self, algorithm: &str, scope: Option<&str>) -> &[u8] {
        let sheet = &mut self.signed.sheet;
        write_to_sign(sheet, algorithm, self.date, scope, self.hash);
        sheet.string_to_sign()
    }

    /// Adds `Authorization` and returns the whole.
    pub(super) fn finish(
        mut self,
        algorithm: &str,
        credential: [&str; 4],
        signature: &[u8],
    ) -> SigningOutput<'a> {
        let sheet = &mut self.signed.sheet;
        let start = sheet.len();
        sheet.push(algorithm);
        sheet.mark(b' ');
        for piece in credential {
            sheet.push(piece);
        }
        sheet.push(", SignedHeaders=");
        sheet.push_value(self.signed_headers);
        sheet.push(", Signature=");
        sheet.push_signature(signature);
        let authorization = sheet.since(start);
        set_written(&mut self.signed.headers, "Authorization", authorization);
        self.signed
    }
}

/// The room that everything takes whose length does not depend on the request: date, digests, string to sign,
/// `Authorization`.
const ROOM: usize = 600;

/// Writes the string to sign after a canonical request.
pub(crate) fn write_to_sign(
    sheet: &mut Sheet,
    algorithm: &str,
    date: Value<'_>,
    scope: Option<&str>,
    hash: Hash,
) {
    let start = sheet.len();
    sheet.push(algorithm);
    sheet.mark(b'\n');
    sheet.push_value(date);
    sheet.mark(b'\n');
    if let Some(scope) = scope {
        sheet.push(scope);
        sheet.mark(b'\n');
    }
    sheet.end_with_digest(start, hash);
}

/// The date to sign: the request's own if it has one, else `time`, which is then added to the headers.
fn set_date<'a>(
    sheet: &mut Sheet,
    set: &mut Vec<SetHeader<'a>>,
    request: &SignableRequest<'a>,
    time: DateTime<Utc>,
) -> Result<Value<'a>, SignError> {
    let Some(preset) = request.header(DATE_HEADER).map(str::trim) else {
        let date = sheet.write(&time::compact(time));
        set_written(set, DATE_HEADER, date);
        return Ok(Value::Written(date));
    };
    time::parse(preset, time::COMPACT)
        .map(|_| Value::Given(preset))
        .ok_or(SignError::PresetDate {
            name: DATE_HEADER,
            format: time::COMPACT,
        })
}

/// Whether the body is of a type that the official SDKs leave out of the signature: neither JSON nor BSON.
///
/// They go by a header spelled exactly `Content-Type`. A request whose header names are in lower case, as typed HTTP
/// libraries have them, gets its body covered, which the servers accept just as well.
fn has_uncovered_type(request: &SignableRequest<'_>) -> bool {
    let covered = |value: &str| {
        value.is_empty() || value.starts_with("application/json") || value.starts_with("application/bson")
    };
    request
        .headers
        .iter()
        .any(|(name, value)| *name == "Content-Type" && !covered(value))
}
