//! Descriptions of the images and files that are served by URL.

use serde::{Deserialize, Serialize};

use super::source::Source;

/// One frame of a source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Frame {
    /// Key of the product.
    pub(crate) product: String,
    /// Id of the job that captured it.
    pub(crate) job: String,
    pub(crate) source: Source,
    /// Position in the source, in milliseconds.
    pub(crate) time_ms: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Properties that all frames of a job have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FrameSeries<'a> {
    /// Key of the product.
    pub(crate) product: &'a str,
    /// Id of the job.
    pub(crate) job: &'a str,
    pub(crate) source: &'a Source,
    /// Width and height.
    pub(crate) size: (u32, u32),
}

impl FrameSeries<'_> {
    /// Returns the frame at a position, in milliseconds.
    pub(crate) fn at(&self, time_ms: u64) -> Frame {
        Frame {
            product: self.product.to_owned(),
            job: self.job.to_owned(),
            source: self.source.clone(),
            time_ms,
            width: self.size.0,
            height: self.size.1,
        }
    }
}

/// Layout of frames that are tiled into one image.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Grid {
    pub(crate) columns: u32,
    #[serde(rename = "lines")]
    pub(crate) rows: u32,
    pub(crate) padding: u32,
    pub(crate) margin: u32,
    /// Red, green and blue of the space between the tiles.
    pub(crate) color: [u8; 3],
}

impl Grid {
    /// Returns a layout without space between the tiles.
    pub(crate) fn plain(columns: u32, rows: u32) -> Self {
        Self {
            columns,
            rows,
            padding: 0,
            margin: 0,
            color: [0; 3],
        }
    }

    /// Returns the size of the image for a number of frames, or `None` if it is too large.
    pub(crate) fn image_size(&self, frames: usize, cell: (u32, u32)) -> Option<(u32, u32)> {
        let columns = self.columns.max(1);
        let used = u32::try_from(frames).ok()?.div_ceil(columns);
        let rows = used.clamp(1, self.rows.max(1));
        let length = |tiles: u32, size: u32| {
            let inner = u64::from(tiles) * u64::from(size) + u64::from(tiles - 1) * u64::from(self.padding);
            u32::try_from(inner + 2 * u64::from(self.margin)).ok()
        };
        let size = (length(columns, cell.0)?, length(rows, cell.1)?);
        is_renderable(size).then_some(size)
    }

    /// Returns the number of tiles of one image.
    pub(crate) fn tiles(&self) -> usize {
        usize::try_from(u64::from(self.columns) * u64::from(self.rows))
            .unwrap_or(usize::MAX)
            .max(1)
    }
}

/// Maximum side of a JPEG image.
const MAX_SIDE: u32 = 65_535;
/// Maximum number of pixels of an image, which limits the memory for rendering it.
const MAX_PIXELS: u64 = 64_000_000;

/// Returns whether an image of this size can be rendered.
pub(crate) fn is_renderable((width, height): (u32, u32)) -> bool {
    let side = |side: u32| (1..=MAX_SIDE).contains(&side);
    side(width) && side(height) && u64::from(width) * u64::from(height) <= MAX_PIXELS
}

/// Description of an object, from which its bytes are rendered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// An image, in another format.
    WebP(Box<Content>),
}

impl Content {
    /// Returns the frames that it shows.
    pub(crate) fn frames(&self) -> Box<dyn Iterator<Item = &Frame> + '_> {
        match self {
            Self::Jpeg(frame) | Self::Png(frame) => Box::new(std::iter::once(frame)),
            Self::Sprite { frames, .. } => Box::new(frames.iter()),
            Self::Archive(members) => Box::new(members.iter().map(|(_, frame)| frame)),
            Self::Vtt(_) => Box::new(std::iter::empty()),
            Self::WebP(of) => of.frames(),
        }
    }

    /// Returns the number of pixels of its frames.
    pub(crate) fn pixels(&self) -> u64 {
        self.frames()
            .map(|frame| u64::from(frame.width) * u64::from(frame.height))
            .sum()
    }
}
