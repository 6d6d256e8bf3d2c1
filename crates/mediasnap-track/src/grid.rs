//! Geometry of a sheet: how many tiles, how large, and where each lies.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::TrackError;

/// The longest side of a sheet in pixels. JPEG ends at 65,535, WebP at 16,383, and some players at less.
pub(crate) const MAX_SHEET_SIDE: u32 = 16_383;

/// Columns and rows of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// Tiles beside each other.
    pub columns: u32,
    /// Tiles one below the other.
    pub rows: u32,
}

impl Grid {
    /// Returns the number of tiles of a full sheet.
    pub fn tiles(self) -> u32 {
        self.columns.saturating_mul(self.rows)
    }

    /// Returns the smallest grid of the same width that holds `tiles`, for a track of one sheet.
    pub(crate) fn shrunk_to(self, tiles: usize) -> Self {
        let tiles = u32::try_from(tiles).unwrap_or(u32::MAX).max(1);
        if tiles >= self.tiles() {
            return self;
        }
        let columns = self.columns.min(tiles);
        Self {
            columns,
            rows: tiles.div_ceil(columns),
        }
    }
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.columns, self.rows)
    }
}

impl FromStr for Grid {
    type Err = TrackError;

    fn from_str(text: &str) -> Result<Self, TrackError> {
        let (columns, rows) = pair(text, "a grid", "10x10")?;
        Ok(Self { columns, rows })
    }
}

/// Width and height of a tile in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TileSize {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl TileSize {
    /// Returns a size of `width` with the proportions of `frame`, rounded to even numbers as video encoders do.
    pub(crate) fn proportional(width: u32, frame: Self) -> Self {
        let height = u64::from(width) * u64::from(frame.height) / u64::from(frame.width.max(1));
        let height = u32::try_from(height).unwrap_or(u32::MAX).max(2);
        Self {
            width,
            height: height + height % 2,
        }
    }

    /// Returns the largest size with the proportions of `frame` that fits into this one.
    pub(crate) fn fitting(self, frame: Self) -> Self {
        let by_width = u64::from(self.width) * u64::from(frame.height);
        let by_height = u64::from(self.height) * u64::from(frame.width);
        let scaled = |side: u32, numerator: u32, denominator: u32| {
            let scaled = (u64::from(side) * u64::from(numerator) + u64::from(denominator) / 2)
                / u64::from(denominator.max(1));
            u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
        };
        if by_width <= by_height {
            Self {
                width: self.width,
                height: scaled(frame.height, self.width, frame.width).min(self.height),
            }
        } else {
            Self {
                width: scaled(frame.width, self.height, frame.height).min(self.width),
                height: self.height,
            }
        }
    }
}

impl fmt::Display for TileSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

impl FromStr for TileSize {
    type Err = TrackError;

    fn from_str(text: &str) -> Result<Self, TrackError> {
        let (width, height) = pair(text, "a tile size", "160x90")?;
        Ok(Self { width, height })
    }
}

/// Empty space in a sprite that a vendor made, in pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spacing {
    /// Between two tiles.
    #[serde(default)]
    pub padding: u32,
    /// Around all tiles.
    #[serde(default)]
    pub margin: u32,
}

impl Spacing {
    /// Returns the left or upper edge of the tile with this column or row.
    pub fn offset(self, index: u32, side: u32) -> u32 {
        self.margin
            .saturating_add(index.saturating_mul(side.saturating_add(self.padding)))
    }

    /// Returns the length of a sheet with `count` tiles of `side`.
    pub fn extent(self, count: u32, side: u32) -> u32 {
        let gaps = self.padding.saturating_mul(count.saturating_sub(1));
        count
            .saturating_mul(side)
            .saturating_add(gaps)
            .saturating_add(self.margin.saturating_mul(2))
    }
}

/// Reads `COLUMNSxROWS` or `WIDTHxHEIGHT`; both numbers are at least 1.
fn pair(text: &str, what: &str, example: &str) -> Result<(u32, u32), TrackError> {
    let parse = |side: &str| side.parse::<u32>().ok().filter(|side| *side > 0);
    text.split_once(['x', 'X'])
        .and_then(|(first, second)| Some((parse(first)?, parse(second)?)))
        .ok_or_else(|| TrackError::invalid(format!("`{text}` is not {what}; write it like `{example}`")))
}

#[cfg(test)]
mod tests {
    use super::{Grid, Spacing, TileSize};

    #[test]
    fn one_sheet_is_no_larger_than_its_tiles() {
        let grid = Grid {
            columns: 10,
            rows: 10,
        };
        assert_eq!(grid.shrunk_to(1), Grid { columns: 1, rows: 1 });
        assert_eq!(grid.shrunk_to(7), Grid { columns: 7, rows: 1 });
        assert_eq!(grid.shrunk_to(11), Grid { columns: 10, rows: 2 });
        assert_eq!(grid.shrunk_to(300), grid);
    }

    #[test]
    fn frames_keep_their_proportions() {
        let (landscape, portrait) = (
            TileSize {
                width: 1920,
                height: 1080,
            },
            TileSize {
                width: 1080,
                height: 1920,
            },
        );
        assert_eq!(TileSize::proportional(160, landscape).to_string(), "160x90");
        assert_eq!(TileSize::proportional(160, portrait).to_string(), "160x284");
        let tile = TileSize {
            width: 160,
            height: 90,
        };
        assert_eq!(tile.fitting(landscape), tile);
        assert_eq!(tile.fitting(portrait).to_string(), "51x90");
        assert_eq!(
            tile.fitting(TileSize {
                width: 1,
                height: 9000
            })
            .to_string(),
            "1x90"
        );
    }

    #[test]
    fn padding_is_between_tiles_and_margin_around_them() {
        let spacing = Spacing {
            padding: 20,
            margin: 50,
        };
        assert_eq!(spacing.offset(0, 120), 50);
        assert_eq!(spacing.offset(2, 120), 50 + 2 * 140);
        assert_eq!(spacing.extent(3, 120), 50 + 3 * 120 + 2 * 20 + 50);
    }

    #[test]
    fn sizes_are_read_and_wrong_ones_say_how_to_write_them() {
        assert_eq!("10x5".parse::<Grid>().unwrap(), Grid { columns: 10, rows: 5 });
        for wrong in ["", "10", "0x5", "10x", "axb", "-1x2"] {
            let error = wrong.parse::<TileSize>().unwrap_err().to_string();
            assert!(error.contains("`160x90`"), "{error}");
        }
    }
}
