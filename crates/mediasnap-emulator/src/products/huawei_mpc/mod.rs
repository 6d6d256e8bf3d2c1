//! Huawei Cloud MPC: snapshot tasks of videos in buckets.

mod operations;
mod request;
mod state;

use std::sync::Arc;

<<<<<<< HEAD
=======
use mediasnap_core::ErrorKind;
>>>>>>> 393e691 (Requests, responses, providers and errors have the names of the field)
use mediasnap_core::operation::Product;
use serde_json::Value;
use state::State;

<<<<<<< HEAD
use crate::products::product::{ApiCall, EmulatedProduct, Handler, JobSummary, dispatch};
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::table::AnyTable;
pub(super) use state::HuaweiMpc;
=======
use crate::products::product::{Call, JobView, Service};
use crate::protocol::service_error::Refusal;
use crate::state::World;
use crate::storage::journal::Journal;
use crate::storage::table::AnyTable;
>>>>>>> 393e691 (Requests, responses, providers and errors have the names of the field)

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

<<<<<<< HEAD
    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        dispatch(self, HANDLERS, call)
=======
    fn call(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        match call.operation.id {
            "CreateThumbnailsTask" => operations::create(&self.state, call),
            "ListThumbnailsTask" => operations::list(&self.state, call),
            "DeleteThumbnailsTask" => operations::delete(&self.state, call),
            other => Err(Refusal::meaning(
                ErrorKind::Unsupported,
                format!("{other} is not emulated"),
            )),
        }
>>>>>>> 393e691 (Requests, responses, providers and errors have the names of the field)
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
