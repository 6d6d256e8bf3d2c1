//! Huawei Cloud VOD: snapshots of assets, covers, and processing of objects in buckets.

mod assets;
mod notification;
mod operations;
mod state;
mod workflows;

use std::sync::Arc;

use mediasnap_auth::Secret;
use mediasnap_core::operation::Product;
use serde_json::Value;

use crate::notifications::{Notification, SignedNotification};
use crate::products::product::{ApiCall, EmulatedProduct, Handler, JobSummary, dispatch};
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::table::AnyTable;
pub(super) use state::HuaweiVod;

/// The implementation of each operation.
const HANDLERS: &[(&str, Handler<HuaweiVod>)] = &[
    ("CreateAssetProcessTask", operations::create),
    ("ListThumbnailDetails", operations::details),
    ("ListThumbnailInfo", operations::list),
    ("DeleteThumbnails", operations::delete),
    ("ShowAssetDetail", assets::show),
    ("UpdateCoverByThumbnail", assets::update_cover),
    ("CreateObjectProcessTask", workflows::create),
    ("ShowTaskDetail", workflows::show),
];

impl EmulatedProduct for HuaweiVod {
    fn product(&self) -> &'static Product {
        &mediasnap_huawei_vod::PRODUCT
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
            description: task.asset.clone(),
            state: task.status(now).to_owned(),
            time: task.ends,
            images: task.images(now).iter().map(|(_, path)| path.clone()).collect(),
        };
        self.tasks.latest(max).iter().map(view).collect()
    }

    fn tables(&self) -> Vec<&dyn AnyTable> {
        vec![&self.tasks, &self.covers, &self.workflows]
    }
}
