//! What the client adds to an error of the service, and what it takes out: the key that signed, and everything secret.

use http::HeaderValue;
use mediasnap_auth::alibaba::is_same_string_to_sign;
use mediasnap_auth::{AccessKey, Credentials};
use mediasnap_core::{Error, ErrorKind};
use mediasnap_credentials::Identity;

/// Secrets that are shorter stand in ordinary words.
const SHORTEST: usize = 4;

/// Adds which key signed to an error about it, and removes secrets from the vendor's message: some services repeat the request in
/// an error about a wrong signature.
pub(super) fn explain(error: Error, identity: &Identity, authorization: Option<&HeaderValue>) -> Error {
    let authorization = authorization
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let error = match &identity.credentials {
        Credentials::AccessKey(key) if error.kind() == ErrorKind::Authentication => {
            let hint = hint(&error, key, identity.source.as_deref(), authorization);
            error.with_hint(hint)
        }
        _ => error,
    };
    let secrets = match &identity.credentials {
        Credentials::AccessKey(key) => [Some(&key.secret), key.security_token.as_ref()],
        Credentials::Token(secret) | Credentials::Bearer(secret) => [Some(secret), None],
        _ => [None, None],
    };
    let secrets = secrets.iter().flatten().map(|secret| secret.expose());
    // The header, and the signature alone: without a nonce it could be sent again.
    let signature = authorization
        .rsplit_once("Signature=")
        .map(|(_, signature)| signature);
    secrets
        .chain([authorization])
        .chain(signature)
        .filter(|secret| secret.len() >= SHORTEST)
        .fold(error, Error::with_redacted)
}

fn hint(error: &Error, key: &AccessKey, source: Option<&str>, authorization: &str) -> String {
    let id = &key.id;
    let from = source.map_or_else(String::new, |source| format!(" from {source}"));
    if is_same_string_to_sign(error.message(), authorization, &key.secret) {
        format!("the secret of the key {id}{from} is wrong: the request arrived as it was signed")
    } else {
        format!("signed with the key {id}{from}: check its id and its secret")
    }
}
