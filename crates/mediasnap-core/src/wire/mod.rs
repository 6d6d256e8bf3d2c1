//! Wire types: decoding that survives what vendors really send, and text that holds JSON.

mod decode;
mod fit;
mod fit_error;
mod json_string;
mod json_text;
mod lenient;
mod misfit;
#[doc(hidden)]
pub mod object;
mod open_enum;
mod recovery;
mod undocumented;

pub use decode::{DecodeError, Decoded, decode, is_json};
pub use json_string::{JsonString, compact};
pub use json_text::{json_text, without_byte_order_mark, without_lone_surrogates};
pub use lenient::Lenient;
pub use misfit::Misfit;
pub use undocumented::UndocumentedFields;

#[cfg(test)]
mod tests;
