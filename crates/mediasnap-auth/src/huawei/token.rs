//! `X-Auth-Token`: an IAM token in place of a signature.

use super::set_scope;
use crate::headers::{check_all, set_header, set_unless_present};
use crate::sheet::{Sheet, Value};
use crate::{Algorithm, Credentials, SignError, SignableRequest, SigningContext, SigningOutput, encode};

/// Adds the token.
pub(crate) fn sign<'a>(
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
) -> Result<SigningOutput<'a>, SignError> {
    let token = credentials.token(Algorithm::XAuthToken)?;
    let mut set = Vec::with_capacity(3);
    set_scope(&mut set, context);
    set_header(&mut set, "X-Auth-Token", token.expose());
    set_unless_present(request, &mut set, "Host", request.host);
    check_all(request, &set)?;
    let mut sheet = Sheet::with_room(request.query.room());
    encode::percent_pairs(sheet.out(), &request.query.decoded());
    let query = sheet.since(0);
    Ok(SigningOutput {
        headers: set,
        target: request.target(Value::Written(query)),
        sheet,
        ..SigningOutput::default()
    })
}
