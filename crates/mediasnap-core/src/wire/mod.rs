//! Wire types: decoding that survives what vendors really send, and text that holds JSON.

mod json_string;
mod lenient;
mod open_enum;

pub use json_string::{JsonString, compact};
pub use lenient::{Lenient, lenient, lenient_or_default};
