//! ROA v2: HMAC-SHA1 over a few headers, the path and the query.

use chrono::{DateTime, Utc};

use super::{check_params, check_payload, set_action, set_host, set_nonce, set_version, write_query};
use crate::bytes::Short;
use crate::encode::{self, Pair};
use crate::hash::Mac;
use crate::headers::{Headers, set_header, set_unless_present, set_written, trimmed};
use crate::sheet::Sheet;
use crate::{
    Algorithm, Credentials, Secret, SignError, SignableRequest, SigningContext, SigningOutput, time,
};

const ALGORITHM: Algorithm = Algorithm::AlibabaRoaV2;
/// The word before the id in `Authorization`.
pub(crate) const SCHEME: &str = "acs";

/// The headers that have lines of their own, in order.
const NAMED: [&str; 4] = ["accept", "content-md5", "content-type", "date"];

/// Whether a header, its name in lower case, is signed.
pub(crate) fn is_signed(name: &str) -> bool {
    NAMED.contains(&name) || name.starts_with("x-acs-")
}

/// Signs with a key pair.
pub(crate) fn sign<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    check_payload(ALGORITHM, context)?;
    let mut set = Vec::with_capacity(11);
    let mut sheet = Sheet::with_room(request.path().len() + 2 * request.query.room() + ROOM);
    // in the order of their names
    set_unless_present(request, &mut set, "accept", "application/json");
    match request.header("date") {
        None => set_written(&mut set, "date", sheet.write(time::http(time).as_bytes())),
        Some(preset) if time::parse_http(preset.trim()).is_some() => {}
        Some(_) => {
            return Err(SignError::PresetDate {
                name: "date",
                format: "Tue, 14 Nov 2023 22:13:20 GMT",
            });
        }
    }
    let token = key.security_token.as_ref().filter(|token| !token.is_empty());
    set_host(&mut set, request);
    if token.is_some() {
        set_header(&mut set, "x-acs-accesskey-id", &key.id);
    }
    set_action(&mut set, request, context);
    if let Some(token) = token {
        set_header(&mut set, "x-acs-security-token", token.expose());
    }
    set_header(&mut set, "x-acs-signature-method", "HMAC-SHA1");
    set_nonce(&mut set, ALGORITHM, request, nonce)?;
    set_header(&mut set, "x-acs-signature-version", "1.0");
    set_version(&mut set, request, context);

    let headers = Headers::merge(&mut sheet, request, &set, |_| true)?;
    let mut pairs = request.query.decoded();
    let query = write_query(&mut sheet, request.query, &pairs);
    pairs.sort_unstable();
    check_params(ALGORITHM, pairs.iter())?;
    write_to_sign(&mut sheet, request.method, request.path(), &pairs, &headers);
    let signature = signature(&key.secret, sheet.string_to_sign());
    let start = sheet.len();
    sheet.push(SCHEME);
    sheet.mark(b' ');
    sheet.push(&key.id);
    sheet.mark(b':');
    sheet.push_signature_text(signature.text());
    set_written(&mut set, "Authorization", sheet.since(start));
    Ok(SigningOutput {
        headers: set,
        target: request.target(query),
        sheet,
        ..SigningOutput::default()
    })
}

/// The room that everything takes whose length does not depend on path and query.
const ROOM: usize = 600;

/// Writes the string to sign, from all headers and the parameters sorted by name.
pub(crate) fn write_to_sign(
    sheet: &mut Sheet,
    method: &str,
    path: &str,
    query: &[Pair<'_>],
    headers: &Headers<'_>,
) {
    let start = sheet.len();
    sheet.push(method);
    sheet.mark(b'\n');
    for name in NAMED {
        sheet.push_value(headers.get(name).map(trimmed).unwrap_or_default());
        sheet.mark(b'\n');
    }
    headers.write_prefixed(sheet, "x-acs-");
    sheet.push(path);
    for (index, (name, value)) in query.iter().enumerate() {
        sheet.mark(if index == 0 { b'?' } else { b'&' });
        sheet.write(name);
        if !value.is_empty() {
            sheet.mark(b'=');
            sheet.write(value);
        }
    }
    sheet.end_string_to_sign(start);
}

/// The signature in base64.
pub(crate) fn signature(secret: &Secret, string_to_sign: &[u8]) -> Short<44> {
    let mac = secret.mac(&[ALGORITHM.as_str()], |secret| Mac::sha1(secret.as_bytes()));
    encode::base64(&mac.of(&[string_to_sign]))
}
