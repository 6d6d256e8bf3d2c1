//! Huawei Cloud MPC: snapshot tasks of videos in buckets.

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
pub(crate) struct HuaweiMpc {
    state: State,
}

impl HuaweiMpc {
    /// The product with what the journal has kept of it.
    pub(crate) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            state: State::open(journal),
        }
    }
}

/// The input, and the caller's own text.
fn about(task: &state::Task) -> String {
    let input = format!("{}/{}", task.input.bucket, task.input.object);
    let own = task.user_data.as_deref().filter(|text| !text.is_empty());
    own.map_or(input.clone(), |own| format!("{own} · {input}"))
}

impl Service for HuaweiMpc {
    fn product(&self) -> &'static Product {
        &mediasnap_huawei_mpc::PRODUCT
    }

    fn call(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        match call.operation.id {
            "CreateThumbnailsTask" => operations::create(&self.state, call),
            "ListThumbnailsTask" => operations::list(&self.state, call),
            "DeleteThumbnailsTask" => operations::delete(&self.state, call),
            other => Err(Refusal::meaning(
                VendorKind::Unsupported,
                format!("{other} is not emulated"),
            )),
        }
    }

    fn jobs(&self, world: &World, most: usize) -> Vec<JobView> {
        let now = world.clock.now();
        let view = |task: &Arc<state::Task>| JobView {
            id: task.id.to_string(),
            about: about(task),
            state: task.status(now).to_owned(),
            time: task.ends,
            images: if task.status(now) == "SUCCEEDED" {
                task.paths()
            } else {
                Vec::new()
            },
        };
        self.state.tasks.latest(most).iter().map(view).collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        self.state.tables()
    }
}
