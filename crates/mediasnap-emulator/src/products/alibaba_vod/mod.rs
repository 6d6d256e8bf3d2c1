//! Alibaba Cloud ApsaraVideo VOD: snapshot jobs of videos, their images, and snapshot templates.

mod images;
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
pub(super) use state::AlibabaVod;

/// The implementation of each operation.
const HANDLERS: &[(&str, Handler<AlibabaVod>)] = &[
    ("SubmitSnapshotJob", operations::submit),
    ("GetJobDetail", operations::detail),
    ("ListJobInfo", |state, call| Ok(operations::list(state, call))),
    ("ListSnapshots", images::list),
    ("DeleteImage", images::delete),
    ("AddVodTemplate", templates::add),
    ("GetVodTemplate", templates::get),
    ("ListVodTemplate", |state, call| Ok(templates::list(state, call))),
    ("UpdateVodTemplate", templates::update),
    ("DeleteVodTemplate", templates::delete),
];

impl EmulatedProduct for AlibabaVod {
    fn product(&self) -> &'static Product {
        &mediasnap_alibaba_vod::PRODUCT
    }

    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        dispatch(self, HANDLERS, call)
    }

    fn sign(&self, notification: &Notification, key: &Secret, now: i64) -> Option<SignedNotification> {
        let signature = || {
            Webhook::AlibabaUrl {
                url: &notification.url,
            }
            .sign(key, now)
        };
        let names = ["X-VOD-TIMESTAMP", "X-VOD-SIGNATURE"];
        (notification.scheme == state::SCHEME)
            .then(|| SignedNotification::with_headers(notification, names, now, signature()))
    }

    fn jobs(&self, emulator: &EmulatorState, max: usize) -> Vec<JobSummary> {
        let now = emulator.clock.now();
        let view = |job: &Arc<state::Job>| JobSummary {
            id: job.id.clone(),
            description: job.video.clone(),
            state: job.status(now).to_owned(),
            time: job.ends,
            images: job
                .pictures
                .iter()
                .filter(|_| now >= job.ends)
                .flat_map(|(_, paths)| paths.clone())
                .collect(),
        };
        self.jobs.latest(max).iter().map(view).collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![&self.jobs, &self.templates]
    }
}
