//! What the emulator serves by URL: descriptions of pictures, drawn when somebody asks for them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};

use crate::journal::Journal;
use crate::media::Source;
use crate::results::Results;
use crate::table::{AnyTable, Table};

/// The key of a product.
pub(crate) type Key = &'static str;

/// One frame of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Frame {
    /// The product key.
    #[serde(deserialize_with = "product")]
    pub(crate) product: Key,
    /// The id of the job that captured it.
    pub(crate) job: String,
    pub(crate) source: Source,
    /// The position in the source, in milliseconds.
    pub(crate) time_ms: u64,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The key of a known product.
fn product<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
    let key = String::deserialize(deserializer)?;
    let known = crate::PRODUCTS.iter().find(|product| product.key == key);
    known
        .map(|product| product.key)
        .ok_or_else(|| serde::de::Error::custom(format!("no product is called {key}")))
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

/// Something served by URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) content: Content,
    /// From when on it is there.
    pub(crate) ready: DateTime<Utc>,
}

/// Everything served by URL, by path.
#[derive(Debug)]
pub(crate) struct Objects {
    table: Table<Object>,
    results: Results,
}

impl Objects {
    /// What the journal has kept.
    pub(crate) fn open(journal: &Arc<Journal>, results: Results) -> Self {
        let table: Table<Object> = Table::open("objects", journal);
        table.each(|path, object| results.add_missing(path, object.ready));
        Self { table, results }
    }

    /// Where what is served is written to, too.
    pub(crate) fn results(&self) -> &Results {
        &self.results
    }

    /// The table of objects.
    pub(crate) fn table(&self) -> &dyn AnyTable {
        &self.table
    }

    /// The path of an object in a bucket.
    pub(crate) fn path(bucket: &str, key: &str) -> String {
        format!("/objects/{bucket}/{}", key.trim_start_matches('/'))
    }

    /// Puts an object behind a path, from `ready` on.
    pub(crate) fn publish(&self, path: &str, content: Content, ready: DateTime<Utc>) {
        let object = Object { content, ready };
        if self.table.get(path).is_none_or(|known| *known != object) {
            self.table.put(path, object);
            self.results.add(path, ready);
        }
    }

    /// What is behind the path now.
    pub(crate) fn get(&self, path: &str, now: DateTime<Utc>) -> Option<Content> {
        self.table
            .get(path)
            .filter(|object| object.ready <= now)
            .map(|object| object.content.clone())
    }

    /// Takes an object away.
    pub(crate) fn remove(&self, path: &str) {
        self.table.remove(path);
    }
}
