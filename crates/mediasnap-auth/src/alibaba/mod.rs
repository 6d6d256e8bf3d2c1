//! Alibaba Cloud: `ACS3-HMAC-SHA256`, `ACS3-HMAC-SM3`, the older RPC v1 and ROA v2, bearer tokens and anonymous calls.
//!
//! A version, action, date, nonce, `host` or `accept` that the request already has is signed as it is. Tokens, the
//! key's id and the digest of the body come from the credentials and the body and replace what is there.

pub(crate) mod acs3;
pub(crate) mod bearer;
pub(crate) mod roa;
pub(crate) mod rpc;

use chrono::{DateTime, Utc};

use crate::encode::{self, Pair};
use crate::hash::Hash;
use crate::headers::{SetHeader, set_unless_present, set_written};
use crate::sheet::{Sheet, Value};
use crate::{Algorithm, Query, SignError, SignableRequest, SigningContext, bytes, nonce, time};

/// The style of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// Everything goes to `/`; the action tells the calls apart.
    #[default]
    Rpc,
    /// REST: path and method tell the calls apart.
    Roa,
}

/// The header with the digest of the body, whatever the hash function.
pub(crate) const CONTENT_HEADER: &str = "x-acs-content-sha256";
/// The header with the time of signing.
pub(crate) const DATE_HEADER: &str = "x-acs-date";
/// The header with the nonce.
pub(crate) const NONCE_HEADER: &str = "x-acs-signature-nonce";

/// Adds `host`.
fn set_host<'a>(set: &mut Vec<SetHeader<'a>>, request: &SignableRequest<'a>) {
    set_unless_present(request, set, "host", request.host);
}

/// Adds the action.
fn set_action<'a>(
    set: &mut Vec<SetHeader<'a>>,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
) {
    if !context.action.is_empty() {
        set_unless_present(request, set, "x-acs-action", &context.action);
    }
}

/// Adds the version.
fn set_version<'a>(
    set: &mut Vec<SetHeader<'a>>,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
) {
    if !context.version.is_empty() {
        set_unless_present(request, set, "x-acs-version", &context.version);
    }
}

/// Adds the date in the manner of version 3.
fn set_date(
    sheet: &mut Sheet,
    set: &mut Vec<SetHeader<'_>>,
    request: &SignableRequest<'_>,
    time: DateTime<Utc>,
) -> Result<(), SignError> {
    match request.header(DATE_HEADER) {
        None => set_written(set, DATE_HEADER, sheet.write(&time::extended(time))),
        Some(preset) if time::parse(preset.trim(), time::EXTENDED).is_some() => {}
        Some(_) => {
            return Err(SignError::PresetDate {
                name: DATE_HEADER,
                format: time::EXTENDED,
            });
        }
    }
    Ok(())
}

/// Adds the nonce.
fn set_nonce<'a>(
    set: &mut Vec<SetHeader<'a>>,
    algorithm: Algorithm,
    request: &SignableRequest<'a>,
    nonce: &'a str,
) -> Result<(), SignError> {
    nonce::check(algorithm, request.header(NONCE_HEADER).unwrap_or(nonce))?;
    set_unless_present(request, set, NONCE_HEADER, nonce);
    Ok(())
}

/// Adds the digest of the body, in hexadecimal.
fn set_digest<'a>(
    sheet: &mut Sheet,
    set: &mut Vec<SetHeader<'a>>,
    hash: Hash,
    request: &SignableRequest<'a>,
) -> Value<'a> {
    let start = sheet.len();
    encode::push_hex(sheet.out(), &hash.digest(request.body));
    let digest = sheet.since(start);
    set_written(set, CONTENT_HEADER, digest);
    Value::Written(digest)
}

/// Writes the query as it is sent: as it came, or its parameters percent-encoded in their order.
fn write_query<'a>(sheet: &mut Sheet, query: Query<'a>, pairs: &[Pair<'_>]) -> Value<'a> {
    match query {
        Query::Raw(text) => Value::Given(text),
        Query::Pairs(_) => {
            let start = sheet.len();
            encode::percent_pairs(sheet.out(), pairs);
            Value::Written(sheet.since(start))
        }
    }
}

/// Refuses to leave the body out, which none of these schemes can.
fn check_payload(algorithm: Algorithm, context: &SigningContext<'_>) -> Result<(), SignError> {
    if context.unsigned_payload {
        let problem = "always covers the body: clear `SigningContext::unsigned_payload`";
        return Err(SignError::Unsupported { algorithm, problem });
    }
    Ok(())
}

/// Refuses, of parameters sorted by name, what these schemes cannot sign: one that occurs twice, names with separators in them, and text
/// that is not UTF-8.
fn check_params<'a>(
    algorithm: Algorithm,
    sorted: impl Iterator<Item = &'a Pair<'a>> + Clone,
) -> Result<(), SignError> {
    let invalid = |problem| {
        Err(SignError::InvalidRequest {
            part: "query",
            problem,
        })
    };
    let separator = |byte: u8| byte.is_ascii_control() || byte == b'&' || byte == b'=';
    for (name, value) in sorted.clone() {
        if std::str::from_utf8(name).and(std::str::from_utf8(value)).is_err() {
            return invalid("is not UTF-8");
        }
        if bytes::any(name, separator) {
            return invalid("has a parameter with `&`, `=` or a control character in its name");
        }
    }
    if let Some(name) = first_duplicate(sorted) {
        return Err(SignError::DuplicateParameter { algorithm, name });
    }
    Ok(())
}

/// The first name that occurs twice among parameters sorted by name.
pub(crate) fn first_duplicate<'a>(sorted: impl Iterator<Item = &'a Pair<'a>> + Clone) -> Option<String> {
    let mut neighbours = sorted.clone().zip(sorted.skip(1));
    let twice = neighbours.find(|(one, next)| one.0 == next.0);
    twice.map(|((name, _), _)| String::from_utf8_lossy(name).into_owned())
}
