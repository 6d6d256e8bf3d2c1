//! Snapshot tasks of assets, covers, and workflows on objects.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use mediasnap_core::ErrorKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::protocol::service_error::ServiceError;
use crate::storage::journal::Journal;
use crate::storage::table::Table;

/// Key of the product.
pub(super) const PRODUCT: &str = "huawei-vod";
/// Code for an unknown resource.
const NOT_FOUND: &str = "VOD.10062";

/// The tasks, covers and workflows of Huawei Cloud VOD in all projects.
#[derive(Debug)]
pub(crate) struct HuaweiVod {
    pub(super) tasks: Table<Task>,
    /// Path of the cover of each asset.
    pub(super) covers: Table<String>,
    pub(super) workflows: Table<Workflow>,
}

impl HuaweiVod {
    /// Opens the tables with the records that the journal holds.
    pub(in crate::products) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            tasks: Table::open("huawei-vod/tasks", journal),
            covers: Table::open("huawei-vod/covers", journal),
            workflows: Table::open("huawei-vod/workflows", journal),
        }
    }
}

/// Returns the error of an unknown resource.
pub(super) fn missing(what: &str) -> ServiceError {
    ServiceError::with_code(NOT_FOUND, format!("The resource does not exist: {what}."))
}

/// Returns the error of an invalid parameter.
pub(super) fn invalid(why: &str) -> ServiceError {
    ServiceError::with_kind(ErrorKind::InvalidArgument, format!("Invalid request. {why}."))
}

/// One snapshot task of an asset.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) project: String,
    pub(super) asset: String,
    /// `time`, `dots` or `quantity`.
    pub(super) kind: String,
    /// Settings as they were sent.
    pub(super) settings: Value,
    pub(super) ends: DateTime<Utc>,
    /// Position in seconds and path of each image.
    pub(super) images: Vec<(u64, String)>,
}

impl Task {
    /// Returns the state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match () {
            () if now < self.ends => "THUMBNAILING",
            () if self.images.is_empty() => "THUMBNAIL_FAILED",
            () => "THUMBNAIL_SUCCEED",
        }
    }

    /// Returns the images that are available at a time.
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
