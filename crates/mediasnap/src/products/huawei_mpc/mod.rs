//! Huawei Cloud MPC: snapshots of objects in OBS.
//!
//! A job id is the vendor's task id. Images are objects in the output bucket; the vendor gives no addresses for them.
//! A single time that is no whole second is captured within the call, because the vendor takes milliseconds only then.
//! [`customize`](crate::SnapshotRequestBuilder::customize) takes [`CreateThumbReq`].

mod capabilities;
#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;

use mediasnap_core::Error;
use mediasnap_huawei_mpc::types::CreateThumbReq;
use mediasnap_huawei_mpc::{Client, operations};

use crate::adapter::errors::job_not_found;
use crate::adapter::paging::PageRequest;
use crate::adapter::received::{jobs_at, received, requested_jobs};
use crate::adapter::{ProductAdapter, time_format};
use crate::capability::Capabilities;
use crate::model::{JobFilter, JobId, Page, SnapshotJob, SnapshotRequest, SourceKind};
use crate::service::{Batch, JobResults};

pub use capabilities::CAPABILITIES;

/// Snapshots of objects in OBS.
#[derive(Debug, Clone)]
pub struct Objects;

/// Huawei Cloud MPC behind the unified client.
pub type Adapter = crate::adapter::SourceAdapter<Objects>;

impl ProductAdapter for Objects {
    const CAPABILITIES: &'static Capabilities = &CAPABILITIES;
    const SOURCE: SourceKind = SourceKind::Object;
    type Client = Client;
    type VendorRequest = CreateThumbReq;

    fn to_vendor(request: &SnapshotRequest, region: Option<&str>) -> Result<CreateThumbReq, Error> {
        convert::request(request, region)
    }

    async fn submit(client: &Client, request: CreateThumbReq) -> Result<SnapshotJob, Error> {
        let response = client.create_thumbnails_task().body(request).send().await?;
        received(&response, convert::created(&response, response.raw()))
    }

    async fn job(client: &Client, id: &JobId) -> Result<SnapshotJob, Error> {
        let results = Self::query(client, std::slice::from_ref(id)).await?;
        let result = results.into_iter().next().map(|(_, result)| result);
        result.unwrap_or_else(|| Err(job_not_found(id)))
    }

    fn batch(_: &JobId) -> Batch {
        let most = convert::SPEC.limit(operations::LIST_THUMBNAILS_TASK.id, "task_id", "maxItems");
        Batch::new("", most.and_then(|most| usize::try_from(most).ok()).unwrap_or(1))
    }

    async fn query(client: &Client, ids: &[JobId]) -> Result<JobResults, Error> {
        let tasks: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let response = client.list_thumbnails_task().task_id(tasks).send().await?;
        let paging = operations::LIST_THUMBNAILS_TASK.paging.as_ref();
        let list = paging.map_or("", |paging| paging.items);
        Ok(requested_jobs(
            &response,
            &jobs_at(&response, list, convert::job)?,
            ids,
        ))
    }

    async fn jobs(client: &Client, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        let page = PageRequest::of_jobs(&convert::SPEC, &operations::LIST_THUMBNAILS_TASK, filter)?;
        let call = client
            .list_thumbnails_task()
            .page(page.number())
            .set_size(page.size())
            .set_status(filter.state.map(convert::status).transpose()?)
            .set_start_time(filter.created_from.map(time_format::to_digits))
            .set_end_time(filter.created_to.map(time_format::to_digits));
        page.jobs(&call.send().await?, convert::job)
    }

    async fn cancel(client: &Client, id: &JobId) -> Result<(), Error> {
        client
            .delete_thumbnails_task()
            .task_id(id.as_str())
            .send()
            .await?;
        Ok(())
    }
}
