//! Steps before and after the signature itself, shared by all of Huawei Cloud's signatures.

use chrono::{DateTime, Utc};

use super::canonical::{HuaweiCanonicalRequest, write_string_to_sign};
use super::headers::{DATE_HEADER, UNSIGNED_PAYLOAD, content_header, scope};
use crate::algorithm::Algorithm;
use crate::buffer::{SigningBuffer, Text};
use crate::context::SigningContext;
use crate::credentials::AccessKey;
use crate::error::SignError;
use crate::hash::Hash;
use crate::headers::{self, Headers, insert_if_absent, set_option};
use crate::request::SignableRequest;
use crate::secret::Secret;
use crate::signed::{SigningOutput, Target};
use crate::{bytes, time};

/// Maximum size of everything whose length does not depend on the request: date, digests, string to sign and
/// `Authorization`.
const FIXED_SIZE: usize = 600;

/// Request that lacks only its signature.
pub(super) struct PreparedRequest<'a> {
    output: SigningOutput<'a>,
    signed_headers: Text<'a>,
    /// Date that is signed.
    date: Text<'a>,
    algorithm: Algorithm,
}

impl<'a> PreparedRequest<'a> {
    /// Sets the headers and writes the canonical request.
    pub(super) fn new(
        algorithm: Algorithm,
        request: &SignableRequest<'a>,
        context: &'a SigningContext<'a>,
        key: &'a AccessKey,
        time: DateTime<Utc>,
    ) -> Result<Self, SignError> {
        let hash = Hash::of(algorithm);
        let unsigned = context.unsigned_payload || has_unsigned_type(request);
        let token = key.security_token.as_ref().map(Secret::expose);
        let capacity = request.path().len() + request.query.size_hint() + request.headers_size_hint();
        let capacity = capacity + 4 * request.host.len() + token.map_or(0, str::len) + FIXED_SIZE;
        let mut buffer = SigningBuffer::with_capacity(capacity);
        let date = date(&mut buffer, request, time)?;
        // sorted by name
        let set = headers::collect(
            request,
            &[
                insert_if_absent("Host", Some(request.host)),
                scope(context),
                set_option(content_header(hash), unsigned.then_some(UNSIGNED_PAYLOAD)),
                insert_if_absent(DATE_HEADER, Some(date)),
                set_option("X-Security-Token", token),
            ],
        )?;
        let headers = Headers::merge(&mut buffer, request, &set, |name| {
            !bytes::any(name.as_bytes(), |byte| byte == b'_')
        });
        let canonical = HuaweiCanonicalRequest {
            method: request.method,
            path: request.path(),
            query: request.query.decoded(),
            headers: &headers,
            body: request.body,
            hash,
        };
        let query = canonical.write(&mut buffer);
        Ok(Self {
            output: SigningOutput {
                headers: set,
                target: Target::new(request, query),
                buffer,
                ..SigningOutput::default()
            },
            signed_headers: headers.names(),
            date,
            algorithm,
        })
    }

    /// Date that is signed.
    pub(super) fn date(&self) -> &str {
        self.output.buffer.resolve(self.date)
    }

    /// Writes and returns the string to sign.
    pub(super) fn string_to_sign(&mut self, scope: Option<&str>) -> &[u8] {
        let buffer = &mut self.output.buffer;
        let hash = Hash::of(self.algorithm);
        write_string_to_sign(buffer, self.algorithm.as_str(), self.date, scope, hash);
        buffer.string_to_sign()
    }

    /// Adds `Authorization` with the concatenated parts of `credential`.
    pub(super) fn finish(mut self, credential: [&str; 4], signature: &[u8]) -> SigningOutput<'a> {
        let buffer = &mut self.output.buffer;
        let start = buffer.len();
        buffer.push_str(self.algorithm.as_str());
        buffer.push_byte(b' ');
        for part in credential {
            buffer.push_str(part);
        }
        buffer.push_str(", SignedHeaders=");
        buffer.push_text(self.signed_headers);
        buffer.push_str(", Signature=");
        buffer.push_hex_signature(signature);
        let authorization = Text::Buffered(buffer.span_from(start));
        self.output.headers.push(("Authorization", authorization));
        self.output
    }
}

/// Returns the date to sign: the one in the request if there is one, otherwise `time`.
fn date<'a>(
    buffer: &mut SigningBuffer,
    request: &SignableRequest<'a>,
    time: DateTime<Utc>,
) -> Result<Text<'a>, SignError> {
    let Some(preset) = request.header(DATE_HEADER).map(str::trim) else {
        return Ok(Text::Buffered(buffer.append(&time::compact(time))));
    };
    time::parse(preset, time::COMPACT)
        .map(|_| Text::Borrowed(preset))
        .ok_or(SignError::PresetDate {
            name: DATE_HEADER,
            format: time::COMPACT,
        })
}

/// Returns whether the body has a type that the official SDKs do not sign: neither JSON nor BSON.
///
/// The SDKs look for a header spelled exactly `Content-Type`. If a request has it in lower case, as HTTP libraries with
/// typed header names write it, its body is signed, which the servers accept too.
fn has_unsigned_type(request: &SignableRequest<'_>) -> bool {
    let is_signed = |value: &str| {
        value.is_empty() || value.starts_with("application/json") || value.starts_with("application/bson")
    };
    request
        .headers
        .iter()
        .any(|(name, value)| *name == "Content-Type" && !is_signed(value))
}
