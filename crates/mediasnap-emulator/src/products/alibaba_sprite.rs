//! How Alibaba Cloud's products tile images: the settings are the same in both.

use serde::{Deserialize, Serialize};

use crate::media::content::Grid;
use crate::products::number::{color, unsigned};

/// The tiles of a sprite, where the settings do not say.
const TILES: (u32, u32) = (10, 10);
/// No more tiles than this in a row or column, and no more space than this between them.
const MOST_TILES: u32 = 100;
const MOST_SPACE: u32 = 1000;

/// How images are tiled. The vendor writes the numbers as numbers and as texts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Sprite {
    #[serde(deserialize_with = "unsigned")]
    pub(crate) cell_width: Option<u32>,
    #[serde(deserialize_with = "unsigned")]
    pub(crate) cell_height: Option<u32>,
    #[serde(deserialize_with = "unsigned")]
    pub(crate) columns: Option<u32>,
    #[serde(deserialize_with = "unsigned")]
    pub(crate) lines: Option<u32>,
    #[serde(deserialize_with = "unsigned")]
    pub(crate) padding: Option<u32>,
    #[serde(deserialize_with = "unsigned")]
    pub(crate) margin: Option<u32>,
    pub(crate) color: Option<String>,
    /// `keep`: the tiles are kept as images of their own too.
    pub(crate) keep_cell_pic: Option<String>,
}

impl Sprite {
    /// The size of a tile: as set, in proportion to `size` where only one side is, or `size`.
    pub(crate) fn cell(&self, size: (u32, u32)) -> (u32, u32) {
        let whole = crate::media::video_info::Clip {
            duration_ms: 0,
            width: size.0,
            height: size.1,
        };
        whole.size(self.cell_width, self.cell_height)
    }

    /// The layout.
    pub(crate) fn grid(&self) -> Grid {
        let tiles = |set: Option<u32>, usual: u32| set.unwrap_or(usual).clamp(1, MOST_TILES);
        Grid {
            columns: tiles(self.columns, TILES.0),
            lines: tiles(self.lines, TILES.1),
            padding: self.padding.unwrap_or(0).min(MOST_SPACE),
            margin: self.margin.unwrap_or(0).min(MOST_SPACE),
            color: color(self.color.as_deref()),
        }
    }
}
