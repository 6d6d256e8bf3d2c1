//! One page of a list, and where the next one begins.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::raw::Raw;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items of the page.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    #[serde(rename = "next")]
    pub next_cursor: Option<Cursor>,
    /// How many there are on all pages, where the vendor says.
    pub total: Option<u64>,
    /// Fields and items of the response that could not be read: their paths, and what was found there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The vendor's id of the request.
    pub request_id: Option<String>,
    /// The vendor's response, unmodified.
    pub raw: Raw,
}

impl<T> Page<T> {
    /// The only page of a list.
    pub fn single(items: Vec<T>) -> Self {
        Self {
            items,
            next_cursor: None,
            total: None,
            warnings: Vec::new(),
            request_id: None,
            raw: Raw::default(),
        }
    }

    /// Converts the items of the page.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(convert).collect(),
            next_cursor: self.next_cursor,
            total: self.total,
            warnings: self.warnings,
            request_id: self.request_id,
            raw: self.raw,
        }
    }
}

/// Where a page begins: text that only its product understands, to be kept and handed back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    /// A cursor of a product's own text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
