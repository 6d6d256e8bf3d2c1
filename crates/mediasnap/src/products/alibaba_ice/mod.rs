//! Alibaba Cloud IMS (ICE): snapshots of media, of objects in OSS, and of live streams.
//!
//! The id of a job over media or an object is the vendor's job id; that of a live job is `live/JOB`. A live job runs until it is
//! stopped, which pauses it: `cancel` stops it, and [`JobCommand`](crate::JobCommand) starts it again. Every job needs a template,
//! which gives all settings that the request leaves out. [`customize`](crate::SnapshotRequestBuilder::customize) takes [`Submit`]
//! and, for live streams, [`SubmitLiveSnapshotJobRequest`](mediasnap_alibaba_ice::types::SubmitLiveSnapshotJobRequest).

mod capabilities;
#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;
mod images;
mod stream;

use mediasnap_alibaba_ice::{Client, operations};
use mediasnap_core::Error;

use crate::adapter::paging::PageRequest;
use crate::adapter::raw_json::{body, get};
use crate::adapter::received::received;
use crate::adapter::{ProductAdapter, TwoSourceAdapter, time_format};
use crate::capability::Capabilities;
use crate::model::{
    Image, ImageFilter, JobFilter, JobId, Page, Raw, SnapshotJob, SnapshotRequest, SourceKind,
};

pub use capabilities::CAPABILITIES;
pub use convert::Submit;
pub use stream::Streams;

/// Snapshots of media assets, and of objects in OSS.
#[derive(Debug, Clone)]
pub struct OnDemand;

/// Alibaba Cloud IMS behind the unified client.
pub type Adapter = TwoSourceAdapter<OnDemand, Streams>;

impl ProductAdapter for OnDemand {
    const CAPABILITIES: &'static Capabilities = &CAPABILITIES;
    const SOURCE: SourceKind = SourceKind::Media;
    type Client = Client;
    type VendorRequest = Submit;

    fn to_vendor(request: &SnapshotRequest, region: Option<&str>) -> Result<Submit, Error> {
        convert::request(request, region)
    }

    async fn submit(client: &Client, submit: Submit) -> Result<SnapshotJob, Error> {
        let response = submit.call(client).send().await?;
        let job = response.job_id.as_deref().unwrap_or_default();
        received(&response, convert::created(&[job], response.raw()))
    }

    async fn job(client: &Client, id: &JobId) -> Result<SnapshotJob, Error> {
        let response = client.get_snapshot_job().job_id(id.as_str()).send().await?;
        let body = body(response.raw());
        let detail = get(&body, convert::DETAIL);
        received(
            &response,
            convert::job(Raw::new(detail.as_deref().unwrap_or("{}"))),
        )
    }

    async fn jobs(client: &Client, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        let page = PageRequest::of_jobs(&convert::SPEC, &operations::LIST_SNAPSHOT_JOBS, filter)?;
        let call = client
            .list_snapshot_jobs()
            .set_next_page_token(page.token())
            .set_page_size(page.size())
            .set_status(filter.state.map(convert::status).transpose()?)
            .set_start_of_create_time(filter.created_from.map(time_format::to_rfc3339))
            .set_end_of_create_time(filter.created_to.map(time_format::to_rfc3339));
        page.jobs(&call.send().await?, |raw| convert::listed(raw).map(Some))
    }

    async fn images(client: &Client, job: &SnapshotJob, filter: &ImageFilter) -> Result<Page<Image>, Error> {
        // Only the job's detail has the kind of its images.
        let position = match images::position(filter.cursor.as_ref(), job.raw())? {
            Some(position) => position,
            None => images::first_position(Self::job(client, &job.id).await?.raw()),
        };
        images::page(client, &job.id, position, filter).await
    }
}
