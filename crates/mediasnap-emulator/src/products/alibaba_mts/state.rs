//! Jobs and their settings.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::media::source::Source;
use crate::products::alibaba_sprite::Sprite;
use crate::products::number::{integer, unsigned};
use crate::storage::journal::Journal;
use crate::storage::percent::unescape;
use crate::storage::table::Table;

/// Key of the product.
pub(super) const PRODUCT: &str = "alibaba-mts";
/// Id of the pipeline of jobs that name none.
pub(super) const DEFAULT_PIPELINE: &str = "88c6ca184c0e47098a5b665e2a126797";

/// The jobs of Alibaba Cloud MPS.
#[derive(Debug)]
pub(crate) struct AlibabaMts {
    pub(super) jobs: Table<Job>,
}

impl AlibabaMts {
    /// Opens the tables with the records that the journal holds.
    pub(in crate::products) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            jobs: Table::open("alibaba-mts/jobs", journal),
        }
    }
}

/// An object in a bucket, or several if its name has a placeholder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OssFile {
    pub(super) bucket: String,
    location: String,
    /// Name as it was sent: percent-encoded.
    object: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role_arn: Option<String>,
}

impl OssFile {
    /// Returns the decoded name.
    pub(super) fn key(&self) -> String {
        unescape(&self.object)
    }

    pub(super) fn source(&self) -> Source {
        Source::Object {
            bucket: self.bucket.clone(),
            key: self.key(),
        }
    }
}

/// Settings of captures. The vendor writes numbers as strings and takes numbers too.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Settings {
    #[serde(default, deserialize_with = "integer")]
    pub(super) time: Option<i64>,
    #[serde(default, deserialize_with = "integer")]
    pub(super) interval: Option<i64>,
    #[serde(default, deserialize_with = "integer")]
    pub(super) num: Option<i64>,
    pub(super) time_array: Option<TimeArray>,
    #[serde(default, deserialize_with = "unsigned")]
    pub(super) width: Option<u32>,
    #[serde(default, deserialize_with = "unsigned")]
    pub(super) height: Option<u32>,
    pub(super) frame_type: Option<String>,
    pub(super) output_file: OssFile,
    pub(super) tile_output_file: Option<OssFile>,
    pub(super) tile_out: Option<TileOut>,
}

/// Times to capture.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TimeArray {
    #[serde(default)]
    pub(super) time_point_list: Vec<u64>,
}

/// Layout of sprites.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct TileOut {
    #[serde(flatten)]
    pub(super) sprite: Sprite,
    pub(super) is_keep_cell_pic: Option<String>,
    #[serde(deserialize_with = "unsigned")]
    pub(super) cell_sel_step: Option<u32>,
}

/// A job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) pipeline: String,
    /// Whether the caller named the pipeline, which then sends a notification.
    pub(super) notifies: bool,
    pub(super) input: OssFile,
    /// Settings as they are returned.
    pub(super) config: Value,
    pub(super) user_data: Option<String>,
    pub(super) created: DateTime<Utc>,
    /// Time when it begins to run.
    pub(super) begins: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    /// Paths of the images and sprites.
    pub(super) images: Vec<String>,
    /// Number of captured images, and of sprites.
    pub(super) count: usize,
    pub(super) tile_count: usize,
    /// Code and message, if the job fails.
    pub(super) failure: Option<(String, String)>,
}

impl Job {
    /// Returns the state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match () {
            () if now < self.begins => "Submitted",
            () if now < self.ends => "Snapshoting",
            () if self.failure.is_some() => "Fail",
            () => "Success",
        }
    }
}
