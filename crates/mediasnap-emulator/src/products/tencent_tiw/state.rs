//! Tasks and their results.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use serde::{Deserialize, Serialize};

use crate::storage::journal::Journal;
use crate::storage::table::{AnyTable, Table};

/// The tasks of every application.
#[derive(Debug)]
pub(super) struct State {
    pub(super) tasks: Table<Task>,
}

impl State {
    /// What the journal has kept.
    pub(super) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            tasks: Table::open("tencent-tiw/tasks", journal),
        }
    }

    /// Every table.
    pub(super) fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![&self.tasks]
    }
}

/// One task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) application: i64,
    pub(super) created: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    /// The paths of the images, or code and message of the failure.
    pub(super) result: Result<Vec<String>, (String, String)>,
}
