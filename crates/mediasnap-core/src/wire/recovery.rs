//! Values that may be left out: how a decoder requests them, strict or tolerant.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, SeqAccess, Visitor};

/// The name under which a decoder requests a field that may be left out: the tolerant deserializer recovers there.
pub(super) const RECOVERABLE: &str = "$mediasnap::recoverable";

/// Decodes a value with `seed`; `None` where it does not fit and the deserializer can leave it out.
pub(super) fn recoverable<'de, D: Deserializer<'de>, S: DeserializeSeed<'de>>(
    deserializer: D,
    seed: S,
) -> Result<Option<S::Value>, D::Error> {
    deserializer.deserialize_newtype_struct(RECOVERABLE, RecoveryVisitor(seed))
}

/// Decodes in place, or as the one element of a sequence that is empty when the value is left out.
struct RecoveryVisitor<S>(S);

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for RecoveryVisitor<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(deserializer).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut attempt: A) -> Result<Self::Value, A::Error> {
        attempt.next_element_seed(self.0)
    }
}
