//! Jobs, templates and the settings of both.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::products::alibaba_sprite::Sprite;
use crate::products::number::{integer, unsigned};
use crate::protocol::service_error::ServiceError;
use crate::storage::journal::Journal;
use crate::storage::table::Table;

/// Key of the product.
pub(super) const PRODUCT: &str = "alibaba-ice";
/// Name of the signature scheme of notifications.
pub(super) const SCHEME: &str = "AlibabaIce";

/// The jobs and templates of Alibaba Cloud ICE.
#[derive(Debug)]
pub(crate) struct AlibabaIce {
    pub(super) jobs: Table<Job>,
    pub(super) templates: Table<Template>,
    pub(super) live_jobs: Table<LiveJob>,
    pub(super) live_templates: Table<LiveTemplate>,
}

impl AlibabaIce {
    /// Opens the tables with the records that the journal holds.
    pub(in crate::products) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            jobs: Table::open("alibaba-ice/jobs", journal),
            templates: Table::open("alibaba-ice/templates", journal),
            live_jobs: Table::open("alibaba-ice/live_jobs", journal),
            live_templates: Table::open("alibaba-ice/live_templates", journal),
        }
    }
}

/// Returns the error of an unknown job.
pub(super) fn job_not_found() -> ServiceError {
    ServiceError::with_code("JobNotFound", "The specified job does not exist.")
}

/// Returns the error of an unknown template.
pub(super) fn no_template() -> ServiceError {
    ServiceError::with_code("TemplateNotFound", "The specified template does not exist.")
}

/// Input or output of a job: a media asset or an object.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct End {
    #[serde(rename = "Type")]
    pub(super) kind: String,
    pub(super) media: String,
}

impl End {
    /// Returns bucket and key of an object: `oss://bucket/key`, `http(s)://bucket.host/key`.
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

    /// Returns the location of an object's bucket, if its address names it.
    pub(super) fn location(&self) -> Option<&str> {
        let host = self
            .media
            .strip_prefix("http://")
            .or_else(|| self.media.strip_prefix("https://"))?;
        host.split('/').next()?.split('.').nth(1)
    }
}

/// A job on a media asset.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) input: End,
    pub(super) output: End,
    pub(super) template: String,
    /// Settings of the template with the overrides of the job.
    pub(super) settings: Settings,
    /// Settings as a JSON string.
    pub(super) config: String,
    pub(super) pipeline: Option<String>,
    pub(super) user_data: Option<String>,
    pub(super) created: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    /// Paths of the images in order, and of the index.
    pub(super) images: Vec<String>,
    pub(super) index: Option<String>,
    /// Code and message, if the job fails.
    pub(super) failure: Option<(String, String)>,
}

impl Job {
    /// Returns the state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match () {
            () if now < self.ends => "Init",
            () if self.failure.is_some() => "Fail",
            () => "Success",
        }
    }

    /// Returns the paths of the images that are available at a time.
    pub(super) fn available_images(&self, now: DateTime<Utc>) -> &[String] {
        if self.status(now) == "Success" {
            &self.images
        } else {
            &[]
        }
    }
}

/// Settings of captures. The vendor writes numbers as numbers and as strings.
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
    /// Percentage of black pixels at which the first of several images is left out.
    #[serde(deserialize_with = "unsigned")]
    pub(super) black_level: Option<u32>,
    /// Maximum brightness of a black pixel, up to 255.
    #[serde(deserialize_with = "unsigned")]
    pub(super) pixel_black_threshold: Option<u32>,
    pub(super) is_spt_frag: Option<bool>,
    pub(super) sprite_snapshot_config: Option<Sprite>,
}

/// A custom template.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Template {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: i64,
    pub(super) subtype: Option<i64>,
    /// Settings as they were sent.
    pub(super) config: String,
    pub(super) is_default: bool,
    pub(super) created: DateTime<Utc>,
    pub(super) modified: DateTime<Utc>,
}

impl Template {
    /// Returns the settings as JSON.
    pub(super) fn value(&self) -> Value {
        serde_json::from_str(&self.config).unwrap_or_default()
    }
}

/// A live snapshot template.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LiveTemplate {
    pub(super) id: String,
    pub(super) name: String,
    /// Interval in seconds.
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
    /// Spans of capture, each with begin and end in seconds since 1970. The last one may be open.
    pub(super) spans: Vec<(i64, Option<i64>)>,
    /// Captures whose records were deleted, in seconds since 1970.
    pub(super) deleted: BTreeSet<i64>,
    /// Time up to which captures were published, in seconds since 1970.
    pub(super) published: i64,
    /// Time up to which notifications were sent, in seconds since 1970.
    #[serde(default)]
    pub(super) notified: i64,
}

/// Storage of live images.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct LiveOutput {
    pub(super) storage_type: String,
    pub(super) endpoint: String,
    pub(super) bucket: String,
}

impl LiveJob {
    /// Returns the state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match self.spans.last() {
            Some((from, None)) if self.spans.len() == 1 && now.timestamp() < *from => "init",
            Some((_, None)) => "started",
            Some((_, Some(_))) => "paused",
            None => "init",
        }
    }

    /// Returns the captures from `from` on and before `before`, oldest first, at most `max`, with their sequence
    /// numbers.
    pub(super) fn captures(&self, from: i64, before: i64, max: usize) -> Vec<(i64, i64)> {
        let step = self.template.interval.max(1);
        let mut captures = Vec::new();
        let mut earlier = 0;
        for (start, end) in &self.spans {
            let end = end.unwrap_or(before).min(before);
            let skipped = (from - start).max(0);
            let mut number = skipped / step + i64::from(skipped % step != 0);
            while start + number * step < end && captures.len() < max {
                captures.push((start + number * step, earlier + number));
                number += 1;
            }
            earlier += ((end - start).max(0) + step - 1) / step;
        }
        captures
    }

    /// Returns the last capture before a time.
    pub(super) fn latest(&self, before: i64) -> Option<i64> {
        let step = self.template.interval.max(1);
        self.spans.iter().rev().find_map(|(start, end)| {
            let end = end.unwrap_or(before).min(before);
            (*start < end).then(|| start + (end - 1 - start) / step * step)
        })
    }
}
