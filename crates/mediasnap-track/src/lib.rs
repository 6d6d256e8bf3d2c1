//! <!-- The page below is the README. -->
#![doc = include_str!("../README.md")]

mod compose;
mod contact;
mod encode;
mod error;
mod formats;
mod grid;
mod manifest;
mod options;
mod page;
mod sprites;
mod text;
mod timeline;
mod track;
mod write;

pub use contact::{ContactSheetOptions, write_contact_sheet};
pub use encode::SheetFormat;
pub use error::TrackError;
pub use formats::dash::adaptation_set;
pub use formats::hls::{image_playlist, image_stream_inf};
pub use formats::webvtt::webvtt;
pub use grid::{Grid, Spacing, TileSize};
pub use manifest::{ImageRole, Manifest, ManifestImage, SpriteLayout};
pub use options::TrackOptions;
pub use page::preview_page;
pub use track::{Cue, Sheet, Track, UniformTiles};
pub use write::write_track;
