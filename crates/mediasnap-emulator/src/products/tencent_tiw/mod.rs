//! Tencent Cloud TIW: snapshots of whiteboards.

mod notification;
mod operations;
mod state;

use std::sync::Arc;

use mediasnap_auth::Secret;
use mediasnap_core::operation::Product;
use serde_json::Value;

use crate::notifications::{Notification, SignedNotification};
use crate::products::product::{ApiCall, EmulatedProduct, Handler, JobSummary, dispatch};
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::table::AnyTable;
pub(super) use state::TencentTiw;

/// The implementation of each operation.
const HANDLERS: &[(&str, Handler<TencentTiw>)] = &[
    ("CreateSnapshotTask", operations::create),
    ("DescribeSnapshotTask", operations::describe),
];

impl EmulatedProduct for TencentTiw {
    fn product(&self) -> &'static Product {
        &mediasnap_tencent_tiw::PRODUCT
    }

    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        dispatch(self, HANDLERS, call)
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
