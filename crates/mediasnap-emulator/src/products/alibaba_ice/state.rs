//! Jobs, templates and the settings of both.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::products::alibaba_sprite::Sprite;
use crate::products::number::{integer, unsigned};
use crate::protocol::service_error::Refusal;
use crate::storage::journal::Journal;
use crate::storage::table::{AnyTable, Table};

/// The product's key, drawn into its frames.
pub(super) const PRODUCT: &str = "alibaba-ice";

/// Everything that the account has.
#[derive(Debug)]
pub(super) struct State {
    pub(super) jobs: Table<Job>,
    pub(super) templates: Table<Template>,
    pub(super) live_jobs: Table<LiveJob>,
    pub(super) live_templates: Table<LiveTemplate>,
}

impl State {
    /// What the journal has kept.
    pub(super) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            jobs: Table::open("alibaba-ice/jobs", journal),
            templates: Table::open("alibaba-ice/templates", journal),
            live_jobs: Table::open("alibaba-ice/live_jobs", journal),
            live_templates: Table::open("alibaba-ice/live_templates", journal),
        }
    }

    /// Every table.
    pub(super) fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![&self.jobs, &self.templates, &self.live_jobs, &self.live_templates]
    }
}

/// No job has this id.
pub(super) fn no_job() -> Refusal {
    Refusal::named("JobNotFound", "The specified job does not exist.")
}

/// No template has this id.
pub(super) fn no_template() -> Refusal {
    Refusal::named("TemplateNotFound", "The specified template does not exist.")
}

/// A parameter that does not fit.
pub(super) fn invalid(why: &str) -> Refusal {
    Refusal::named(
        "InvalidParameter",
        format!("The specified parameter is not valid: {why}."),
    )
}

/// A parameter that is needed here.
pub(super) fn required(name: &str) -> Refusal {
    Refusal::named("MissingParameter", format!("The parameter {name} is required."))
}

/// An end of a job: a media asset or an object.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct End {
    #[serde(rename = "Type")]
    pub(super) kind: String,
    pub(super) media: String,
}

impl End {
    /// Bucket and key of an object: `oss://bucket/key`, `http(s)://bucket.host/key`.
    pub(super) fn object(&self) -> Option<(&str, &str)> {
        let (scheme, rest) = self.media.split_once("://")?;
        let (bucket, key) = rest.split_once('/')?;
        let bucket = if scheme == "oss" {
            bucket
        } else {
            bucket.split('.').next().unwrap_or(bucket)
        };
        (!bucket.is_empty() && !key.is_empty()).then_some((bucket, key))
    }

    /// Where an object's bucket lies, as far as its address tells.
    pub(super) fn location(&self) -> Option<&str> {
        let host = self
            .media
            .strip_prefix("http://")
            .or_else(|| self.media.strip_prefix("https://"))?;
        host.split('/').next()?.split('.').nth(1)
    }
}

/// A job on media.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) input: End,
    pub(super) output: End,
    pub(super) template: String,
    /// The template's settings with what the job overrides.
    pub(super) settings: Settings,
    /// The same as JSON text.
    pub(super) config: String,
    pub(super) pipeline: Option<String>,
    pub(super) user_data: Option<String>,
    pub(super) created: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    /// The paths of the images in order, and of the index file.
    pub(super) images: Vec<String>,
    pub(super) index: Option<String>,
    /// Code and message, if it fails.
    pub(super) failure: Option<(String, String)>,
}

impl Job {
    /// The state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match () {
            () if now < self.ends => "Init",
            () if self.failure.is_some() => "Fail",
            () => "Success",
        }
    }
}

