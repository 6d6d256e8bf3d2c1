//! A deserializer for responses that do not fit their types: it leaves out what cannot be decoded, and lists it.
//!
//! It works on text and builds no tree: each value is skipped once and then decoded in place, so memory follows from the types.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::value::RawValue;

use super::fit_error::FitError;
use super::json_string::JSON_STRING;
use super::json_text::without_lone_surrogates;
use super::misfit::Misfit;
use super::object::FieldName;
use super::recovery::RECOVERABLE;

/// The most misfits that are listed.
const MOST_MISFITS: usize = 100;
/// The most levels of a value without a type.
const MOST_LEVELS: u8 = 100;

/// A value in a response, with the path to it.
#[derive(Clone, Copy)]
pub(super) struct Fit<'a> {
    text: &'a str,
    path: Path<'a>,
    level: u8,
    misfits: &'a RefCell<Vec<Misfit>>,
}

#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'a str),
    Entry(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(Self::Root, name) => f.write_str(name),
            Self::Member(parent, name) => write!(f, "{parent}.{name}"),
            Self::Entry(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

impl<'a> Fit<'a> {
    /// The whole of `text`, which is one JSON value without lone surrogates.
    pub(super) fn new(text: &'a str, misfits: &'a RefCell<Vec<Misfit>>) -> Self {
        Self {
            text: text.trim(),
            path: Path::Root,
            level: 0,
            misfits,
        }
    }

    fn first(&self) -> u8 {
        self.text.as_bytes().first().copied().unwrap_or_default()
    }

    /// Places an error that has no place yet.
    fn place(&self, error: FitError) -> FitError {
        error.at(
            |name| Path::Member(&self.path, name).to_string(),
            || (self.path.to_string(), self.found()),
        )
    }

    /// Names the kind of the value, without its content.
    fn found(&self) -> &'static str {
        match self.first() {
            b'{' => "an object",
            b'[' => "a list",
            b'"' => "a string",
            b't' | b'f' => "a boolean",
            b'n' => "null",
            _ => "a number",
        }
    }

    /// Whether the value stands for an absent one, whatever its field is.
    fn is_absent(&self) -> bool {
        let visible = self.text.chars().filter(|char| !char.is_ascii_whitespace());
        let start: String = visible.take(6).collect();
        matches!(start.as_str(), "null" | "false" | "\"\"" | "[]" | "{}")
    }

    fn string(&self) -> Result<String, FitError> {
        serde_json::from_str(self.text).map_err(FitError::custom)
    }

    /// The object that the value stands for: itself, the only entry of a list, or the JSON in a string.
    fn with_object<T>(self, read: impl FnOnce(Fit<'_>) -> Result<T, FitError>) -> Result<T, FitError> {
        let unfit = || {
            Err(self.place(FitError::invalid_type(
                Unexpected::Other("no object"),
                &"an object",
            )))
        };
        match self.first() {
            b'{' => read(self),
            b'[' => match serde_json::from_str::<[&RawValue; 1]>(self.text) {
                Ok([only]) if only.get().starts_with('{') => read(Fit {
                    text: only.get(),
                    ..self
                }),
                _ => unfit(),
            },
            b'"' => self.with_json(|inner| match inner.first() {
                b'{' => read(inner),
                b'[' => inner.with_object(read),
                _ => unfit(),
            }),
            _ => unfit(),
        }
    }

    /// The value whose JSON is in the string.
    fn with_json<T>(self, read: impl FnOnce(Fit<'_>) -> Result<T, FitError>) -> Result<T, FitError> {
        let string = self.string()?;
        let text = without_lone_surrogates(&string);
        match serde_json::from_str::<&RawValue>(&text) {
            Ok(inner) => read(Fit {
                text: inner.get(),
                ..self
            }),
            Err(_) => Err(self.place(FitError::invalid_type(Unexpected::Other("no JSON"), &"JSON"))),
        }
    }

    /// Lets `visitor` visit the entries of the list or object, one after the other.
    fn visit_container<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FitError> {
        if self.level > MOST_LEVELS {
            return Err(FitError::custom("too many levels"));
        }
        let mut failure = None;
        let container = ContainerVisitor {
            visitor,
            visitor_lifetime: PhantomData,
            fit: self,
            failure: &mut failure,
        };
        let mut text = serde_json::Deserializer::from_str(self.text);
        let visited = Deserializer::deserialize_any(&mut text, container);
        visited.map_err(|error| failure.unwrap_or_else(|| FitError::custom(error)))
    }

    fn visit_number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FitError> {
        if let Ok(number) = self.text.parse() {
            return visitor.visit_u64(number);
        }
        if let Ok(number) = self.text.parse() {
            return visitor.visit_i64(number);
        }
        match self.text.parse() {
            Ok(number) if f64::is_finite(number) => visitor.visit_f64(number),
            _ => Err(FitError::invalid_value(Unexpected::Other("a number"), &visitor)),
        }
    }

    /// Lists a value that is left out.
    fn report(&self, error: FitError) {
        let misfit = self.place(error).misfit();
        let mut misfits = self.misfits.borrow_mut();
        if misfits.len() < MOST_MISFITS {
            misfits.push(misfit);
        }
    }

    /// Forgets misfits here: of fields with the same name, the last one counts.
    fn forget(&self) {
        let mut misfits = self.misfits.borrow_mut();
        if !misfits.is_empty() {
            let path = self.path.to_string();
            misfits.retain(|misfit| !misfit.is_within(&path));
        }
    }
}

impl<'de> Deserializer<'de> for Fit<'_> {
    type Error = FitError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FitError> {
        let visited = match self.first() {
            b'{' | b'[' => self.visit_container(visitor),
            b'"' => self.string().and_then(|string| visitor.visit_string(string)),
            b't' => visitor.visit_bool(true),
            b'f' => visitor.visit_bool(false),
            b'n' => visitor.visit_unit(),
            _ => self.visit_number(visitor),
        };
        visited.map_err(|error| self.place(error))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FitError> {
        match self.first() {
            b'n' => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FitError> {
        self.with_object(|object| object.deserialize_any(visitor))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, FitError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, FitError> {
        match name {
            RECOVERABLE => {
                self.forget();
                visitor.visit_seq(Attempt(self))
            }
            JSON_STRING if self.first() == b'"' => self.with_json(|inner| visitor.visit_some(inner)),
            // Raw JSON is between `serde_json` and itself.
            name if name.starts_with("$serde_json") => {
                let mut text = serde_json::Deserializer::from_reader(self.text.as_bytes());
                let raw = Deserializer::deserialize_newtype_struct(&mut text, name, visitor);
                raw.map_err(FitError::custom)
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, FitError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct enum identifier
    }
}

/// One try to decode a value: a sequence of one element, or of none when the value is left out.
struct Attempt<'a>(Fit<'a>);

impl<'de> SeqAccess<'de> for Attempt<'_> {
    type Error = FitError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, FitError> {
        match seed.deserialize(self.0) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                // The value is left out, with what was left out of it.
                self.0.forget();
                if !self.0.is_absent() {
                    self.0.report(error);
                }
                Ok(None)
            }
        }
    }
}

/// Hands a visitor the entries of a container as values of this deserializer.
struct ContainerVisitor<'a, 'de, 'e, V> {
    visitor: V,
    visitor_lifetime: PhantomData<&'de ()>,
    fit: Fit<'a>,
    /// The error of the visitor, which the deserializer below cannot carry.
    failure: &'e mut Option<FitError>,
}

impl<'a, 'de, V: Visitor<'de>> Visitor<'a> for ContainerVisitor<'a, 'de, '_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'a>>(self, members: A) -> Result<V::Value, A::Error> {
        let members = FitMembers {
            members,
            name: String::new(),
            fit: self.fit,
        };
        keep_failure(self.visitor.visit_map(members), self.failure)
    }

    fn visit_seq<A: SeqAccess<'a>>(self, entries: A) -> Result<V::Value, A::Error> {
        let entries = FitEntries {
            entries,
            index: 0,
            fit: self.fit,
        };
        keep_failure(self.visitor.visit_seq(entries), self.failure)
    }
}

fn keep_failure<T, E: Error>(result: Result<T, FitError>, failure: &mut Option<FitError>) -> Result<T, E> {
    result.map_err(|error| {
        *failure = Some(error);
        E::custom("a value does not fit")
    })
}

struct FitMembers<'a, A> {
    members: A,
    name: String,
    fit: Fit<'a>,
}

