//! Settings of a track.

use std::time::Duration;

use crate::encode::SheetFormat;
use crate::error::TrackError;
use crate::grid::{Grid, TileSize};
use crate::timeline::check_time;

/// Settings of a track.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TrackOptions {
    /// Columns and rows of a sheet. Default: 10x10. A track of one sheet has no empty rows.
    pub grid: Grid,
    /// Size of a tile in pixels. Default: 160 wide, in the proportions of the first frame.
    pub tile: Option<TileSize>,
    /// File format of the sheets. Default: JPEG.
    pub format: SheetFormat,
    /// Quality of the sheets, from 1 to 100. Default: 75.
    pub quality: u8,
    /// Distance between two tiles; each shows the frame that is on screen then. Default: one tile for each frame.
    pub every: Option<Duration>,
    /// Duration of the track. Default: that of the manifest, else as long as its frames suggest.
    pub duration: Option<Duration>,
    /// Address that the sheets will have, with a slash at its end. Default: they lie beside the track.
    pub base_url: Option<String>,
}

impl Default for TrackOptions {
    fn default() -> Self {
        Self {
            grid: Grid {
                columns: 10,
                rows: 10,
            },
            tile: None,
            format: SheetFormat::default(),
            quality: 75,
            every: None,
            duration: None,
            base_url: None,
        }
    }
}

impl TrackOptions {
    /// Checks the settings before anything is read.
    pub(crate) fn validate(&self) -> Result<(), TrackError> {
        if !(1..=100).contains(&self.quality) {
            return Err(TrackError::invalid(
                "the quality of sheets is a number from 1 to 100",
            ));
        }
        if self.grid.columns == 0 || self.grid.rows == 0 {
            return Err(TrackError::invalid("a grid has at least one column and one row"));
        }
        if self.tile.is_some_and(|tile| tile.width == 0 || tile.height == 0) {
            return Err(TrackError::invalid("a tile is at least one pixel wide and high"));
        }
        for (what, duration) in [("the interval", self.every), ("the duration", self.duration)] {
            let milliseconds =
                duration.map(|duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
            if milliseconds == Some(0) {
                return Err(TrackError::invalid(format!(
                    "{what} of a track is at least a millisecond"
                )));
            }
            check_time(what, milliseconds)?;
        }
        let is_clean = |base: &String| !base.contains(|c: char| c.is_control() || c == ' ');
        if !self.base_url.iter().all(is_clean) {
            return Err(TrackError::invalid(
                "the base URL contains a space or a control character",
            ));
        }
        Ok(())
    }
}
