//! ROA v2: HMAC-SHA1 over a few headers, the path and the query.

use chrono::{DateTime, Utc};

use super::{check_params, check_payload, set_nonce, set_target};
use crate::encode::{self, Pair};
use crate::hash::hmac_sha1;
use crate::headers::{Headers, set_header, set_unless_present};
use crate::texts::Texts;
use crate::{Algorithm, Context, Credentials, Query, Request, Secret, SignError, Signed, time};

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
    request: &Request<'a>,
    context: &'a Context,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<Signed<'a>, SignError> {
    let key = credentials.access_key(ALGORITHM)?;
    check_payload(ALGORITHM, context)?;
    let mut set = Vec::with_capacity(11);
    if let Some(preset) = request.header("date")
        && time::parse_http(preset.trim()).is_none()
    {
        return Err(SignError::PresetDate {
            name: "date",
            format: "Tue, 14 Nov 2023 22:13:20 GMT",
        });
    }
    set_unless_present(request, &mut set, "date", || time::format_http(time));
    set_unless_present(request, &mut set, "accept", || "application/json");
    set_nonce(&mut set, ALGORITHM, request, nonce)?;
    set_header(&mut set, "x-acs-signature-method", "HMAC-SHA1");
    set_header(&mut set, "x-acs-signature-version", "1.0");
    set_target(&mut set, request, context);
    if let Some(token) = key.security_token.as_ref().filter(|token| !token.is_empty()) {
        set_header(&mut set, "x-acs-accesskey-id", key.id.as_str());
        set_header(&mut set, "x-acs-security-token", token.expose());
    }

    let headers = Headers::merge(request, &set, |_| true)?;
    let mut query = request.query.decoded();
    let url = match request.query {
        Query::Raw(text) => request.url(text.as_bytes()),
        Query::Pairs(_) => request.url_with(&query, encode::percent_pairs),
    };
    query.sort_unstable();
    check_params(ALGORITHM, &query)?;
    let string_to_sign = string_to_sign(request.method, request.path(), &query, &headers);
    let signature = signature(&key.secret, &string_to_sign);
    set_header(
        &mut set,
        "Authorization",
        [SCHEME, " ", &key.id, ":", &signature].concat(),
    );
    let mut texts = Texts::to_sign(string_to_sign.into_bytes());
    texts.add_signature_text(&signature);
    Ok(Signed {
        headers: set,
        url,
        texts,
        ..Signed::default()
    })
}

/// The string to sign, from all headers and the parameters sorted by name.
pub(crate) fn string_to_sign(method: &str, path: &str, query: &[Pair<'_>], headers: &Headers<'_>) -> String {
    let mut out = Vec::with_capacity(512);
    out.extend_from_slice(method.as_bytes());
    out.push(b'\n');
    for name in NAMED {
        out.extend_from_slice(headers.get(name).unwrap_or_default().trim().as_bytes());
        out.push(b'\n');
    }
    headers.canonical_prefixed(&mut out, "x-acs-");
    out.extend_from_slice(path.as_bytes());
    for (index, (name, value)) in query.iter().enumerate() {
        out.push(if index == 0 { b'?' } else { b'&' });
        out.extend_from_slice(name);
        if !value.is_empty() {
            out.push(b'=');
            out.extend_from_slice(value);
        }
    }
    encode::into_text(out)
}

/// The signature in base64.
pub(crate) fn signature(secret: &Secret, string_to_sign: &str) -> String {
    encode::base64(&hmac_sha1(
        &[secret.expose().as_bytes()],
        string_to_sign.as_bytes(),
    ))
}