impl<'a, 'de, A: MapAccess<'a>> MapAccess<'de> for FitMembers<'a, A> {
    type Error = FitError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, FitError> {
        let Some(name) = self.members.next_key_seed(FieldName).map_err(FitError::custom)? else {
            return Ok(None);
        };
        self.name = name.into_owned();
        let name: StrDeserializer<'_, FitError> = self.name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, FitError> {
        let text: &RawValue = self.members.next_value().map_err(FitError::custom)?;
        seed.deserialize(Fit {
            text: text.get(),
            path: Path::Member(&self.fit.path, &self.name),
            level: self.fit.level + 1,
            misfits: self.fit.misfits,
        })
    }
}

struct FitEntries<'a, A> {
    entries: A,
    index: usize,
    fit: Fit<'a>,
}

impl<'a, 'de, A: SeqAccess<'a>> SeqAccess<'de> for FitEntries<'a, A> {
    type Error = FitError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, FitError> {
        let text: Option<&RawValue> = self.entries.next_element().map_err(FitError::custom)?;
        let Some(text) = text else {
            return Ok(None);
        };
        self.index += 1;
        let entry = Fit {
            text: text.get(),
            path: Path::Entry(&self.fit.path, self.index - 1),
            level: self.fit.level + 1,
            misfits: self.fit.misfits,
        };
        seed.deserialize(entry).map(Some)
    }
}
