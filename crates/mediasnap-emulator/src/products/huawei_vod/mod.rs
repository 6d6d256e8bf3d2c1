//! Huawei Cloud VOD: snapshots of assets, covers, and processing of objects in buckets.

mod assets;
mod notification;
mod operations;
mod state;
mod workflows;

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
pub(super) use state::HuaweiVod;
=======
use crate::products::product::{Call, JobView, Service};
use crate::protocol::service_error::Refusal;
use crate::state::World;
use crate::storage::journal::Journal;
use crate::storage::table::AnyTable;
>>>>>>> 393e691 (Requests, responses, providers and errors have the names of the field)

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

<<<<<<< HEAD
    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        dispatch(self, HANDLERS, call)
=======
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
