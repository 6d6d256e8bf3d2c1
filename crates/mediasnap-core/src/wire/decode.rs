//! Decodes a body: strictly and fast where it fits, tolerantly where it does not.

use std::cell::RefCell;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::fit::Fit;
use super::json_text::{json_text, without_byte_order_mark};
use super::misfit::Misfit;

/// A decoded value, and what did not fit into it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The value; fields that do not fit are absent.
    pub value: T,
    /// The fields that were left out, the first hundred of them.
    pub misfits: Vec<Misfit>,
}

/// Why a body cannot be decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeError {
    /// The body is not JSON.
    NotJson,
    /// A field that cannot be left out does not fit.
    Unfit(Misfit),
}

/// Decodes `body`, which may have a byte order mark, bytes that are no UTF-8, fields that come twice and fields that do not fit.
///
/// # Errors
/// `NotJson`, and `Unfit` when the value cannot be known without a field that does not fit.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, DecodeError> {
    let body = without_byte_order_mark(body);
    if let Ok(value) = serde_json::from_slice(body) {
        let misfits = Vec::new();
        return Ok(Decoded { value, misfits });
    }
    let text = json_text(body);
    serde_json::from_str::<&RawValue>(&text).map_err(|_| DecodeError::NotJson)?;
    let misfits = RefCell::default();
    let value =
        T::deserialize(Fit::new(&text, &misfits)).map_err(|error| DecodeError::Unfit(error.misfit()))?;
    let misfits = misfits.into_inner();
    Ok(Decoded { value, misfits })
}

/// Returns whether `body` is JSON, read as [`decode`] reads it.
pub fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(without_byte_order_mark(body)).is_ok()
        || serde_json::from_str::<IgnoredAny>(&json_text(body)).is_ok()
}
