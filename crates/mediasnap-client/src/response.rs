//! A successful response: the typed value, and everything the vendor sent beside it.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use mediasnap_core::wire::{self, Misfit};
use serde_json::Value;

/// A successful response before it is decoded.
#[derive(Clone)]
#[non_exhaustive]
pub struct RawResponse {
    /// The HTTP status, a 2xx.
    pub status: u16,
    /// The vendor's id of the request.
    pub request_id: Option<String>,
    /// The body, unchanged; empty for a response without one.
    pub body: Bytes,
    /// How many requests were sent for it.
    pub attempts: u32,
}

/// A successful response with its typed value.
#[derive(Debug, Clone)]
pub struct Response<T> {
    value: T,
    misfits: Vec<Misfit>,
    answer: RawResponse,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, misfits: Vec<Misfit>, answer: RawResponse) -> Self {
        Self {
            value,
            misfits,
            answer,
        }
    }

    /// The typed value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Fields that do not fit their types: the typed value lacks them, and the body has them. The first hundred are listed.
    pub fn misfits(&self) -> &[Misfit] {
        &self.misfits
    }

    /// The HTTP status, a 2xx.
    pub fn status(&self) -> u16 {
        self.answer.status
    }

    /// The vendor's id of the request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.answer.request_id.as_deref()
    }

    /// The body, unmodified.
    pub fn raw(&self) -> &[u8] {
        &self.answer.body
    }

    /// The body as JSON, with everything the vendor sent; `None` for a response without a body.
    pub fn json(&self) -> Option<Value> {
        let body = wire::without_byte_order_mark(&self.answer.body);
        serde_json::from_slice(body)
            .or_else(|_| serde_json::from_str(&wire::json_text(body)))
            .ok()
    }

    /// How many requests were sent for it.
    pub fn attempts(&self) -> u32 {
        self.answer.attempts
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("attempts", &self.attempts)
            .finish()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
