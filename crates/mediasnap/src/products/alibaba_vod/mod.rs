//! Alibaba Cloud `ApsaraVideo` VOD: snapshots of videos in the media library.
//!
//! A job id is `VIDEO/JOB`: the video and the vendor's job id, so that the jobs of one video can be requested together. The
//! vendor's job id alone works too. Lists are of one video. The vendor keeps images by video, of the latest job only: images that
//! a later job has replaced are a `Conflict`. [`customize`](crate::SnapshotRequestBuilder::customize) takes [`Submit`].

mod capabilities;
#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;
mod images;

use mediasnap_alibaba_vod::Client;
use mediasnap_alibaba_vod::types::{GetJobDetailJobType, ListJobInfoJobType};
use mediasnap_core::Error;

use crate::adapter::ProductAdapter;
use crate::adapter::errors::invalid;
use crate::adapter::raw_json::{body, get};
use crate::adapter::received::{jobs_at, received};
use crate::capability::Capabilities;
use crate::model::{
    Image, ImageFilter, JobFilter, JobId, Page, Raw, SnapshotJob, SnapshotRequest, SourceKind,
};
use crate::service::{Batch, JobResults};

pub use capabilities::CAPABILITIES;
pub use convert::Submit;

/// Snapshots of videos in the media library.
#[derive(Debug, Clone)]
pub struct Videos;

/// Alibaba Cloud `ApsaraVideo` VOD behind the unified client.
pub type Adapter = crate::adapter::SourceAdapter<Videos>;

impl ProductAdapter for Videos {
    const CAPABILITIES: &'static Capabilities = &CAPABILITIES;
    const SOURCE: SourceKind = SourceKind::Media;
    type Client = Client;
    type VendorRequest = Submit;

    fn to_vendor(request: &SnapshotRequest, _: Option<&str>) -> Result<Submit, Error> {
        convert::request(request)
    }

    async fn submit(client: &Client, submit: Submit) -> Result<SnapshotJob, Error> {
        let video = submit.video_id.clone();
        let response = submit.call(client).send().await?;
        let job = response.snapshot_job.as_ref();
        let job = job.and_then(|job| job.job_id.as_deref()).unwrap_or_default();
        received(&response, convert::created(&video, job, response.raw()))
    }

    async fn job(client: &Client, id: &JobId) -> Result<SnapshotJob, Error> {
        let (_, job) = convert::parts(id);
        let call = client
            .get_job_detail()
            .job_id(job)
            .job_type(GetJobDetailJobType::Snapshot);
        let response = call.send().await?;
        let body = body(response.raw());
        let detail = get(&body, convert::DETAIL);
        received(
            &response,
            convert::job(id, Raw::new(detail.as_deref().unwrap_or("{}"))),
        )
    }

    fn batch(id: &JobId) -> Batch {
        match convert::parts(id) {
            (Some(video), _) => Batch::new(video, usize::MAX),
            (None, _) => Batch::single(),
        }
    }

    async fn query(client: &Client, ids: &[JobId]) -> Result<JobResults, Error> {
        let listed = match ids {
            [first, _, ..] => match convert::parts(first).0 {
                Some(video) => jobs_of_video(client, video).await?.items,
                None => Vec::new(),
            },
            _ => Vec::new(),
        };
        let mut results = JobResults::with_capacity(ids.len());
        for id in ids {
            // The list leaves out old jobs, which are requested one by one.
            let result = match listed.iter().find(|job| job.id == *id) {
                Some(job) => Ok(job.clone()),
                None => Self::job(client, id).await,
            };
            results.push((id.clone(), result));
        }
        Ok(results)
    }

    async fn jobs(client: &Client, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        let video = filter.media.as_deref();
        let video = video.ok_or_else(|| invalid("jobs are listed by medium: name one"))?;
        if filter.cursor.is_some() {
            return Err(invalid(
                "these jobs come as one page: there is no cursor into them",
            ));
        }
        jobs_of_video(client, video).await
    }

    async fn images(client: &Client, job: &SnapshotJob, filter: &ImageFilter) -> Result<Page<Image>, Error> {
        // Only the detail has the types of images; a list or a response to a submit does not.
        let position = images::position(filter.cursor.as_ref())?;
        if images::has_types(job) {
            images::page(client, job, position, filter.page_size).await
        } else {
            let job = Self::job(client, &job.id).await?;
            images::page(client, &job, position, filter.page_size).await
        }
    }
}

/// Returns the jobs of a video, which the vendor lists as one page.
async fn jobs_of_video(client: &Client, video: &str) -> Result<Page<SnapshotJob>, Error> {
    let call = client
        .list_job_info()
        .media_id(video)
        .job_type(ListJobInfoJobType::Snapshot);
    let response = call.send().await?;
    let mut page = jobs_at(&response, convert::LISTED_JOBS, |raw| {
        convert::listed(video, raw).map(Some)
    })?;
    page.total = u64::try_from(page.items.len()).ok();
    Ok(page)
}
