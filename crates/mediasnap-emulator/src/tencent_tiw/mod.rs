//! Tencent Cloud TIW: snapshots of whiteboards.

mod operations;
mod state;

use mediasnap_core::operation::{Product, VendorKind};
use serde_json::Value;

use crate::refusal::Refusal;
use crate::service::{Call, Service};
use state::State;

/// The product with its tasks.
#[derive(Debug, Default)]
pub(crate) struct TencentTiw {
    state: State,
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

    fn reset(&self) {
        self.state.tasks.clear();
    }
}
