//! Calls without a signature: with a bearer token, or anonymous.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::{Style, check_payload, set_action, set_date, set_digest, set_host, set_nonce, set_version};
use crate::encode;
use crate::hash::Hash;
use crate::headers::{SetHeader, check_all, set_header};
use crate::sheet::{Sheet, Value};
use crate::signed::Listed;
use crate::{Algorithm, Credentials, SignError, SignableRequest, SigningContext, SigningOutput};

/// The marker that tells a bearer token from a signature.
pub(crate) const SIGNATURE_TYPE: &str = "BEARERTOKEN";

/// Adds a bearer token.
pub(crate) fn sign_bearer<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    const ALGORITHM: Algorithm = Algorithm::AlibabaBearer;
    let token = credentials.bearer(ALGORITHM)?;
    let mut sheet = Sheet::default();
    let mut set = headers(&mut sheet, ALGORITHM, request, context, time, nonce)?;
    set_header(&mut set, "x-acs-bearer-token", token.expose());
    let parameter = match context.style {
        Style::Rpc => Some(("SignatureType", SIGNATURE_TYPE)),
        Style::Roa => {
            set_header(&mut set, "x-acs-signature-type", SIGNATURE_TYPE);
            None
        }
    };
    finish(sheet, request, set, parameter)
}

/// Adds what the service needs to know, and no proof of identity.
pub(crate) fn sign_anonymous<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    let mut sheet = Sheet::default();
    let set = headers(
        &mut sheet,
        Algorithm::AlibabaAnonymous,
        request,
        context,
        time,
        nonce,
    )?;
    let parameter = (context.style == Style::Rpc).then_some(("Format", "json"));
    finish(sheet, request, set, parameter)
}

fn headers<'a>(
    sheet: &mut Sheet,
    algorithm: Algorithm,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<Vec<SetHeader<'a>>, SignError> {
    check_payload(algorithm, context)?;
    let mut set = Vec::with_capacity(8);
    set_host(&mut set, request);
    set_action(&mut set, request, context);
    set_version(&mut set, request, context);
    set_date(sheet, &mut set, request, time)?;
    set_nonce(&mut set, algorithm, request, nonce)?;
    set_digest(sheet, &mut set, Hash::Sha256, request);
    Ok(set)
}

/// Adds the parameter, in place of one of that name.
fn finish<'a>(
    mut sheet: Sheet,
    request: &SignableRequest<'a>,
    set: Vec<SetHeader<'a>>,
    parameter: Option<(&'static str, &'static str)>,
) -> Result<SigningOutput<'a>, SignError> {
    check_all(request, &set)?;
    let mut query = request.query.decoded();
    if let Some((name, value)) = parameter {
        let value = Cow::Borrowed(value.as_bytes());
        match query.iter_mut().find(|(own, _)| &**own == name.as_bytes()) {
            Some(own) => own.1 = value,
            None => query.push((Cow::Borrowed(name.as_bytes()), value)),
        }
    }
    let start = sheet.len();
    encode::percent_pairs(sheet.out(), &query);
    let query = Value::Written(sheet.since(start));
    Ok(SigningOutput {
        headers: set,
        target: request.target(query),
        listed: Listed::Query,
        sheet,
        ..SigningOutput::default()
    })
}
