//! Tasks and their results.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use serde::{Deserialize, Serialize};

use crate::storage::journal::Journal;
use crate::storage::table::Table;

/// The snapshot tasks of Tencent Cloud TIW in all applications.
#[derive(Debug)]
pub(crate) struct TencentTiw {
    pub(super) tasks: Table<Task>,
}

impl TencentTiw {
    /// Opens the tables with the records that the journal holds.
    pub(in crate::products) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            tasks: Table::open("tencent-tiw/tasks", journal),
        }
    }
}

/// One task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) application: i64,
    pub(super) created: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    /// Paths of the images, or code and message of the failure.
    pub(super) result: Result<Vec<String>, (String, String)>,
}
