//! Snapshot tasks of assets, covers, and workflows on objects.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use mediasnap_core::operation::VendorKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::protocol::service_error::Refusal;
use crate::storage::journal::Journal;
use crate::storage::table::{AnyTable, Table};

/// The product's key, drawn into its frames.
pub(super) const PRODUCT: &str = "huawei-vod";
/// Nothing has this id.
const MISSING: &str = "VOD.10062";

/// The tasks, covers and workflows of every project.
#[derive(Debug)]
pub(super) struct State {
    pub(super) tasks: Table<Task>,
    /// The path of an asset's cover.
    pub(super) covers: Table<String>,
    pub(super) workflows: Table<Workflow>,
}

impl State {
    /// What the journal has kept.
    pub(super) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            tasks: Table::open("huawei-vod/tasks", journal),
            covers: Table::open("huawei-vod/covers", journal),
            workflows: Table::open("huawei-vod/workflows", journal),
        }
    }

    /// Every table.
    pub(super) fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![&self.tasks, &self.covers, &self.workflows]
    }
}

/// A thing that the request names does not exist.
pub(super) fn missing(what: &str) -> Refusal {
    Refusal::named(MISSING, format!("The resource does not exist: {what}."))
}

/// A parameter that does not fit.
pub(super) fn invalid(why: &str) -> Refusal {
    Refusal::meaning(VendorKind::InvalidArgument, format!("Invalid request. {why}."))
}

/// One snapshot task of an asset.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) project: String,
    pub(super) asset: String,
    /// `time`, `dots` or `quantity`.
    pub(super) kind: String,
    /// The settings as they were sent.
    pub(super) settings: Value,
    pub(super) ends: DateTime<Utc>,
    /// Position in seconds and path of each image.
    pub(super) images: Vec<(u64, String)>,
}

impl Task {
    /// The state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match () {
            () if now < self.ends => "THUMBNAILING",
            () if self.images.is_empty() => "THUMBNAIL_FAILED",
            () => "THUMBNAIL_SUCCEED",
        }
    }

    /// The images there are at a time.
    pub(super) fn images(&self, now: DateTime<Utc>) -> &[(u64, String)] {
        if now < self.ends { &[] } else { &self.images }
    }
}

/// A place in a bucket.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) bucket: String,
    pub(super) object: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<String>,
}

/// One workflow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Workflow {
    pub(super) project: String,
    pub(super) input: Place,
    pub(super) callback_url: Option<String>,
    pub(super) session_context: Option<String>,
    pub(super) created: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    pub(super) results: Vec<Value>,
}
