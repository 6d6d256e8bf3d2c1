//! Alibaba Cloud MPS (MTS): snapshot jobs of videos in buckets, and covers of media assets.

mod capture;
mod operations;
mod state;

use std::sync::Arc;

use mediasnap_core::operation::Product;
use serde_json::Value;

use crate::products::product::{ApiCall, EmulatedProduct, Handler, JobSummary, dispatch};
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::table::AnyTable;
pub(super) use state::AlibabaMts;

/// The implementation of each operation.
const HANDLERS: &[(&str, Handler<AlibabaMts>)] = &[
    ("SubmitSnapshotJob", operations::submit),
    ("QuerySnapshotJobList", operations::query),
    ("UpdateMediaCover", |_, call| operations::update_cover(call)),
];

/// Returns source and name of a job.
fn description(job: &state::Job) -> String {
    let input = format!("{}/{}", job.input.bucket, job.input.key());
    let own = job.user_data.as_deref().filter(|text| !text.is_empty());
    own.map_or(input.clone(), |own| format!("{own} · {input}"))
}

impl EmulatedProduct for AlibabaMts {
    fn product(&self) -> &'static Product {
        &mediasnap_alibaba_mts::PRODUCT
    }

    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        dispatch(self, HANDLERS, call)
    }

    fn jobs(&self, emulator: &EmulatorState, max: usize) -> Vec<JobSummary> {
        let now = emulator.clock.now();
        let view = |job: &Arc<state::Job>| JobSummary {
            id: job.id.clone(),
            description: description(job),
            state: job.status(now).to_owned(),
            time: job.ends,
            images: if job.status(now) == "Success" {
                job.images.clone()
            } else {
                Vec::new()
            },
        };
        self.jobs.latest(max).iter().map(view).collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![&self.jobs]
    }
}
