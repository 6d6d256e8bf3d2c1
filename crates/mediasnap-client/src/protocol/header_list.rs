//! The type of the headers that a protocol sets.

/// Headers that the protocol of a vendor sets.
pub(super) type HeaderList = [Option<(&'static str, &'static str)>; 2];