/// How images are captured. The vendor writes the numbers as numbers and as texts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Settings {
    #[serde(rename = "Type")]
    pub(super) kind: Option<String>,
    #[serde(deserialize_with = "integer")]
    pub(super) time: Option<i64>,
    #[serde(deserialize_with = "integer")]
    pub(super) interval: Option<i64>,
    #[serde(deserialize_with = "integer")]
    pub(super) count: Option<i64>,
    #[serde(deserialize_with = "unsigned")]
    pub(super) width: Option<u32>,
    #[serde(deserialize_with = "unsigned")]
    pub(super) height: Option<u32>,
    pub(super) frame_type: Option<String>,
    /// The first of several images is left out if so many percent of it are black.
    #[serde(deserialize_with = "unsigned")]
    pub(super) black_level: Option<u32>,
    /// How light a black pixel may be, up to 255.
    #[serde(deserialize_with = "unsigned")]
    pub(super) pixel_black_threshold: Option<u32>,
    pub(super) is_spt_frag: Option<bool>,
    pub(super) sprite_snapshot_config: Option<Sprite>,
}

/// A template of the media processing library.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Template {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: i64,
    pub(super) subtype: Option<i64>,
    /// The settings, as they were sent.
    pub(super) config: String,
    pub(super) is_default: bool,
    pub(super) created: DateTime<Utc>,
    pub(super) modified: DateTime<Utc>,
}

impl Template {
    /// The settings as JSON.
    pub(super) fn value(&self) -> Value {
        serde_json::from_str(&self.config).unwrap_or_default()
    }
}

/// A live snapshot template.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LiveTemplate {
    pub(super) id: String,
    pub(super) name: String,
    /// In seconds.
    pub(super) interval: i64,
    pub(super) overwrite: Option<String>,
    pub(super) sequence: Option<String>,
    pub(super) created: DateTime<Utc>,
    pub(super) modified: DateTime<Utc>,
    pub(super) system: bool,
}

/// A job on a live stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LiveJob {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) template: LiveTemplate,
    pub(super) stream: Value,
    pub(super) stream_url: String,
    pub(super) output: LiveOutput,
    pub(super) callback: Option<String>,
    pub(super) created: DateTime<Utc>,
    pub(super) modified: DateTime<Utc>,
    /// When it captures: from, and until, in seconds since 1970. The last one may be open.
    pub(super) spans: Vec<(i64, Option<i64>)>,
    /// The captures whose records were deleted, in seconds since 1970.
    pub(super) deleted: BTreeSet<i64>,
    /// Up to when captures have been put behind URLs.
    pub(super) published: i64,
    /// Up to when notifications of captures have been sent.
    #[serde(default)]
    pub(super) notified: i64,
}

/// Where live images go.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LiveOutput {
    pub(super) storage_type: String,
    pub(super) endpoint: String,
    pub(super) bucket: String,
}

impl LiveJob {
    /// The state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match self.spans.last() {
            Some((from, None)) if self.spans.len() == 1 && now.timestamp() < *from => "init",
            Some((_, None)) => "started",
            Some((_, Some(_))) => "paused",
            None => "init",
        }
    }

    /// The captures from `from` on and before `before`, oldest first, at most `most`, with their running number.
    pub(super) fn captures(&self, from: i64, before: i64, most: usize) -> Vec<(i64, i64)> {
        let step = self.template.interval.max(1);
        let mut captures = Vec::new();
        let mut earlier = 0;
        for (start, end) in &self.spans {
            let end = end.unwrap_or(before).min(before);
            let skipped = (from - start).max(0);
            let mut number = skipped / step + i64::from(skipped % step != 0);
            while start + number * step < end && captures.len() < most {
                captures.push((start + number * step, earlier + number));
                number += 1;
            }
            earlier += (end - start).max(0) / step + 1;
        }
        captures
    }

    /// The last capture before a time.
    pub(super) fn latest(&self, before: i64) -> Option<i64> {
        let step = self.template.interval.max(1);
        self.spans.iter().rev().find_map(|(start, end)| {
            let end = end.unwrap_or(before).min(before);
            (*start < end).then(|| start + (end - 1 - start) / step * step)
        })
    }
}
