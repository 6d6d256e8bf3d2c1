//! Tasks and their states.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::storage::journal::Journal;
use crate::storage::objects::Objects;
use crate::storage::table::Table;

/// The tasks of Huawei Cloud MPC in all projects.
#[derive(Debug)]
pub(crate) struct HuaweiMpc {
    pub(super) tasks: Table<Task>,
    next: AtomicI64,
}

/// Id of the first task: below the vendor's usual range, so that it is not mistaken for a real one.
const FIRST_TASK: i64 = 7000;

impl HuaweiMpc {
    /// Opens the tables with the records that the journal holds.
    pub(in crate::products) fn open(journal: &Arc<Journal>) -> Self {
        let tasks: Table<Task> = Table::open("huawei-mpc/tasks", journal);
        let next = tasks.newest(|_| true).map_or(FIRST_TASK, |task| task.id + 1);
        Self {
            tasks,
            next: AtomicI64::new(next),
        }
    }

    /// Returns the id of a new task.
    pub(super) fn next_id(&self) -> i64 {
        loop {
            let id = self.next.fetch_add(1, Ordering::Relaxed);
            // The id may be taken by a task of a state that was loaded.
            if self.tasks.get(&id.to_string()).is_none() {
                return id;
            }
        }
    }
}

/// A place in a bucket.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) bucket: String,
    pub(super) location: String,
    pub(super) object: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) file_name: Option<String>,
}

/// One task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) id: i64,
    pub(super) project: String,
    pub(super) input: Place,
    pub(super) output: Place,
    pub(super) user_data: Option<String>,
    pub(super) created: DateTime<Utc>,
    /// Time when it begins to run.
    pub(super) begins: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    pub(super) canceled: Option<DateTime<Utc>>,
    /// Names of the images.
    pub(super) images: Vec<String>,
    /// Name of the file, if there is only one.
    pub(super) file: Option<String>,
    /// Reason of the failure, if it fails.
    pub(super) failure: Option<String>,
}

impl Task {
    /// Returns the state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match () {
            () if self.canceled.is_some() => "CANCELED",
            () if now < self.begins => "WAITING",
            () if now < self.ends => "PROCESSING",
            () if self.failure.is_some() => "FAILED",
            () => "SUCCEEDED",
        }
    }

    /// Returns the paths of the images.
    pub(super) fn paths(&self) -> Vec<String> {
        let directory = self.output.object.trim_end_matches('/');
        let path = |name: &String| Objects::path(&self.output.bucket, &format!("{directory}/{name}"));
        self.images.iter().map(path).collect()
    }

    /// Returns when it ended, if it has.
    pub(super) fn ended(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.canceled.or_else(|| (now >= self.ends).then_some(self.ends))
    }
}
