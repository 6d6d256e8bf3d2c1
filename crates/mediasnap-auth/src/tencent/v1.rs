//! `HmacSHA1` and `HmacSHA256`: the older signature over the parameters.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::{action, given, missing};
use crate::encode::{self, Pair};
use crate::hash::{Hash, hmac_sha1};
use crate::headers::{check_all, set_header};
use crate::texts::Texts;
use crate::{Algorithm, Context, Credentials, Request, SignError, Signed, nonce};

const FORM: &str = "application/x-www-form-urlencoded";

/// Signs with a key pair. The parameters of the query and, if the body is a form, of the body are signed together;
/// they go out in the query of a GET and in the body of anything else.
pub(crate) fn sign<'a>(
    algorithm: Algorithm,
    request: &Request<'a>,
    context: &'a Context,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<Signed<'a>, SignError> {
    let key = credentials.access_key(algorithm)?;
    nonce::check(algorithm, nonce)?;
    if context.unsigned_payload {
        return Err(SignError::Unsupported {
            algorithm,
            problem: "always covers the body: it signs the parameters",
        });
    }
    if context.action.is_empty() {
        return Err(missing(algorithm, "action"));
    }
    if context.version.is_empty() {
        return Err(missing(algorithm, "version"));
    }

    let mut set = Vec::with_capacity(2);
    if request.header("content-type").is_none() {
        set_header(&mut set, "Content-Type", FORM);
    }
    set_header(&mut set, "Host", request.host);
    check_all(request, &set)?;

    let mut pairs = request.query.decoded();
    let body = body_text(algorithm, request)?;
    pairs.extend(encode::parse_pairs(body));
    if pairs
        .iter()
        .any(|(name, value)| std::str::from_utf8(name).and(std::str::from_utf8(value)).is_err())
    {
        return Err(SignError::InvalidRequest {
            part: "parameters",
            problem: "are not UTF-8",
        });
    }
    let timestamp = time.timestamp().to_string();
    let action = action(context);
    let signer = [
        ("Action", Some(&*action)),
        ("RequestClient", given(context.request_client.as_ref())),
        ("Nonce", Some(nonce)),
        ("Timestamp", Some(&timestamp)),
        ("Version", Some(&context.version)),
        ("Region", given(context.region.as_ref())),
        (
            "Token",
            key.security_token
                .as_ref()
                .map(crate::Secret::expose)
                .filter(|token| !token.is_empty()),
        ),
        ("SecretId", Some(&key.id)),
        ("SignatureMethod", Some(algorithm.as_str())),
        ("Language", given(context.language.as_ref())),
    ];
    let reserved = |name: &[u8]| {
        name == b"Signature"
            || signer
                .iter()
                .any(|(own, value)| value.is_some() && own.as_bytes() == name)
    };
    if let Some((name, _)) = pairs.iter().find(|(name, _)| reserved(name)) {
        let name = String::from_utf8_lossy(name).into_owned();
        return Err(SignError::ReservedParameter { algorithm, name });
    }
    let added = signer.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    pairs.extend(added.map(|(name, value)| (name.as_bytes().into(), value.as_bytes().into())));

    let string_to_sign = string_to_sign(request.method, request.host, request.path(), &pairs)
        .map_err(|name| SignError::DuplicateParameter { algorithm, name })?;
    let signature = signature(algorithm, key.secret.expose(), &string_to_sign);
    let mut texts = Texts::to_sign(string_to_sign.into_bytes());
    texts.add_signature_text(&signature);
    pairs.push((Cow::Borrowed(b"Signature"), Cow::Borrowed(signature.as_bytes())));

    let (url, body) = if request.method == "GET" {
        (request.url_with(&pairs, encode::form_pairs), None)
    } else {
        let mut form = Vec::new();
        encode::form_pairs(&mut form, &pairs);
        (request.url(b""), Some(form))
    };
    let params = pairs
        .iter()
        .map(|(key, value)| (lossy(key), lossy(value)))
        .collect();
    Ok(Signed {
        headers: set,
        url,
        texts,
        params,
        body,
        ..Signed::default()
    })
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The body as the text of a form.
fn body_text<'a>(algorithm: Algorithm, request: &Request<'a>) -> Result<&'a str, SignError> {
    let unsupported = |problem| SignError::Unsupported { algorithm, problem };
    if request.body.is_empty() {
        return Ok("");
    }
    if request.method == "GET" {
        return Err(unsupported(
            "does not cover the body of a GET: send the parameters in the query",
        ));
    }
    if request
        .header("content-type")
        .is_some_and(|value| !value.starts_with(FORM))
    {
        return Err(unsupported(
            "signs form bodies only: send the parameters as a form",
        ));
    }
    std::str::from_utf8(request.body)
        .map_err(|_| unsupported("signs form bodies only, and the body is not one"))
}

/// The string to sign: parameters sorted by name, values as they are, underscores in names turned into dots. A name
/// that occurs twice is returned as the error.
pub(crate) fn string_to_sign(
    method: &str,
    host: &str,
    path: &str,
    pairs: &[Pair<'_>],
) -> Result<String, String> {
    let mut sorted: Vec<(String, &[u8])> = pairs
        .iter()
        .map(|(name, value)| (lossy(name).replace('_', "."), &**value))
        .collect();
    sorted.sort_unstable();
    if let Some(pair) = sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(pair[0].0.clone());
    }
    let mut out = [method, host, path, "?"].concat();
    for (index, (name, value)) in sorted.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        out.push_str(name);
        out.push('=');
        out.push_str(&String::from_utf8_lossy(value));
    }
    Ok(out)
}

/// The signature in base64.
pub(crate) fn signature(algorithm: Algorithm, secret: &str, string_to_sign: &str) -> String {
    if algorithm == Algorithm::TencentHmacSha1 {
        encode::base64(&hmac_sha1(&[secret.as_bytes()], string_to_sign.as_bytes()))
    } else {
        encode::base64(&Hash::Sha256.hmac(secret.as_bytes(), &[string_to_sign.as_bytes()]))
    }
}
