//! Alibaba Cloud `ApsaraVideo` VOD: snapshots of videos in the media library.
//!
//! A job id is `VIDEO/JOB`: the video and the vendor's job id, so that the jobs of one video can be asked for together. The
//! vendor's job id alone works too. Lists are of one video. The vendor keeps images by video, of the latest job only: images that
//! a later job has replaced are a `Conflict`. [`extend`](crate::SnapshotRequestBuilder::extend) takes [`Submit`].

#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;
mod images;

use mediasnap_alibaba_vod::types::{GetJobDetailJobType, ListJobInfoJobType};
use mediasnap_alibaba_vod::{Client, PRODUCT};
use mediasnap_client::ProductClient as _;
use mediasnap_core::Error;

use crate::adapter::errors::{at, invalid};
use crate::adapter::raw_json::{elements, part};
use crate::adapter::spec::Spec;
use crate::capability::{Capabilities, Capability, Mode};
use crate::model::{
    Image, ImageFilter, JobFilter, JobId, Page, ProductKey, Raw, SnapshotJob, SnapshotRequest, SourceKind,
};
use crate::service::{Answers, Batch, ServiceFuture, SnapshotService};

pub use convert::Submit;

const KEY: ProductKey = ProductKey::AlibabaVod;

static SPEC: Spec = Spec::of(&PRODUCT);

/// What the product can do.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: KEY,
    modes: &[Mode {
        source: SourceKind::Media,
        capabilities: &[
            Capability::AtOne,
            Capability::AtMany,
            Capability::AtMilliseconds,
            Capability::Every,
            Capability::EveryCount,
            Capability::EveryStart,
            Capability::Evenly,
            Capability::SizeExact,
            Capability::Sprite,
            Capability::SpriteEvery,
            Capability::SpriteSpacing,
            Capability::SpriteKeepFrames,
            Capability::Template,
            Capability::UserData,
            Capability::Callback,
            Capability::List,
            Capability::ListByMedia,
            Capability::BatchedQueries,
        ],
    }],
};

/// Alibaba Cloud `ApsaraVideo` VOD behind the unified client.
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

    /// The vendor's arguments for a unified request, its extensions applied; nothing is sent.
    ///
    /// # Errors
    /// `InvalidArgument` and `Unsupported`, for what cannot be said in the vendor's arguments.
    pub fn convert(&self, request: &SnapshotRequest) -> Result<Submit, Error> {
        CAPABILITIES.check(request)?;
        let mut converted = convert::request(request).map_err(at(KEY))?;
        request.extensions.apply(&mut converted);
        Ok(converted)
    }

    /// Submits with the vendor's own arguments.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn submit_native(&self, submit: Submit) -> Result<SnapshotJob, Error> {
        let video = submit.video_id.clone();
        let answer = submit.call(&self.client).send().await?;
        let job = answer.snapshot_job.as_ref().and_then(|job| job.job_id.as_deref());
        convert::created(&video, job.unwrap_or_default(), answer.raw(), answer.request_id()).map_err(at(KEY))
    }

    /// The jobs of a video, as the vendor lists them: all at once.
    async fn of_video(&self, video: &str) -> Result<Page<SnapshotJob>, Error> {
        let call = self
            .client
            .list_job_info()
            .media_id(video)
            .job_type(ListJobInfoJobType::Snapshot);
        let answer = call.send().await?;
        let body = String::from_utf8_lossy(answer.raw());
        let mut jobs = Vec::new();
        for raw in elements(&body, convert::LISTED_JOBS).map_err(at(KEY))? {
            let mut job = convert::listed(video, raw).map_err(at(KEY))?;
            job.request_id = answer.request_id().map(str::to_owned);
            jobs.push(job);
        }
        let mut page = Page::single(jobs);
        page.total = u64::try_from(page.items.len()).ok();
        page.request_id = answer.request_id().map(str::to_owned);
        page.raw = Raw::from_bytes(answer.raw());
        Ok(page)
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
            let (_, job) = convert::parts(id);
            let call = self
                .client
                .get_job_detail()
                .job_id(job)
                .job_type(GetJobDetailJobType::Snapshot);
            let answer = call.send().await?;
            let body = String::from_utf8_lossy(answer.raw());
            let detail = part(&body, convert::DETAIL).unwrap_or("{}");
            convert::job(id, Raw::new(detail), answer.request_id()).map_err(at(KEY))
        })
    }

    fn batch(&self, id: &JobId) -> Batch {
        match convert::parts(id) {
            (Some(video), _) => Batch::of(video, usize::MAX),
            (None, _) => Batch::alone(),
        }
    }

    fn query<'a>(&'a self, ids: &'a [JobId]) -> ServiceFuture<'a, Answers> {
        Box::pin(async move {
            let listed = match ids {
                [first, _, ..] => match convert::parts(first).0 {
                    Some(video) => self.of_video(video).await?.items,
                    None => Vec::new(),
                },
                _ => Vec::new(),
            };
            let mut answers = Answers::with_capacity(ids.len());
            for id in ids {
                // The list leaves out old jobs; those are asked for one by one.
                let answer = match listed.iter().find(|job| job.id == *id) {
                    Some(job) => Ok(job.clone()),
                    None => self.job(id).await,
                };
                answers.push((id.clone(), answer));
            }
            Ok(answers)
        })
    }

    fn jobs<'a>(&'a self, filter: &'a JobFilter) -> ServiceFuture<'a, Page<SnapshotJob>> {
        Box::pin(async move {
            CAPABILITIES.check_list(filter)?;
            let video = filter.media.as_deref();
            let video = video.ok_or_else(|| at(KEY)(invalid("jobs are listed by medium: name one")))?;
            if filter.cursor.is_some() {
                return Err(at(KEY)(invalid(
                    "these jobs come as one page: there is no cursor into them",
                )));
            }
            self.of_video(video).await
        })
    }

    fn images<'a>(&'a self, job: &'a SnapshotJob, filter: &'a ImageFilter) -> ServiceFuture<'a, Page<Image>> {
        Box::pin(async move {
            CAPABILITIES.check_images(SourceKind::Media, filter)?;
            self.image_page(job, filter).await
        })
    }

    fn cancel<'a>(&'a self, _: &'a JobId) -> ServiceFuture<'a, ()> {
        Box::pin(async { Err(CAPABILITIES.refuse("no way to take a job back")) })
    }

    fn http_client(&self) -> Option<&reqwest::Client> {
        Some(self.client.transport().http_client())
    }
}
