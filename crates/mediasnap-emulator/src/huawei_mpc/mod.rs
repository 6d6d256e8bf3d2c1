//! Huawei Cloud MPC: snapshot tasks of videos in buckets.

mod operations;
mod state;

use mediasnap_core::operation::{Product, VendorKind};
use serde_json::Value;

use crate::refusal::Refusal;
use crate::service::{Call, Service};
use state::State;

/// The product with its tasks.
#[derive(Debug, Default)]
pub(crate) struct HuaweiMpc {
    state: State,
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

    fn reset(&self) {
        self.state.tasks.clear();
    }
}
