//! Snapshots of live streams.

mod convert;
mod images;

use mediasnap_alibaba_ice::types::SubmitLiveSnapshotJobRequest;
use mediasnap_alibaba_ice::{Client, operations};
use mediasnap_client::ProductClient as _;
use mediasnap_core::Error;

use super::capabilities::CAPABILITIES;
use super::convert::{SPEC, created};
use crate::adapter::errors::{invalid, unexpected};
use crate::adapter::paging::PageRequest;
use crate::adapter::received::received;
use crate::adapter::{ProductAdapter, time_format};
use crate::capability::Capabilities;
use crate::model::{
    Cursor, Image, ImageFilter, JobCommand, JobFilter, JobId, Page, Raw, SnapshotJob, SnapshotRequest,
    SourceKind,
};

/// Snapshots of live streams.
#[derive(Debug, Clone)]
pub struct Streams;

impl ProductAdapter for Streams {
    const CAPABILITIES: &'static Capabilities = &CAPABILITIES;
    const SOURCE: SourceKind = SourceKind::Stream;
    type Client = Client;
    type VendorRequest = SubmitLiveSnapshotJobRequest;

    fn owns(id: &JobId) -> bool {
        convert::job_of(id).is_some()
    }

    fn to_vendor(request: &SnapshotRequest, _: Option<&str>) -> Result<SubmitLiveSnapshotJobRequest, Error> {
        convert::request(request)
    }

    async fn submit(client: &Client, request: SubmitLiveSnapshotJobRequest) -> Result<SnapshotJob, Error> {
        let response = client.submit_live_snapshot_job().body(request).send().await?;
        let job = response.job_id.as_deref().unwrap_or_default();
        received(&response, created(&[convert::PREFIX, job], response.raw()))
    }

    async fn job(client: &Client, id: &JobId) -> Result<SnapshotJob, Error> {
        let job = convert::required_job_of(id)?;
        let response = client.get_live_snapshot_job().job_id(job).send().await?;
        received(
            &response,
            convert::job(&response, Raw::from_bytes(response.raw())),
        )
    }

    async fn jobs(client: &Client, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        let page = PageRequest::of_jobs(&SPEC, &operations::LIST_LIVE_SNAPSHOT_JOBS, filter)?;
        let call = client
            .list_live_snapshot_jobs()
            .page_no(page.number())
            .set_page_size(page.size())
            .set_status(filter.state.map(convert::status).transpose()?)
            .set_start_time(filter.created_from.map(time_format::to_rfc3339))
            .set_end_time(filter.created_to.map(time_format::to_rfc3339));
        page.jobs(&call.send().await?, |raw| convert::listed(raw).map(Some))
    }

    async fn images(client: &Client, job: &SnapshotJob, filter: &ImageFilter) -> Result<Page<Image>, Error> {
        let span = match filter.cursor.as_ref().map(Cursor::as_str) {
            Some(cursor) => {
                images::parse_span(cursor).ok_or_else(|| invalid("the cursor is not one of this list"))?
            }
            None => {
                let from = match (filter.captured_from, job.created_at) {
                    (Some(from), _) | (None, Some(from)) => Some(from),
                    (None, None) => Self::job(client, &job.id).await?.created_at,
                };
                let unknown = || unexpected("the answer does not say when the job was created");
                let to = filter.captured_to.unwrap_or_else(|| client.transport().now());
                images::whole_seconds(from.ok_or_else(unknown)?, to)?
            }
        };
        images::page(client, convert::required_job_of(&job.id)?, span, filter).await
    }

    async fn cancel(client: &Client, id: &JobId) -> Result<(), Error> {
        Self::command(client, id, JobCommand::Stop).await
    }

    async fn command(client: &Client, id: &JobId, command: JobCommand) -> Result<(), Error> {
        let request = convert::command(convert::required_job_of(id)?, command)?;
        client
            .send_live_snapshot_job_command()
            .body(request)
            .send()
            .await?;
        Ok(())
    }
}
