//! A track in the formats of players.

pub(crate) mod dash;
pub(crate) mod hls;
pub(crate) mod webvtt;
