//! Jobs, templates and the settings of both.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::products::alibaba_sprite::Sprite;
use crate::products::number::{integer, unsigned};
use crate::protocol::service_error::Refusal;
use crate::storage::journal::Journal;
use crate::storage::table::{AnyTable, Table};

/// The product's key, drawn into its frames.
pub(super) const PRODUCT: &str = "alibaba-vod";
/// The account that everything belongs to.
pub(super) const USER: i64 = 1_391_091_234_584_930;

/// The jobs and templates.
#[derive(Debug)]
pub(super) struct State {
    pub(super) jobs: Table<Job>,
    pub(super) templates: Table<Template>,
}

impl State {
    /// What the journal has kept.
    pub(super) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            jobs: Table::open("alibaba-vod/jobs", journal),
            templates: Table::open("alibaba-vod/templates", journal),
        }
    }

    /// Every table.
    pub(super) fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![&self.jobs, &self.templates]
    }
}

/// A thing that the request names does not exist.
pub(super) fn missing(what: &str) -> Refusal {
    Refusal::named("NoSuchResource", format!("The specified {what} does not exist."))
}

/// A parameter that does not fit.
pub(super) fn invalid(why: &str) -> Refusal {
    Refusal::named(
        "InvalidParameter",
        format!("The specified parameter is not valid: {why}."),
    )
}

/// One job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) video: String,
    pub(super) created: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    pub(super) settings: Settings,
    /// The pictures by kind: the paths they are served at, in order.
    pub(super) pictures: Vec<(String, Vec<String>)>,
    /// Whether it made nothing.
    pub(super) failed: bool,
}

impl Job {
    /// The state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match () {
            () if now < self.ends => "Processing",
            () if self.failed => "Fail",
            () => "Success",
        }
    }

    /// The pictures of a kind.
    pub(super) fn pictures(&self, kind: &str) -> Option<&[String]> {
        self.pictures
            .iter()
            .find(|(known, _)| *known == kind)
            .map(|(_, paths)| &**paths)
    }
}

/// One template.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Template {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    /// The settings, as they were sent.
    pub(super) config: String,
    pub(super) application: String,
    pub(super) created: DateTime<Utc>,
    pub(super) modified: DateTime<Utc>,
}

/// What a template holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Config {
    pub(super) snapshot_type: String,
    #[serde(default)]
    pub(super) snapshot_config: Settings,
}

/// How pictures are taken. The vendor writes the numbers as numbers and as texts.
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
    /// The settings of single pictures in the vendor's abbreviations.
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

/// The settings of sprites in the vendor's abbreviations; every number is text.
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
