//! The contracts of the workspace, one test binary: each module holds one kind of promise.

mod captures_verify;
mod signing_hygiene;
mod signing_props;
mod vectors;
