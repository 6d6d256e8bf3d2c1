//! Objects that are served by URL, as descriptions that are rendered on request.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::media::content::{Content, Frame};
use crate::storage::export::Exporter;
use crate::storage::journal::Journal;
use crate::storage::table::{AnyTable, Table};

/// An object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) content: Content,
    /// Time from which on it is available.
    pub(crate) ready: DateTime<Utc>,
}

/// All objects by path.
#[derive(Debug)]
pub(crate) struct Objects {
    table: Table<Object>,
    exporter: Exporter,
}

impl Objects {
    /// Opens the table with the objects that the journal holds.
    pub(crate) fn open(journal: &Arc<Journal>, exporter: Exporter) -> Self {
        let table: Table<Object> = Table::open("objects", journal);
        table.each(|path, object| exporter.schedule_missing(path, object.ready));
        Self { table, exporter }
    }

    /// Returns the exporter that writes objects to a directory.
    pub(crate) fn exporter(&self) -> &Exporter {
        &self.exporter
    }

    /// Returns the table of objects.
    pub(crate) fn table(&self) -> &dyn AnyTable {
        &self.table
    }

    /// Returns the path of an object in a bucket.
    pub(crate) fn path(bucket: &str, key: &str) -> String {
        format!("/objects/{bucket}/{}", key.trim_start_matches('/'))
    }

    /// Publishes an object at a path, from `ready` on.
    pub(crate) fn publish(&self, path: &str, content: Content, ready: DateTime<Utc>) {
        let object = Object { content, ready };
        if self.table.get(path).is_none_or(|known| *known != object) {
            self.table.put(path, object);
            self.exporter.schedule(path, ready);
        }
    }

    /// Returns the object at a path, if it is available.
    pub(crate) fn get(&self, path: &str, now: DateTime<Utc>) -> Option<Content> {
        self.table
            .get(path)
            .filter(|object| object.ready <= now)
            .map(|object| object.content.clone())
    }

    /// Returns the positions of all single images that a job has captured in the same size, in no particular order.
    pub(crate) fn series(&self, of: &Frame) -> Vec<u64> {
        let mut times = Vec::new();
        self.table.each(|_, object| {
            if let Content::Jpeg(frame) | Content::Png(frame) = &object.content {
                let size = (frame.width, frame.height) == (of.width, of.height);
                if size && frame.job == of.job && frame.product == of.product && frame.source == of.source {
                    times.push(frame.time_ms);
                }
            }
        });
        times
    }

    /// Deletes an object.
    pub(crate) fn remove(&self, path: &str) {
        self.table.remove(path);
    }
}
