//! Tencent Cloud TIW: snapshots of whiteboards.
//!
//! A job id is `APPLICATION/TASK`: the number of the whiteboard application and the vendor's task id, which only together name a
//! task. There are no lists. [`extend`](crate::SnapshotRequestBuilder::extend) takes [`CreateSnapshotTaskRequest`].

#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;

use mediasnap_client::ProductClient as _;
use mediasnap_core::Error;
use mediasnap_tencent_tiw::types::{CreateSnapshotTaskRequest, DescribeSnapshotTaskRequest};
use mediasnap_tencent_tiw::{Client, PRODUCT};

use crate::adapter::errors::{at, with_the_job};
use crate::adapter::spec::Spec;
use crate::capability::{Capabilities, Capability, Mode};
use crate::model::{
    Image, ImageFilter, JobFilter, JobId, Page, ProductKey, SnapshotJob, SnapshotRequest, SourceKind,
};
use crate::service::{ServiceFuture, SnapshotService};

const KEY: ProductKey = ProductKey::TencentTiw;

static SPEC: Spec = Spec::of(&PRODUCT);

/// What the product can do.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: KEY,
    modes: &[Mode {
        source: SourceKind::Whiteboard,
        capabilities: &[
            Capability::LatestMarks,
            Capability::SizeExact,
            Capability::Output,
            Capability::OutputOwner,
            Capability::Callback,
        ],
    }],
};

/// Tencent Cloud TIW behind the unified client.
#[derive(Debug, Clone)]
pub struct Adapter {
    client: Client,
}

impl Adapter {
    /// Stands on the product's typed client.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// The typed client underneath.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The vendor's request for a unified one, its extensions applied; nothing is sent.
    ///
    /// # Errors
    /// `InvalidArgument` and `Unsupported`, for what cannot be said in the vendor's request.
    pub fn convert(&self, request: &SnapshotRequest) -> Result<CreateSnapshotTaskRequest, Error> {
        CAPABILITIES.check(request)?;
        let mut converted = convert::request(request, self.client.transport().region()).map_err(at(KEY))?;
        request.extensions.apply(&mut converted);
        Ok(converted)
    }

    /// Submits the vendor's own request.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn submit_native(&self, request: CreateSnapshotTaskRequest) -> Result<SnapshotJob, Error> {
        let application = request.sdk_app_id;
        let answer = self.client.create_snapshot_task().body(request).send().await?;
        let body = answer.response.as_ref();
        let task = body.and_then(|body| body.task_id.as_deref()).unwrap_or_default();
        convert::created(application, task, answer.raw(), answer.request_id()).map_err(at(KEY))
    }
}

impl SnapshotService for Adapter {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn submit<'a>(&'a self, request: &'a SnapshotRequest) -> ServiceFuture<'a, SnapshotJob> {
        Box::pin(async move { self.submit_native(self.convert(request)?).await })
    }

    fn job<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, SnapshotJob> {
        Box::pin(async move {
            let (application, task) = convert::parts(id).map_err(at(KEY))?;
            let request = DescribeSnapshotTaskRequest {
                sdk_app_id: application,
                task_id: task.to_owned(),
            };
            let answer = self.client.describe_snapshot_task().body(request).send().await?;
            let request_id = answer.request_id();
            let raw = String::from_utf8_lossy(answer.raw());
            let body = answer.response.as_ref();
            convert::job(id, body, &raw, request_id).map_err(at(KEY))
        })
    }

    fn jobs<'a>(&'a self, filter: &'a JobFilter) -> ServiceFuture<'a, Page<SnapshotJob>> {
        Box::pin(async move {
            CAPABILITIES.check_list(filter)?;
            Err(CAPABILITIES.refuse("no lists of jobs"))
        })
    }

    fn images<'a>(&'a self, job: &'a SnapshotJob, filter: &'a ImageFilter) -> ServiceFuture<'a, Page<Image>> {
        Box::pin(async move {
            CAPABILITIES.check_images(SourceKind::Whiteboard, filter)?;
            let job = if job.images.is_empty() {
                self.job(&job.id).await?
            } else {
                job.clone()
            };
            with_the_job(job, filter).map_err(at(KEY))
        })
    }

    fn cancel<'a>(&'a self, _: &'a JobId) -> ServiceFuture<'a, ()> {
        Box::pin(async { Err(CAPABILITIES.refuse("no way to take a job back")) })
    }

    fn http_client(&self) -> Option<&reqwest::Client> {
        Some(self.client.transport().http_client())
    }
}
