//! Jobs, templates and the settings of both.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::products::alibaba_sprite::Sprite;
use crate::products::number::{integer, unsigned};
use crate::protocol::service_error::ServiceError;
use crate::storage::journal::Journal;
use crate::storage::table::Table;

/// Key of the product.
pub(super) const PRODUCT: &str = "alibaba-vod";
/// Name of the signature scheme of notifications.
pub(super) const SCHEME: &str = "AlibabaVod";
/// Id of the account.
pub(super) const USER: i64 = 1_391_091_234_584_930;

/// The jobs and templates of Alibaba Cloud VOD.
#[derive(Debug)]
pub(crate) struct AlibabaVod {
    pub(super) jobs: Table<Job>,
    pub(super) templates: Table<Template>,
}

impl AlibabaVod {
    /// Opens the tables with the records that the journal holds.
    pub(in crate::products) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            jobs: Table::open("alibaba-vod/jobs", journal),
            templates: Table::open("alibaba-vod/templates", journal),
        }
    }
}

/// Returns the error of an unknown resource.
pub(super) fn missing(what: &str) -> ServiceError {
    ServiceError::with_code("NoSuchResource", format!("The specified {what} does not exist."))
}

/// A snapshot job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) video: String,
    pub(super) created: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    pub(super) settings: Settings,
    /// Paths of the images in order, by kind.
    pub(super) pictures: Vec<(String, Vec<String>)>,
    /// Whether the job captured nothing.
    pub(super) failed: bool,
}

impl Job {
    /// Returns the state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match () {
            () if now < self.ends => "Processing",
            () if self.failed => "Fail",
            () => "Success",
        }
    }

    /// Returns the images of a kind.
    pub(super) fn pictures(&self, kind: &str) -> Option<&[String]> {
        self.pictures
            .iter()
            .find(|(known, _)| *known == kind)
            .map(|(_, paths)| &**paths)
    }
}

/// A template.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Template {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    /// Settings as they were sent.
    pub(super) config: String,
    pub(super) application: String,
    pub(super) created: DateTime<Utc>,
    pub(super) modified: DateTime<Utc>,
}

/// Settings of a snapshot template.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Config {
    pub(super) snapshot_type: String,
    #[serde(default)]
    pub(super) snapshot_config: Settings,
}

/// Settings of captures. The vendor writes numbers as numbers and as strings.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Settings {
    #[serde(deserialize_with = "integer")]
    pub(super) count: Option<i64>,
    #[serde(deserialize_with = "integer")]
    pub(super) interval: Option<i64>,
    #[serde(deserialize_with = "integer")]
    pub(super) specified_offset_time: Option<i64>,
    pub(super) offsets: Vec<u64>,
    #[serde(deserialize_with = "unsigned")]
    pub(super) width: Option<u32>,
    #[serde(deserialize_with = "unsigned")]
    pub(super) height: Option<u32>,
    pub(super) frame_type: Option<String>,
    pub(super) sprite_snapshot_config: Option<Sprite>,
    pub(super) web_vtt: bool,
}

impl Settings {
    /// Returns the settings of single images with the vendor's abbreviations.
    pub(super) fn normal(&self) -> Value {
        let side = |side: Option<u32>| side.map(|side| side.to_string()).unwrap_or_default();
        json!({
            "num": self.count.unwrap_or(1),
            "inl": self.interval.unwrap_or(1),
            "tm": self.specified_offset_time.unwrap_or(0),
            "ft": self.frame_type.as_deref().unwrap_or("normal"),
            "wd": side(self.width),
            "hg": side(self.height),
        })
    }
}

/// Returns the settings of sprites with the vendor's abbreviations; all numbers are strings.
pub(super) fn abbreviated(sprite: &Sprite) -> Value {
    let text = |number: Option<u32>| number.unwrap_or(0).to_string();
    json!({
        "cols": text(sprite.columns),
        "lines": text(sprite.lines),
        "pad": text(sprite.padding),
        "mgin": text(sprite.margin),
        "hg": text(sprite.cell_height),
        "wd": text(sprite.cell_width),
        "ikcp": (sprite.keep_cell_pic.as_deref() == Some("keep")).to_string(),
    })
}
