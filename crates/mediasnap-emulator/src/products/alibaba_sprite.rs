//! Sprite settings, which are the same in Alibaba Cloud's products.

use serde::{Deserialize, Serialize};

use crate::media::content::Grid;
use crate::products::number::{color, unsigned};

/// Default number of columns and rows.
const TILES: (u32, u32) = (10, 10);
/// Maximum number of columns and of rows, and maximum space between tiles.
const MAX_TILES: u32 = 100;
const MAX_SPACING: u32 = 1000;

/// Settings of a sprite. The vendor writes numbers as numbers and as strings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// `keep`: tiles are also kept as single images.
    pub(crate) keep_cell_pic: Option<String>,
}

impl Sprite {
    /// Parses settings as JSON. The vendor's page also quotes names and strings with apostrophes.
    pub(crate) fn parse(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text).or_else(|error| {
            let quoted = (!text.contains('"')).then(|| text.replace('\'', "\""));
            let parsed = quoted.and_then(|text| serde_json::from_str(&text).ok());
            // Without any known setting, it is something else.
            parsed.filter(|sprite| *sprite != Self::default()).ok_or(error)
        })
    }

    /// Returns the size of a tile: as set, in proportion to `size` if only one side is set, or `size`.
    pub(crate) fn cell(&self, size: (u32, u32)) -> (u32, u32) {
        let whole = crate::media::video_info::VideoInfo {
            width: size.0,
            height: size.1,
            ..crate::media::video_info::SYNTHETIC
        };
        whole.size(self.cell_width, self.cell_height)
    }

    /// Returns the layout.
    pub(crate) fn grid(&self) -> Grid {
        let tiles = |set: Option<u32>, usual: u32| set.unwrap_or(usual).clamp(1, MAX_TILES);
        Grid {
            columns: tiles(self.columns, TILES.0),
            rows: tiles(self.lines, TILES.1),
            padding: self.padding.unwrap_or(0).min(MAX_SPACING),
            margin: self.margin.unwrap_or(0).min(MAX_SPACING),
            color: color(self.color.as_deref()),
        }
    }
}
