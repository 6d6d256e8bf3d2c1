//! Fields of a response that no document names, as text until they are read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use serde::ser::{Error as _, SerializeMap as _};
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::json_text::without_lone_surrogates;

/// Fields of an object that are not documented: their JSON is kept as received, and parsed when it is read.
#[derive(Clone, Default)]
pub struct UndocumentedFields(BTreeMap<String, Box<RawValue>>);

impl UndocumentedFields {
    /// Returns the value of a field; `None` without such a field.
    pub fn get(&self, name: &str) -> Option<Value> {
        let text = without_lone_surrogates(self.text(name)?);
        serde_json::from_str(&text).ok()
    }

    /// Returns the JSON of a field, unmodified.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|text| text.get())
    }

    /// Returns names and JSON of all fields, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.get()))
    }

    /// Returns whether there is no such field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a field, in place of one with the same name.
    #[doc(hidden)]
    pub fn insert(&mut self, name: &str, text: Box<RawValue>) {
        match self.0.entry(name.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(text);
            }
            Entry::Occupied(mut entry) => {
                entry.insert(text);
            }
        }
    }
}

/// Shows the names alone.
impl fmt::Debug for UndocumentedFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Fields are equal when their text is.
impl PartialEq for UndocumentedFields {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Serialize for UndocumentedFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(self.0.len()))?;
        for (name, text) in &self.0 {
            // A lone surrogate is no JSON to others.
            match without_lone_surrogates(text.get()) {
                Cow::Borrowed(_) => members.serialize_entry(name, text)?,
                Cow::Owned(clean) => {
                    let clean = RawValue::from_string(clean).map_err(S::Error::custom)?;
                    members.serialize_entry(name, &clean)?;
                }
            }
        }
        members.end()
    }
}
