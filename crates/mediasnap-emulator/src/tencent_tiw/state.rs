//! Tasks and their results.

use chrono::{DateTime, Utc};

use crate::table::Table;

/// The tasks of every application.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) tasks: Table<Task>,
}

/// One task.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) application: i64,
    pub(super) created: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    /// The URLs of the images, or code and message of the failure.
    pub(super) result: Result<Vec<String>, (String, String)>,
}
