//! Huawei Cloud MPC: snapshot tasks of videos in buckets.

mod operations;
mod request;
mod state;

use std::sync::Arc;

use mediasnap_core::operation::Product;
use serde_json::Value;

use crate::products::product::{ApiCall, EmulatedProduct, Handler, JobSummary, dispatch};
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::table::AnyTable;
pub(super) use state::HuaweiMpc;

/// The implementation of each operation.
const HANDLERS: &[(&str, Handler<HuaweiMpc>)] = &[
    ("CreateThumbnailsTask", operations::create),
    ("ListThumbnailsTask", operations::list),
    ("DeleteThumbnailsTask", operations::delete),
];

/// Returns source and name of a task.
fn description(task: &state::Task) -> String {
    let input = format!("{}/{}", task.input.bucket, task.input.object);
    let own = task.user_data.as_deref().filter(|text| !text.is_empty());
    own.map_or(input.clone(), |own| format!("{own} · {input}"))
}

impl EmulatedProduct for HuaweiMpc {
    fn product(&self) -> &'static Product {
        &mediasnap_huawei_mpc::PRODUCT
    }

    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        dispatch(self, HANDLERS, call)
    }

    fn jobs(&self, emulator: &EmulatorState, max: usize) -> Vec<JobSummary> {
        let now = emulator.clock.now();
        let view = |task: &Arc<state::Task>| JobSummary {
            id: task.id.to_string(),
            description: description(task),
            state: task.status(now).to_owned(),
            time: task.ends,
            images: if task.status(now) == "SUCCEEDED" {
                task.paths()
            } else {
                Vec::new()
            },
        };
        self.tasks.latest(max).iter().map(view).collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![&self.tasks]
    }
}
