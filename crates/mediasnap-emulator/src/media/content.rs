//! Descriptions of the images and files that are served by URL.

use serde::{Deserialize, Serialize};

use super::source::Source;

/// One frame of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Frame {
    /// The product key.
    pub(crate) product: String,
    /// The id of the job that captured it.
    pub(crate) job: String,
    pub(crate) source: Source,
    /// The position in the source, in milliseconds.
    pub(crate) time_ms: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// How frames are tiled into one image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grid {
    pub(crate) columns: u32,
    pub(crate) lines: u32,
    pub(crate) padding: u32,
    pub(crate) margin: u32,
    /// Red, green and blue of the space between the tiles.
    pub(crate) color: [u8; 3],
}

impl Grid {
    /// Tiles side by side without space.
    pub(crate) fn plain(columns: u32, lines: u32) -> Self {
        Self {
            columns,
            lines,
            padding: 0,
            margin: 0,
            color: [0; 3],
        }
    }

    /// The size of the image that so many frames make; `None` if it is too large to be made.
    pub(crate) fn sheet(&self, frames: usize, cell: (u32, u32)) -> Option<(u32, u32)> {
        let columns = self.columns.max(1);
        let used = u32::try_from(frames).ok()?.div_ceil(columns);
        let lines = used.clamp(1, self.lines.max(1));
        let length = |tiles: u32, size: u32| {
            let inner = u64::from(tiles) * u64::from(size) + u64::from(tiles - 1) * u64::from(self.padding);
            u32::try_from(inner + 2 * u64::from(self.margin)).ok()
        };
        let sheet = (length(columns, cell.0)?, length(lines, cell.1)?);
        drawable(sheet).then_some(sheet)
    }

    /// How many tiles one image has.
    pub(crate) fn tiles(&self) -> usize {
        usize::try_from(u64::from(self.columns) * u64::from(self.lines))
            .unwrap_or(usize::MAX)
            .max(1)
    }
}

/// The longest side that JPEG has.
const LONGEST: u32 = 65_535;
/// More pixels than this take more memory than a picture is worth.
const MOST_PIXELS: u64 = 64_000_000;

/// Whether an image of this size can be made.
pub(crate) fn drawable((width, height): (u32, u32)) -> bool {
    let side = |side: u32| (1..=LONGEST).contains(&side);
    side(width) && side(height) && u64::from(width) * u64::from(height) <= MOST_PIXELS
}

/// What is behind a URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Content {
    Jpeg(Frame),
    Png(Frame),
    Sprite {
        frames: Vec<Frame>,
        grid: Grid,
        png: bool,
    },
    Archive(Vec<(String, Frame)>),
    Vtt(String),
}
