//! Alibaba Cloud MPS (MTS): snapshots of objects in OSS.
//!
//! A job id is the vendor's job id. A job with an interval is queued; one with a single time is captured within the call, whether or
//! not the request is synchronous. Images are objects in the output bucket, whose names follow from the request: the vendor gives no
//! addresses. Notifications and covers are not part of the unified request: the former belong to a pipeline, whose id a customization
//! sets, and a cover needs the id of a media asset, which [`Client::update_media_cover`] takes.
//! [`customize`](crate::SnapshotRequestBuilder::customize) takes [`Submit`].

mod capabilities;
#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;
mod images;

use mediasnap_alibaba_mts::{Client, operations};
use mediasnap_core::Error;

use crate::adapter::errors::job_not_found;
use crate::adapter::paging::PageRequest;
use crate::adapter::raw_json::{body, get};
use crate::adapter::received::{jobs_at, received, requested_jobs};
use crate::adapter::{ProductAdapter, time_format};
use crate::capability::Capabilities;
use crate::model::{JobFilter, JobId, Page, Raw, SnapshotJob, SnapshotRequest, SourceKind};
use crate::service::{Batch, JobResults};

pub use capabilities::CAPABILITIES;
pub use convert::Submit;

/// Snapshots of objects in OSS.
#[derive(Debug, Clone)]
pub struct Objects;

/// Alibaba Cloud MPS behind the unified client.
pub type Adapter = crate::adapter::SourceAdapter<Objects>;

impl ProductAdapter for Objects {
    const CAPABILITIES: &'static Capabilities = &CAPABILITIES;
    const SOURCE: SourceKind = SourceKind::Object;
    type Client = Client;
    type VendorRequest = Submit;

    fn to_vendor(request: &SnapshotRequest, region: Option<&str>) -> Result<Submit, Error> {
        convert::request(request, region)
    }

    async fn submit(client: &Client, submit: Submit) -> Result<SnapshotJob, Error> {
        let response = submit.call(client).send().await?;
        let body = body(response.raw());
        let job = get(&body, convert::SUBMITTED);
        received(&response, convert::job(Raw::new(job.as_deref().unwrap_or("{}"))))
    }

    async fn job(client: &Client, id: &JobId) -> Result<SnapshotJob, Error> {
        let results = Self::query(client, std::slice::from_ref(id)).await?;
        let result = results.into_iter().next().map(|(_, result)| result);
        result.unwrap_or_else(|| Err(job_not_found(id)))
    }

    fn batch(_: &JobId) -> Batch {
        let most = convert::SPEC.limit(
            operations::QUERY_SNAPSHOT_JOB_LIST.id,
            "SnapshotJobIds",
            "maxItems",
        );
        Batch::new("", most.and_then(|most| usize::try_from(most).ok()).unwrap_or(1))
    }

    async fn query(client: &Client, ids: &[JobId]) -> Result<JobResults, Error> {
        let joined: Vec<&str> = ids.iter().map(JobId::as_str).collect();
        let call = client
            .query_snapshot_job_list()
            .snapshot_job_ids(joined.join(","));
        let response = call.send().await?;
        let paging = operations::QUERY_SNAPSHOT_JOB_LIST.paging.as_ref();
        let list = paging.map_or("", |paging| paging.items);
        let page = jobs_at(&response, list, |raw| convert::job(raw).map(Some))?;
        Ok(requested_jobs(&response, &page, ids))
    }

    async fn jobs(client: &Client, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        let page = PageRequest::of_jobs(&convert::SPEC, &operations::QUERY_SNAPSHOT_JOB_LIST, filter)?;
        let call = client
            .query_snapshot_job_list()
            .set_next_page_token(page.token())
            .set_maximum_page_size(page.size())
            .set_state(filter.state.map(convert::status).transpose()?)
            .set_start_of_job_created_time_range(filter.created_from.map(time_format::to_rfc3339))
            .set_end_of_job_created_time_range(filter.created_to.map(time_format::to_rfc3339));
        page.jobs(&call.send().await?, |raw| convert::job(raw).map(Some))
    }
}
