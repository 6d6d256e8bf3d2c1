//! Tencent Cloud TIW: snapshots of whiteboards.

mod notification;
mod operations;
mod state;

use std::sync::Arc;

<<<<<<< HEAD
use mediasnap_auth::Secret;
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
pub(super) use state::TencentTiw;
=======
use crate::products::product::{Call, JobView, Service};
use crate::protocol::service_error::Refusal;
use crate::state::World;
use crate::storage::journal::Journal;
use crate::storage::table::AnyTable;
>>>>>>> 393e691 (Requests, responses, providers and errors have the names of the field)

/// The implementation of each operation.
const HANDLERS: &[(&str, Handler<TencentTiw>)] = &[
    ("CreateSnapshotTask", operations::create),
    ("DescribeSnapshotTask", operations::describe),
];

impl EmulatedProduct for TencentTiw {
    fn product(&self) -> &'static Product {
        &mediasnap_tencent_tiw::PRODUCT
    }

<<<<<<< HEAD
    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        dispatch(self, HANDLERS, call)
=======
    fn call(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        match call.operation.id {
            "CreateSnapshotTask" => operations::create(&self.state, call),
            "DescribeSnapshotTask" => operations::describe(&self.state, call),
            other => Err(Refusal::meaning(
                ErrorKind::Unsupported,
                format!("{other} is not emulated"),
            )),
        }
>>>>>>> 393e691 (Requests, responses, providers and errors have the names of the field)
    }

    fn sign(&self, notification: &Notification, key: &Secret, now: i64) -> Option<SignedNotification> {
        (notification.scheme == notification::SCHEME).then(|| notification::sign(notification, key, now))
    }

    fn jobs(&self, emulator: &EmulatorState, max: usize) -> Vec<JobSummary> {
        let now = emulator.clock.now();
        let view = |task: &Arc<state::Task>| JobSummary {
            id: task.id.clone(),
            description: format!("application {}", task.application),
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
        self.tasks.latest(max).iter().map(view).collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![&self.tasks]
    }
}
