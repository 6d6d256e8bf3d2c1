//! `HmacSHA1` and `HmacSHA256`: the older signature over the parameters.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::{action, given, missing};
use crate::bytes::Short;
use crate::encode::{self, Pair};
use crate::hash::{Hash, Mac};
use crate::headers::{check_all, set_header};
use crate::sheet::{Sheet, Value};
use crate::signed::Listed;
use crate::{
    Algorithm, Credentials, Secret, SignError, SignableRequest, SigningContext, SigningOutput, nonce, time,
};

const FORM: &str = "application/x-www-form-urlencoded";

/// Signs with a key pair. The parameters of the query and, if the body is a form, of the body are signed together;
/// they go out in the query of a GET and in the body of anything else.
pub(crate) fn sign<'a>(
    algorithm: Algorithm,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
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
    let timestamp = time::seconds(time);
    let action = action(context);
    let signer = [
        ("Action", Some(&*action)),
        ("RequestClient", given(context.request_client.as_ref())),
        ("Nonce", Some(nonce)),
        ("Timestamp", Some(timestamp.text())),
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

    let room = encode::room(pairs.iter().map(|(name, value)| (name.len(), value.len())));
    let mut sheet = Sheet::with_room(2 * room + 200);
    write_to_sign(&mut sheet, request.method, request.host, request.path(), &pairs)
        .map_err(|name| SignError::DuplicateParameter { algorithm, name })?;
    let signature = signature(algorithm, &key.secret, sheet.string_to_sign());
    sheet.push_signature_text(signature.text());
    let start = sheet.len();
    encode::form_pairs(sheet.out(), &pairs);
    sheet.push("&Signature=");
    encode::form(sheet.out(), &signature);
    let form = sheet.since(start);
    let (query, body, listed) = if request.method == "GET" {
        (Value::Written(form), None, Listed::Query)
    } else {
        (Value::default(), Some(form), Listed::Body)
    };
    Ok(SigningOutput {
        headers: set,
        target: request.target(query),
        body,
        listed,
        sheet,
    })
}

/// The body as the text of a form.
fn body_text<'a>(algorithm: Algorithm, request: &SignableRequest<'a>) -> Result<&'a str, SignError> {
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

/// Writes the string to sign: parameters sorted by name, values as they are, underscores in names turned into dots. A name
/// that occurs twice is returned as the error.
pub(crate) fn write_to_sign(
    sheet: &mut Sheet,
    method: &str,
    host: &str,
    path: &str,
    pairs: &[Pair<'_>],
) -> Result<(), String> {
    let mut sorted: Vec<(Cow<'_, [u8]>, &[u8])> = pairs
        .iter()
        .map(|(name, value)| (with_dots(name), &**value))
        .collect();
    sorted.sort_unstable();
    if let Some([(name, _), ..]) = sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(String::from_utf8_lossy(name).into_owned());
    }
    let start = sheet.len();
    for piece in [method, host, path, "?"] {
        sheet.push(piece);
    }
    for (index, (name, value)) in sorted.iter().enumerate() {
        if index > 0 {
            sheet.mark(b'&');
        }
        sheet.write(name);
        sheet.mark(b'=');
        sheet.write(value);
    }
    sheet.end_string_to_sign(start);
    Ok(())
}

fn with_dots(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'_') {
        return Cow::Borrowed(name);
    }
    let dot = |byte: &u8| if *byte == b'_' { b'.' } else { *byte };
    Cow::Owned(name.iter().map(dot).collect())
}

/// The signature in base64.
pub(crate) fn signature(algorithm: Algorithm, secret: &Secret, string_to_sign: &[u8]) -> Short<44> {
    let mac = secret.mac(&[algorithm.as_str()], |secret| match algorithm {
        Algorithm::TencentHmacSha1 => Mac::sha1(secret.as_bytes()),
        _ => Mac::new(Hash::Sha256, secret.as_bytes()),
    });
    encode::base64(&mac.of(&[string_to_sign]))
}
