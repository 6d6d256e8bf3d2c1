//! Snapshots of live streams.

pub(super) mod convert;
