//! Tasks, events and the configuration of notifications, by application.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::products::product::ApiCall;
use crate::products::tencent_capture::{Failure, Images};
use crate::products::tencent_templates::Templates;
use crate::storage::journal::Journal;
use crate::storage::table::Table;

/// Key of the product.
pub(super) const PRODUCT: &str = "tencent-vod";
/// The application of callers who name none.
const DEFAULT_APPLICATION: i64 = 1_500_000_000;
/// How long tasks are found.
pub(super) const RETENTION: TimeDelta = TimeDelta::days(3);

/// The tasks, templates and events of Tencent Cloud VOD in all applications.
#[derive(Debug)]
pub(crate) struct TencentVod {
    pub(super) tasks: Table<Task>,
    pub(super) templates: Templates,
    pub(super) events: Table<Event>,
    pub(super) configurations: Table<Configuration>,
}

impl TencentVod {
    /// Opens the tables with the records that the journal holds.
    pub(in crate::products) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            tasks: Table::open("tencent-vod/tasks", journal),
            templates: Templates::open("tencent-vod/templates", journal),
            events: Table::open("tencent-vod/events", journal),
            configurations: Table::open("tencent-vod/configurations", journal),
        }
    }

    /// Returns how notifications of an application are sent.
    pub(super) fn configuration(&self, application: i64) -> Configuration {
        let known = self.configurations.get(&application.to_string());
        known.map_or_else(Configuration::default, |known| (*known).clone())
    }

    /// Returns a task of an application that has not been forgotten.
    pub(super) fn task(&self, id: &str, call: &ApiCall<'_>) -> Option<Arc<Task>> {
        let task = self.tasks.get(id);
        task.filter(|task| task.application == application(call) && task.created + RETENTION > call.now)
    }
}

/// Returns the application of a call.
pub(super) fn application(call: &ApiCall<'_>) -> i64 {
    call.integer_arg("SubAppId").unwrap_or(DEFAULT_APPLICATION)
}

/// One task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) application: i64,
    pub(super) file_id: String,
    pub(super) file_url: String,
    pub(super) created: DateTime<Utc>,
    pub(super) begins: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    pub(super) aborted: bool,
    pub(super) priority: i64,
    pub(super) notify_mode: String,
    pub(super) session_id: String,
    pub(super) session_context: String,
    /// Size and duration of the source.
    pub(super) meta_data: Value,
    pub(super) parts: Vec<Part>,
}

impl Task {
    /// Returns the state at a time, in the vendor's words.
    pub(super) fn status(&self, now: DateTime<Utc>) -> &'static str {
        match () {
            () if self.aborted => "ABORTED",
            () if now < self.begins => "WAITING",
            () if now < self.ends => "PROCESSING",
            () => "FINISH",
        }
    }
}

/// One part of a task: a template applied to the source.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Part {
    /// Type in the vendor's words, such as `SampleSnapshot`.
    pub(super) kind: String,
    /// Name of the property that holds the part, such as `SampleSnapshotTask`.
    pub(super) property: String,
    pub(super) definition: i64,
    /// Settings as they were sent.
    pub(super) input: Value,
    pub(super) result: Result<Images, Failure>,
}

impl Part {
    /// Returns the paths of the images.
    pub(super) fn paths(&self) -> Vec<String> {
        self.result.as_ref().map(Images::paths).unwrap_or_default()
    }
}

/// An event that waits to be fetched.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Event {
    pub(super) handle: String,
    pub(super) application: i64,
    pub(super) task: String,
    pub(super) due: DateTime<Utc>,
    pub(super) delivered: Option<DateTime<Utc>>,
}

/// How notifications of an application are sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Configuration {
    pub(super) mode: String,
    pub(super) notification_url: String,
    pub(super) upload_media_complete_event_switch: String,
    pub(super) delete_media_complete_event_switch: String,
    pub(super) persistence_complete_event_switch: String,
    pub(super) sign_key: SignKey,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            mode: "PUSH".to_owned(),
            notification_url: String::new(),
            upload_media_complete_event_switch: "OFF".to_owned(),
            delete_media_complete_event_switch: "OFF".to_owned(),
            persistence_complete_event_switch: "OFF".to_owned(),
            sign_key: SignKey::default(),
        }
    }
}

/// The key that signs notifications.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct SignKey(pub(super) String);

impl fmt::Debug for SignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignKey(..)")
    }
}
