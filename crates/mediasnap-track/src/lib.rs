//! <!-- The page below is the README. -->
#![doc = include_str!("../README.md")]

mod compose;
mod contact;
mod dash;
mod encode;
mod error;
mod grid;
mod hls;
mod manifest;
mod page;
mod sprites;
mod text;
mod timeline;
mod track;
mod validate;
mod webvtt;
mod write;

pub use contact::{ContactSheetOptions, write_contact_sheet};
pub use dash::adaptation_set;
pub use encode::SheetFormat;
pub use error::TrackError;
pub use grid::{Grid, Spacing, TileSize};
pub use hls::{image_playlist, image_stream_inf};
pub use manifest::{ImageRole, Manifest, ManifestImage, SpriteLayout};
pub use page::preview_page;
pub use track::{Cue, Sheet, Track, UniformTiles};
pub use webvtt::webvtt;
pub use write::{TrackOptions, write_track};
