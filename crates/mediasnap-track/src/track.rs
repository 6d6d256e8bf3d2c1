//! A finished track: sheets, and which tile shows which time.

use serde::{Deserialize, Serialize};

use crate::grid::{Grid, TileSize};

/// A thumbnail track. This is also the content of `track.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Track {
    /// Human-readable name of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Duration of the track in milliseconds.
    pub duration_ms: u64,
    /// The sheets, in the order of their times.
    pub sheets: Vec<Sheet>,
    /// The cues, in the order of their times, without gaps from 0 to the duration.
    pub cues: Vec<Cue>,
    /// How the tiles follow each other where all of them have the same duration. HLS and DASH can only express such tracks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uniform: Option<UniformTiles>,
}

impl Track {
    /// Returns the cue that a player shows at a time.
    pub fn cue_at(&self, time_ms: u64) -> Option<&Cue> {
        let after = self.cues.partition_point(|cue| cue.start_ms <= time_ms);
        self.cues
            .get(after.checked_sub(1)?)
            .filter(|cue| time_ms < cue.end_ms)
    }
}

/// One image file with tiles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sheet {
    /// Address of the file: relative to the track, or absolute.
    pub file: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Media type of the file.
    pub media_type: String,
}

/// A span of time and the tile that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cue {
    /// First millisecond of the span.
    pub start_ms: u64,
    /// End of the span; it belongs to the next cue.
    pub end_ms: u64,
    /// Index of the sheet.
    pub sheet: usize,
    /// Left edge of the tile in pixels.
    pub x: u32,
    /// Upper edge of the tile in pixels.
    pub y: u32,
    /// Width of the tile in pixels.
    pub width: u32,
    /// Height of the tile in pixels.
    pub height: u32,
}

/// Tiles of one size and one duration, in sheets of one grid without space between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UniformTiles {
    /// Columns and rows of each sheet.
    pub grid: Grid,
    /// Size of a tile in pixels.
    pub tile: TileSize,
    /// Duration of a tile in milliseconds.
    pub interval_ms: u64,
}
