//! What the adapters of all products share.

// Of what the products share, a build with some of them uses a part.
#![cfg_attr(not(feature = "all"), allow(dead_code))]

pub(crate) mod errors;
pub(crate) mod paging;
pub(crate) mod raw_json;
pub(crate) mod spec;
pub(crate) mod time_format;
