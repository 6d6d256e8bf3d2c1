//! Alibaba Cloud ApsaraVideo VOD: snapshot jobs of videos, their pictures, and snapshot templates.

mod operations;
mod pictures;
mod state;
mod templates;

use std::sync::Arc;

use mediasnap_core::operation::{Product, VendorKind};
use serde_json::Value;

use crate::products::product::Call;
use crate::products::product::{JobView, Service};
use crate::protocol::service_error::Refusal;
use crate::state::World;
use crate::storage::journal::Journal;
use crate::storage::table::AnyTable;
use state::State;

/// The product with its jobs and templates.
#[derive(Debug)]
pub(crate) struct AlibabaVod {
    state: State,
}

impl AlibabaVod {
    /// The product with what the journal has kept of it.
    pub(crate) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            state: State::open(journal),
        }
    }
}

impl Service for AlibabaVod {
    fn product(&self) -> &'static Product {
        &mediasnap_alibaba_vod::PRODUCT
    }

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
                VendorKind::Unsupported,
                format!("{other} is not emulated"),
            )),
        }
    }

    fn jobs(&self, world: &World, most: usize) -> Vec<JobView> {
        let now = world.clock.now();
        let view = |job: &Arc<state::Job>| JobView {
            id: job.id.clone(),
            about: job.video.clone(),
            state: job.status(now).to_owned(),
            time: job.ends,
            images: job
                .pictures
                .iter()
                .filter(|_| now >= job.ends)
                .flat_map(|(_, paths)| paths.clone())
                .collect(),
        };
        self.state.jobs.latest(most).iter().map(view).collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        self.state.tables()
    }
}
