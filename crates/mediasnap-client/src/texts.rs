//! From typed values to named texts: what a query or a form is made of.

use std::fmt;

use serde::ser;
use serde::ser::{Impossible, Serialize, SerializeSeq, Serializer};

/// Appends `value` under `name`: nothing for `None`, one pair for a scalar, one pair an element for a list.
///
/// # Errors
/// For objects, which have no text of their own.
pub(crate) fn append<T: Serialize + ?Sized>(
    pairs: &mut Vec<(String, String)>,
    name: &str,
    value: &T,
) -> Result<(), TextError> {
    value.serialize(Texts { pairs, name })
}

/// Appends every member of `value`, an object of scalars and lists.
///
/// # Errors
/// For anything else.
pub(crate) fn append_members<T: Serialize + ?Sized>(
    pairs: &mut Vec<(String, String)>,
    value: &T,
) -> Result<(), TextError> {
    let object = serde_json::to_value(value).map_err(|error| TextError(error.to_string()))?;
    match object {
        serde_json::Value::Object(members) => members
            .iter()
            .try_for_each(|(name, member)| append(pairs, name, member)),
        _ => Err(TextError("a form is an object".to_owned())),
    }
}

/// Why a value has no text.
#[derive(Debug)]
pub(crate) struct TextError(String);

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TextError {}

impl ser::Error for TextError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

struct Texts<'a> {
    pairs: &'a mut Vec<(String, String)>,
    name: &'a str,
}

impl Texts<'_> {
    // Infallible, and shaped like the methods that call it.
    #[allow(clippy::unnecessary_wraps)]
    fn push(self, text: String) -> Result<(), TextError> {
        self.pairs.push((self.name.to_owned(), text));
        Ok(())
    }

    fn refuse<T>(&self) -> Result<T, TextError> {
        Err(TextError(format!("`{}` has no text: it is an object", self.name)))
    }
}

macro_rules! scalars {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<(), TextError> {
            self.push(value.to_string())
        })*
    };
}

impl<'a> Serializer for Texts<'a> {
    type Ok = ();
    type Error = TextError;
    type SerializeSeq = Elements<'a>;
    type SerializeTuple = Impossible<(), TextError>;
    type SerializeTupleStruct = Impossible<(), TextError>;
    type SerializeTupleVariant = Impossible<(), TextError>;
    type SerializeMap = Impossible<(), TextError>;
    type SerializeStruct = Impossible<(), TextError>;
    type SerializeStructVariant = Impossible<(), TextError>;

    scalars!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_char: char,
        serialize_str: &str
    );

    fn serialize_f32(self, value: f32) -> Result<(), TextError> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), TextError> {
        let text = serde_json::to_string(&value).map_err(|error| TextError(error.to_string()))?;
        self.push(text)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), TextError> {
        self.refuse()
    }

    fn serialize_none(self) -> Result<(), TextError> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), TextError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), TextError> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), TextError> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), TextError> {
        self.push(variant.to_owned())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), TextError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), TextError> {
        self.refuse()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'a>, TextError> {
        Ok(Elements(self))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, TextError> {
        self.refuse()
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, TextError> {
        self.refuse()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, TextError> {
        self.refuse()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, TextError> {
        self.refuse()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, TextError> {
        self.refuse()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, TextError> {
        self.refuse()
    }
}

/// The elements of a list, each a pair of its own.
struct Elements<'a>(Texts<'a>);

impl SerializeSeq for Elements<'_> {
    type Ok = ();
    type Error = TextError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), TextError> {
        append(self.0.pairs, self.0.name, value)
    }

    fn end(self) -> Result<(), TextError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{append, append_members};

    #[test]
    fn scalars_lists_and_absent_values() {
        let mut pairs = Vec::new();
        append(&mut pairs, "a", &Some("x y")).unwrap();
        append(&mut pairs, "b", &None::<i64>).unwrap();
        append(&mut pairs, "c", &vec![1_i64, 2]).unwrap();
        append(&mut pairs, "d", &true).unwrap();
        let texts: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(texts, ["a=x y", "c=1", "c=2", "d=true"]);
    }

    #[test]
    fn objects_are_refused_by_name() {
        let error = append(&mut Vec::new(), "Input", &serde_json::json!({ "a": 1 })).unwrap_err();
        assert_eq!(error.to_string(), "`Input` has no text: it is an object");
    }

    #[test]
    fn members_of_a_form() {
        let mut pairs = Vec::new();
        append_members(&mut pairs, &serde_json::json!({ "B": 1, "A": "", "C": null })).unwrap();
        assert_eq!(
            pairs,
            [("A".to_owned(), String::new()), ("B".to_owned(), "1".to_owned())]
        );
    }
}
