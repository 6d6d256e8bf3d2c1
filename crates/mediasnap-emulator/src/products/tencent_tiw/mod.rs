//! Tencent Cloud TIW: snapshots of whiteboards.

mod operations;
mod state;

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

/// The product with its tasks.
#[derive(Debug)]
pub(crate) struct TencentTiw {
    state: State,
}

impl TencentTiw {
    /// The product with what the journal has kept of it.
    pub(crate) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            state: State::open(journal),
        }
    }
}

impl Service for TencentTiw {
    fn product(&self) -> &'static Product {
        &mediasnap_tencent_tiw::PRODUCT
    }

    fn call(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        match call.operation.id {
            "CreateSnapshotTask" => operations::create(&self.state, call),
            "DescribeSnapshotTask" => operations::describe(&self.state, call),
            other => Err(Refusal::meaning(
                VendorKind::Unsupported,
                format!("{other} is not emulated"),
            )),
        }
    }

    fn jobs(&self, world: &World, most: usize) -> Vec<JobView> {
        let now = world.clock.now();
        let view = |task: &Arc<state::Task>| JobView {
            id: task.id.clone(),
            about: format!("application {}", task.application),
            state: if now < task.ends { "Running" } else { "Finished" }.to_owned(),
            time: task.ends,
            images: task
                .result
                .as_ref()
                .ok()
                .filter(|_| now >= task.ends)
                .cloned()
                .unwrap_or_default(),
        };
        self.state.tasks.latest(most).iter().map(view).collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        self.state.tables()
    }
}
