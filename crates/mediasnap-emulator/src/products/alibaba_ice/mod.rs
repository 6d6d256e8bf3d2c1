//! Alibaba Cloud IMS (ICE): snapshot jobs of media and of live streams, and templates for both.

mod capture;
mod live;
mod live_files;
mod live_templates;
mod operations;
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
pub(crate) struct AlibabaIce {
    state: State,
}

impl AlibabaIce {
    /// The product with what the journal has kept of it.
    pub(crate) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            state: State::open(journal),
        }
    }
}

impl Service for AlibabaIce {
    fn product(&self) -> &'static Product {
        &mediasnap_alibaba_ice::PRODUCT
    }

    fn call(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        let state = &self.state;
        match call.operation.id {
            "SubmitSnapshotJob" => operations::submit(state, call),
            "GetSnapshotJob" => operations::get(state, call),
            "ListSnapshotJobs" => operations::list(state, call),
            "GetSnapshotUrls" => operations::urls(state, call),
            "CreateCustomTemplate" => templates::create(state, call),
            "GetCustomTemplate" => templates::get(state, call),
            "ListCustomTemplates" => templates::list(state, call),
            "UpdateCustomTemplate" => templates::update(state, call),
            "DeleteCustomTemplate" => templates::delete(state, call),
            "SetDefaultCustomTemplate" => templates::set_default(state, call),
            "GetSystemTemplate" => templates::get_system(call),
            "ListSystemTemplates" => Ok(templates::list_system(call)),
            "SubmitLiveSnapshotJob" => live::submit(state, call),
            "GetLiveSnapshotJob" => live::get(state, call),
            "ListLiveSnapshotJobs" => live::list(state, call),
            "SendLiveSnapshotJobCommand" => live::command(state, call),
            "ListLiveSnapshotFiles" => live_files::list(state, call),
            "DeleteLiveSnapshotFiles" => live_files::delete(state, call),
            "CreateLiveSnapshotTemplate" => live_templates::create(state, call),
            "GetLiveSnapshotTemplate" => live_templates::get(state, call),
            "ListLiveSnapshotTemplates" => Ok(live_templates::list(state, call)),
            "UpdateLiveSnapshotTemplate" => live_templates::update(state, call),
            "DeleteLiveSnapshotTemplate" => live_templates::delete(state, call),
            other => Err(Refusal::meaning(
                VendorKind::Unsupported,
                format!("{other} is not emulated"),
            )),
        }
    }

    fn refresh(&self, world: &World) {
        live_files::publish_all(&self.state, world);
    }

    fn notify(&self, world: &World) {
        live_files::notify(&self.state, world);
    }

    fn jobs(&self, world: &World, most: usize) -> Vec<JobView> {
        let now = world.clock.now();
        let about = |name: &str, source: &str| match name {
            "" => source.to_owned(),
            name => format!("{name} · {source}"),
        };
        let view = |job: &Arc<state::Job>| JobView {
            id: job.id.clone(),
            about: about(&job.name, &job.input.media),
            state: job.status(now).to_owned(),
            time: job.ends,
            images: if job.status(now) == "Success" {
                job.images.clone()
            } else {
                Vec::new()
            },
        };
        let live = |job: &Arc<state::LiveJob>| JobView {
            id: job.id.clone(),
            about: about(&job.name, &job.stream_url),
            state: job.status(now).to_owned(),
            time: job.created,
            images: live_files::newest(job, now, 8),
        };
        let lives = self.state.live_jobs.latest(most);
        lives
            .iter()
            .map(live)
            .chain(self.state.jobs.latest(most).iter().map(view))
            .collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        self.state.tables()
    }
}
