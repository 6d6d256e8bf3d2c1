//! Formats that credentials come in: INI, and JSON with the spellings of all vendors.

pub(crate) mod ini;
pub(crate) mod json;
pub(crate) mod profile_file;
