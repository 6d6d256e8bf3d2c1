//! Decoding of objects: the last of fields with the same name counts, and undocumented ones are kept as text.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Visitor};

use super::lenient::{Lenient, LenientSeed};
use super::recovery::recoverable;

/// Implements `Deserialize` for a struct of tolerantly decoded fields.
///
/// Each field has a kind: `optional` and `or_default` are absent when they are missing or do not fit, `required` ones are errors.
/// A name after the fields is that of the field for undocumented ones.
#[macro_export]
macro_rules! decode_object {
    ($name:ident { $($kind:ident $field:ident = $wire:literal),* $(,)? } $($extra:ident)?) => {
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                struct Fields;
                impl<'de> $crate::serde::de::Visitor<'de> for Fields {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }

                    #[allow(unused_mut)]
                    fn visit_map<A: $crate::serde::de::MapAccess<'de>>(
                        self,
                        mut members: A,
                    ) -> ::std::result::Result<Self::Value, A::Error> {
                        $(let mut $field = ::std::option::Option::None;)*
                        $(let mut $extra = $crate::wire::UndocumentedFields::default();)?
                        while let ::std::option::Option::Some(name) =
                            members.next_key_seed($crate::wire::object::FieldName)?
                        {
                            match &*name {
                                $($wire => {
                                    let seed = $crate::wire::object::$kind();
                                    $field = ::std::option::Option::Some(members.next_value_seed(seed)?);
                                })*
                                _ => $crate::decode_object!(@undocumented members name $($extra)?),
                            }
                        }
                        ::std::result::Result::Ok($name {
                            $($field: $crate::decode_object!(@$kind $field $wire),)*
                            $($extra,)?
                        })
                    }
                }
                deserializer.deserialize_map(Fields)
            }
        }
    };
    (@undocumented $members:ident $name:ident) => {{
        $members.next_value::<$crate::serde::de::IgnoredAny>()?;
    }};
    (@undocumented $members:ident $name:ident $extra:ident) => {
        $extra.insert(&$name, $members.next_value()?)
    };
    (@optional $field:ident $wire:literal) => {
        $field.unwrap_or_default()
    };
    (@or_default $field:ident $wire:literal) => {
        $field.unwrap_or_default()
    };
    (@required $field:ident $wire:literal) => {
        match $field {
            ::std::option::Option::Some(value) => value,
            ::std::option::Option::None => {
                return ::std::result::Result::Err($crate::serde::de::Error::missing_field($wire));
            }
        }
    };
}

/// Decodes a field whose type has a value for what is absent.
pub fn optional<T>() -> FieldSeed<T> {
    FieldSeed(PhantomData)
}

/// Decodes a field that documents call mandatory, with the default of its type for what is absent.
pub fn or_default<T>() -> DefaultSeed<T> {
    DefaultSeed(PhantomData)
}

/// Decodes a field that must be there.
pub fn required<T>() -> LenientSeed<T> {
    LenientSeed::new()
}

/// See [`optional`].
#[derive(Debug)]
pub struct FieldSeed<T>(PhantomData<T>);

/// See [`or_default`].
#[derive(Debug)]
pub struct DefaultSeed<T>(PhantomData<T>);

impl<'de, T: Lenient<'de> + Default> DeserializeSeed<'de> for FieldSeed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        recoverable(deserializer, LenientSeed::new()).map(Option::unwrap_or_default)
    }
}

impl<'de, T: Lenient<'de> + Default> DeserializeSeed<'de> for DefaultSeed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        let value = recoverable(deserializer, LenientSeed::<Option<T>>::new())?;
        Ok(value.flatten().unwrap_or_default())
    }
}

/// The name of a field, borrowed where it has no escapes.
#[derive(Debug)]
pub struct FieldName;

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for FieldName {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}
