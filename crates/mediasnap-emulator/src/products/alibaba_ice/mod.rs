//! Alibaba Cloud IMS (ICE): snapshot jobs of media assets and live streams, and templates for both.

mod capture;
mod live;
mod live_files;
mod live_templates;
mod operations;
mod state;
mod templates;

use std::sync::Arc;

use mediasnap_auth::Secret;
use mediasnap_auth::webhook::Notification as Webhook;
use mediasnap_core::operation::Product;
use serde_json::Value;

use crate::notifications::{Notification, SignedNotification};
use crate::products::product::{ApiCall, EmulatedProduct, Handler, JobSummary, dispatch};
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::table::AnyTable;
pub(super) use state::AlibabaIce;

/// The implementation of each operation.
const HANDLERS: &[(&str, Handler<AlibabaIce>)] = &[
    ("SubmitSnapshotJob", operations::submit),
    ("GetSnapshotJob", operations::get),
    ("ListSnapshotJobs", operations::list),
    ("GetSnapshotUrls", operations::urls),
    ("CreateCustomTemplate", templates::create),
    ("GetCustomTemplate", templates::get),
    ("ListCustomTemplates", templates::list),
    ("UpdateCustomTemplate", templates::update),
    ("DeleteCustomTemplate", templates::delete),
    ("SetDefaultCustomTemplate", templates::set_default),
    ("GetSystemTemplate", |_, call| templates::get_system(call)),
    ("ListSystemTemplates", |_, call| Ok(templates::list_system(call))),
    ("SubmitLiveSnapshotJob", live::submit),
    ("GetLiveSnapshotJob", live::get),
    ("ListLiveSnapshotJobs", live::list),
    ("SendLiveSnapshotJobCommand", live::command),
    ("ListLiveSnapshotFiles", live_files::list),
    ("DeleteLiveSnapshotFiles", live_files::delete),
    ("CreateLiveSnapshotTemplate", live_templates::create),
    ("GetLiveSnapshotTemplate", live_templates::get),
    ("ListLiveSnapshotTemplates", |state, call| {
        Ok(live_templates::list(state, call))
    }),
    ("UpdateLiveSnapshotTemplate", live_templates::update),
    ("DeleteLiveSnapshotTemplate", live_templates::delete),
];

impl EmulatedProduct for AlibabaIce {
    fn product(&self) -> &'static Product {
        &mediasnap_alibaba_ice::PRODUCT
    }

    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        dispatch(self, HANDLERS, call)
    }

    fn publish(&self, emulator: &EmulatorState) {
        live_files::publish_all(self, emulator);
    }

    fn notify(&self, emulator: &EmulatorState) {
        live_files::notify(self, emulator);
    }

    fn sign(&self, notification: &Notification, key: &Secret, now: i64) -> Option<SignedNotification> {
        let signature = || {
            Webhook::AlibabaUrl {
                url: &notification.url,
            }
            .sign(key, now)
        };
        let names = ["X-ICE-TIMESTAMP", "X-ICE-SIGNATURE"];
        (notification.scheme == state::SCHEME)
            .then(|| SignedNotification::with_headers(notification, names, now, signature()))
    }

    fn jobs(&self, emulator: &EmulatorState, max: usize) -> Vec<JobSummary> {
        let now = emulator.clock.now();
        let description = |name: &str, source: &str| match name {
            "" => source.to_owned(),
            name => format!("{name} · {source}"),
        };
        let view = |job: &Arc<state::Job>| JobSummary {
            id: job.id.clone(),
            description: description(&job.name, &job.input.media),
            state: job.status(now).to_owned(),
            time: job.ends,
            images: job.available_images(now).to_vec(),
        };
        let live = |job: &Arc<state::LiveJob>| JobSummary {
            id: job.id.clone(),
            description: description(&job.name, &job.stream_url),
            state: job.status(now).to_owned(),
            time: job.created,
            images: live_files::newest(job, now, 8),
        };
        let lives = self.live_jobs.latest(max);
        lives
            .iter()
            .map(live)
            .chain(self.jobs.latest(max).iter().map(view))
            .collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![&self.jobs, &self.templates, &self.live_jobs, &self.live_templates]
    }
}
