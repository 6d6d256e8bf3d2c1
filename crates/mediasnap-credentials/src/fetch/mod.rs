//! Requests to metadata and token services: one request, a bounded response, errors that quote neither.

mod request;
mod response;
mod send;
mod service;
mod signed;

pub(crate) use request::{FetchRequest, path_segment};
pub(crate) use response::FetchResponse;
pub(crate) use send::{fetch, try_fetch};
pub(crate) use service::TokenService;
pub(crate) use signed::{SignedFetch, fetch_signed};
