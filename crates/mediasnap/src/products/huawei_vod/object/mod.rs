//! Snapshots of objects in OBS.

pub(super) mod convert;
