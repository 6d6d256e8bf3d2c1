//! Alibaba Cloud ApsaraVideo VOD: snapshot jobs of videos, their images, and snapshot templates.

mod images;
mod operations;
mod state;
mod templates;

use std::sync::Arc;

<<<<<<< HEAD
use mediasnap_auth::Secret;
use mediasnap_auth::webhook::Notification as Webhook;
=======
use mediasnap_core::ErrorKind;
>>>>>>> 393e691 (Requests, responses, providers and errors have the names of the field)
use mediasnap_core::operation::Product;
use serde_json::Value;
use state::State;

<<<<<<< HEAD
use crate::notifications::{Notification, SignedNotification};
use crate::products::product::{ApiCall, EmulatedProduct, Handler, JobSummary, dispatch};
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::table::AnyTable;
pub(super) use state::AlibabaVod;
=======
use crate::products::product::{Call, JobView, Service};
use crate::protocol::service_error::Refusal;
use crate::state::World;
use crate::storage::journal::Journal;
use crate::storage::table::AnyTable;
>>>>>>> 393e691 (Requests, responses, providers and errors have the names of the field)

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

<<<<<<< HEAD
    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        dispatch(self, HANDLERS, call)
=======
    fn call(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        let state = &self.state;
        match call.operation.id {
            "SubmitSnapshotJob" => operations::submit(state, call),
            "GetJobDetail" => operations::detail(state, call),
            "ListJobInfo" => Ok(operations::list(state, call)),
            "ListSnapshots" => pictures::list(state, call),
            "DeleteImage" => pictures::delete(state, call),
            "AddVodTemplate" => templates::add(state, call),
            "GetVodTemplate" => templates::get(state, call),
            "ListVodTemplate" => Ok(templates::list(state, call)),
            "UpdateVodTemplate" => templates::update(state, call),
            "DeleteVodTemplate" => templates::delete(state, call),
            other => Err(Refusal::meaning(
                ErrorKind::Unsupported,
                format!("{other} is not emulated"),
            )),
        }
>>>>>>> 393e691 (Requests, responses, providers and errors have the names of the field)
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
