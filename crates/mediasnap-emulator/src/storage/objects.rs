//! What the emulator serves by URL: descriptions of pictures, drawn when somebody asks for them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::media::content::Content;
use crate::storage::export::Results;
use crate::storage::journal::Journal;
use crate::storage::table::{AnyTable, Table};

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
