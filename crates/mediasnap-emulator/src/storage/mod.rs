//! Storage of records and of objects that are served by URL.

pub(crate) mod export;
pub(crate) mod journal;
pub(crate) mod objects;
pub(crate) mod percent;
pub(crate) mod signed_url;
pub(crate) mod table;
#[cfg(test)]
mod tests;
