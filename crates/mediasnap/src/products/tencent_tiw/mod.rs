//! Tencent Cloud TIW: snapshots of whiteboards.
//!
//! A job id is `APPLICATION/TASK`: the number of the whiteboard application and the vendor's task id, which only together name a
//! task. There are no lists. [`customize`](crate::SnapshotRequestBuilder::customize) takes [`CreateSnapshotTaskRequest`].

mod capabilities;
#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;

use mediasnap_core::Error;
use mediasnap_tencent_tiw::Client;
use mediasnap_tencent_tiw::types::{CreateSnapshotTaskRequest, DescribeSnapshotTaskRequest};

use crate::adapter::ProductAdapter;
use crate::adapter::raw_json::body;
use crate::adapter::received::received;
use crate::capability::Capabilities;
use crate::model::{JobId, SnapshotJob, SnapshotRequest, SourceKind};

pub use capabilities::CAPABILITIES;

/// Snapshots of whiteboards.
#[derive(Debug, Clone)]
pub struct Whiteboards;

/// Tencent Cloud TIW behind the unified client.
pub type Adapter = crate::adapter::SourceAdapter<Whiteboards>;

impl ProductAdapter for Whiteboards {
    const CAPABILITIES: &'static Capabilities = &CAPABILITIES;
    const SOURCE: SourceKind = SourceKind::Whiteboard;
    type Client = Client;
    type VendorRequest = CreateSnapshotTaskRequest;

    fn to_vendor(
        request: &SnapshotRequest,
        region: Option<&str>,
    ) -> Result<CreateSnapshotTaskRequest, Error> {
        convert::request(request, region)
    }

    async fn submit(client: &Client, request: CreateSnapshotTaskRequest) -> Result<SnapshotJob, Error> {
        let application = request.sdk_app_id;
        let response = client.create_snapshot_task().body(request).send().await?;
        let body = response.response.as_ref();
        let task = body.and_then(|body| body.task_id.as_deref()).unwrap_or_default();
        received(&response, convert::created(application, task, response.raw()))
    }

    async fn job(client: &Client, id: &JobId) -> Result<SnapshotJob, Error> {
        let (application, task) = convert::parts(id)?;
        let request = DescribeSnapshotTaskRequest {
            sdk_app_id: application,
            task_id: task.to_owned(),
        };
        let response = client.describe_snapshot_task().body(request).send().await?;
        let body = body(response.raw());
        received(&response, convert::job(id, response.response.as_ref(), &body))
    }
}
