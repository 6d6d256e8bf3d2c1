//! Finds code, message and request id in the body of an error response, which may be cut off or in any charset.
//!
//! Everything else is skipped while it is read: no body takes more memory than its text.

use std::fmt;

use mediasnap_core::wire::json_text;
use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::envelope::Envelope;

/// Where a vendor puts what its errors say.
pub(super) struct ErrorFields {
    /// The spellings of code and message.
    pub(super) spellings: &'static [(&'static str, &'static str)],
    /// How many objects are around them at the most.
    pub(super) level: usize,
    /// Whether a code is one only beside a message.
    pub(super) needs_message: bool,
    /// The spellings of the request id.
    pub(super) request_ids: &'static [&'static str],
    /// How many objects are around it at the most.
    pub(super) request_id_level: usize,
}

/// Returns what `body` says, as far as it can be read.
pub(super) fn scan(body: &[u8], fields: &ErrorFields) -> Envelope {
    let text = json_text(body);
    let mut found = Found::default();
    let scan = Scan {
        fields,
        level: 0,
        found: &mut found,
    };
    // Of a body that breaks off, the beginning counts.
    let _ = scan.deserialize(&mut serde_json::Deserializer::from_str(&text));
    let (code, message) = found
        .error
        .map(|(_, code, message)| (code, message))
        .unwrap_or_default();
    Envelope {
        code,
        message,
        request_id: found.request_id.map(|(_, id)| id),
    }
}

/// Fields found on the outermost level so far.
#[derive(Default)]
struct Found {
    error: Option<(usize, Option<String>, Option<String>)>,
    request_id: Option<(usize, String)>,
}

/// A value at a level; scalars are returned as text.
struct Scan<'a> {
    fields: &'a ErrorFields,
    level: usize,
    found: &'a mut Found,
}

/// Fields of one object in one spelling.
#[derive(Default)]
struct Spelled {
    code: Option<String>,
    message: Option<String>,
    /// Whether there is a message, whatever it is.
    has_message: bool,
}

impl Scan<'_> {
    fn members<'de, A: MapAccess<'de>>(
        &mut self,
        members: &mut A,
        spelled: &mut [Spelled],
    ) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(Scan {
                fields: self.fields,
                level: self.level + 1,
                found: self.found,
            })?;
            for ((code, message), spelled) in self.fields.spellings.iter().zip(&mut *spelled) {
                if name == *code {
                    spelled.code.clone_from(&value);
                } else if name == *message {
                    spelled.message.clone_from(&value);
                    spelled.has_message = true;
                }
            }
            let rank = self.fields.request_ids.iter().position(|id| name == *id);
            if let (Some(rank), Some(value), true) = (rank, value, self.level <= self.fields.request_id_level)
                && self
                    .found
                    .request_id
                    .as_ref()
                    .is_none_or(|(best, _)| rank <= *best)
            {
                self.found.request_id = Some((rank, value));
            }
        }
        Ok(())
    }

    /// Keeps the first spelling that says something, unless an outer object did.
    fn keep(&mut self, spelled: Vec<Spelled>, whole: bool) {
        if self
            .found
            .error
            .as_ref()
            .is_some_and(|(level, ..)| *level <= self.level)
        {
            return;
        }
        let says = |spelled: &Spelled| match (&spelled.code, &spelled.message) {
            (Some(_), _) => spelled.has_message || !whole || !self.fields.needs_message,
            (None, Some(_)) => !self.fields.needs_message,
            _ => false,
        };
        if let Some(said) = spelled.into_iter().find(says) {
            self.found.error = Some((self.level, said.code, said.message));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Scan<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Self::Value, A::Error> {
        if self.level > self.fields.level {
            while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(None);
        }
        let mut spelled: Vec<Spelled> = Vec::new();
        spelled.resize_with(self.fields.spellings.len(), Spelled::default);
        let read = self.members(&mut members, &mut spelled);
        self.keep(spelled, read.is_ok());
        read.map(|()| None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::{ErrorFields, scan};

    const FIELDS: ErrorFields = ErrorFields {
        spellings: &[("error_code", "error_msg"), ("code", "message")],
        level: 8,
        needs_message: true,
        request_ids: &["request_id"],
        request_id_level: 0,
    };

    fn found(body: &[u8]) -> [Option<String>; 3] {
        let envelope = scan(body, &FIELDS);
        [envelope.code, envelope.message, envelope.request_id]
    }

    fn some(texts: [&str; 3]) -> [Option<String>; 3] {
        texts.map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    #[test]
    fn code_and_request_id_survive() {
        let deep = format!(r#"{{"x":{}"#, "[".repeat(100_000));
        for (body, expected) in [
            (
                &br#"{"error":{"code":"B","message":"inner"},"error_code":"A","error_msg":"outer"}"#[..],
                ["A", "outer", ""],
            ),
            (
                br#"{"error":{"code":7,"message":""},"request_id":"r"}"#,
                ["7", "", "r"],
            ),
            (br#"{"code":"A"}"#, ["", "", ""]),
            (
                b"{\"error_code\":\"A\",\"error_msg\":\"\xba\\\",\"request_id\":\"r\"}",
                ["A", "\u{fffd}", "r"],
            ),
            (
                b"\xef\xbb\xbf{\"request_id\":\"r\",\"error_code\":\"A\",\"error_msg\":\"cut",
                ["A", "", "r"],
            ),
            (
                br#"{"error_code":"A","error_code":"B","error_msg":"\ud83d"}"#,
                ["B", "\u{fffd}", ""],
            ),
            (deep.as_bytes(), ["", "", ""]),
        ] {
            assert_eq!(found(body), some(expected), "{}", String::from_utf8_lossy(body));
        }
    }
}
