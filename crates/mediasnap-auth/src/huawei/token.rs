//! `X-Auth-Token`: an IAM token in place of a signature.

use super::set_scope;
use crate::headers::{check_all, set_header, set_unless_present};
use crate::{Algorithm, Context, Credentials, Request, SignError, Signed, encode};

/// Adds the token.
pub(crate) fn sign<'a>(
    request: &Request<'a>,
    context: &'a Context,
    credentials: &'a Credentials,
) -> Result<Signed<'a>, SignError> {
    let token = credentials.token(Algorithm::XAuthToken)?;
    let mut set = Vec::with_capacity(3);
    set_scope(&mut set, context);
    set_header(&mut set, "X-Auth-Token", token.expose());
    set_unless_present(request, &mut set, "Host", || request.host);
    check_all(request, &set)?;
    let url = request.url_with(&request.query.decoded(), encode::percent_pairs);
    Ok(Signed {
        headers: set,
        url,
        ..Signed::default()
    })
}
