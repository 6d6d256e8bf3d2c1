//! Tencent Cloud: `TC3-HMAC-SHA256`, the older `HmacSHA1` and `HmacSHA256` over parameters, and `SKIP`.
//!
//! What the context names is sent and replaces headers of the same name; a `Content-Type` that is already there is
//! sent and signed letter for letter.

pub(crate) mod tc3;
pub(crate) mod v1;

use std::borrow::Cow;

use crate::{Algorithm, SignError, SigningContext};

/// The action with its first letter in upper case, as the services expect it.
fn action<'a>(context: &'a SigningContext<'_>) -> Cow<'a, str> {
    let mut action = Cow::Borrowed(&*context.action);
    if action.starts_with(|first: char| first.is_ascii_lowercase()) {
        action.to_mut()[..1].make_ascii_uppercase();
    }
    action
}

/// A field of the context that is neither absent nor empty.
fn given<'a>(field: Option<&'a Cow<'_, str>>) -> Option<&'a str> {
    field.map(|text| &**text).filter(|text| !text.is_empty())
}

fn missing(algorithm: Algorithm, field: &'static str) -> SignError {
    SignError::MissingContext { algorithm, field }
}
