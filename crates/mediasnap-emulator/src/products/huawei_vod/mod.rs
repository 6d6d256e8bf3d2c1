//! Huawei Cloud VOD: snapshots of assets, covers, and processing of objects in buckets.

mod assets;
mod operations;
mod state;
mod workflows;

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

/// The product with its tasks and covers.
#[derive(Debug)]
pub(crate) struct HuaweiVod {
    state: State,
}

impl HuaweiVod {
    /// The product with what the journal has kept of it.
    pub(crate) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            state: State::open(journal),
        }
    }
}

impl Service for HuaweiVod {
    fn product(&self) -> &'static Product {
        &mediasnap_huawei_vod::PRODUCT
    }

    fn call(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        let state = &self.state;
        match call.operation.id {
            "CreateAssetProcessTask" => operations::create(state, call),
            "ListThumbnailDetails" => operations::details(state, call),
            "ListThumbnailInfo" => operations::list(state, call),
            "DeleteThumbnails" => operations::delete(state, call),
            "ShowAssetDetail" => assets::show(state, call),
            "UpdateCoverByThumbnail" => assets::update_cover(state, call),
            "CreateObjectProcessTask" => workflows::create(state, call),
            "ShowTaskDetail" => workflows::show(state, call),
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
            about: task.asset.clone(),
            state: task.status(now).to_owned(),
            time: task.ends,
            images: task.images(now).iter().map(|(_, path)| path.clone()).collect(),
        };
        self.state.tasks.latest(most).iter().map(view).collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        self.state.tables()
    }
}
