//! Wire types: decoding that survives what vendors really send, and text that holds JSON.

mod json_text;
mod lenient;
mod open_enum;
#[cfg(feature = "client")]
mod texts;

pub use json_text::JsonText;
#[cfg(feature = "client")]
pub(crate) use json_text::compact;
pub use lenient::{Lenient, lenient, lenient_or_default};
#[cfg(feature = "client")]
pub(crate) use texts::{append, append_members};
