//! Converts typed values to the name and value pairs of a query or a form.

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
) -> Result<(), EncodeError> {
    value.serialize(Texts { pairs, name })
}

/// Appends every member of `value`, an object of scalars and lists.
///
/// # Errors
/// For anything else.
pub(crate) fn append_members<T: Serialize + ?Sized>(
    pairs: &mut Vec<(String, String)>,
    value: &T,
) -> Result<(), EncodeError> {
    let object = serde_json::to_value(value).map_err(|error| EncodeError(error.to_string()))?;
    match object {
        serde_json::Value::Object(members) => members
            .iter()
            .try_for_each(|(name, member)| append(pairs, name, member)),
        _ => Err(EncodeError("a form is an object".to_owned())),
    }
}

/// Why a value has no text.
#[derive(Debug)]
pub(crate) struct EncodeError(String);

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EncodeError {}

impl ser::Error for EncodeError {
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
    fn push(self, text: String) -> Result<(), EncodeError> {
        self.pairs.push((self.name.to_owned(), text));
        Ok(())
    }

    fn refuse<T>(&self) -> Result<T, EncodeError> {
        Err(EncodeError(format!(
            "`{}` has no text: it is an object",
            self.name
        )))
    }
}

macro_rules! scalars {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<(), EncodeError> {
            self.push(value.to_string())
        })*
    };
}

impl<'a> Serializer for Texts<'a> {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = Elements<'a>;
    type SerializeTuple = Impossible<(), EncodeError>;
    type SerializeTupleStruct = Impossible<(), EncodeError>;
    type SerializeTupleVariant = Impossible<(), EncodeError>;
    type SerializeMap = Impossible<(), EncodeError>;
    type SerializeStruct = Impossible<(), EncodeError>;
    type SerializeStructVariant = Impossible<(), EncodeError>;

    scalars!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_char: char,
        serialize_str: &str
    );

    fn serialize_f32(self, value: f32) -> Result<(), EncodeError> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), EncodeError> {
        let text = serde_json::to_string(&value).map_err(|error| EncodeError(error.to_string()))?;
        self.push(text)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), EncodeError> {
        self.refuse()
    }

    fn serialize_none(self) -> Result<(), EncodeError> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), EncodeError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), EncodeError> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EncodeError> {
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), EncodeError> {
        self.push(variant.to_owned())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), EncodeError> {
        self.refuse()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements<'a>, EncodeError> {
        Ok(Elements(self))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, EncodeError> {
        self.refuse()
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, EncodeError> {
        self.refuse()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, EncodeError> {
        self.refuse()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, EncodeError> {
        self.refuse()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, EncodeError> {
        self.refuse()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, EncodeError> {
        self.refuse()
    }
}

/// The elements of a list, each a pair of its own.
struct Elements<'a>(Texts<'a>);

impl SerializeSeq for Elements<'_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        append(self.0.pairs, self.0.name, value)
    }

    fn end(self) -> Result<(), EncodeError> {
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
