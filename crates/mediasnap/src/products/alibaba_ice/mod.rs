//! Alibaba Cloud IMS (ICE): snapshots of media, of objects in OSS, and of live streams.
//!
//! The id of a job over media or an object is the vendor's job id; that of a live job is `live/JOB`. A live job runs until it is
//! stopped, which pauses it: `cancel` stops it, and [`Control`] starts it again. Every job needs a template, which gives all
//! settings that the request leaves out. [`extend`](crate::SnapshotRequestBuilder::extend) takes [`Submit`] and, for live streams,
//! [`SubmitLiveSnapshotJobRequest`].

#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;
mod images;
mod stream;

use mediasnap_alibaba_ice::types::SubmitLiveSnapshotJobRequest;
use mediasnap_alibaba_ice::{Client, PRODUCT, operations};
use mediasnap_client::ProductClient as _;
use mediasnap_core::Error;

use crate::adapter::errors::{at, invalid};
use crate::adapter::paging::Ask;
use crate::adapter::raw_json::part;
use crate::adapter::spec::Spec;
use crate::adapter::time_format;
use crate::capability::{Capabilities, Capability, Mode};
use crate::model::{
    Control, Image, ImageFilter, JobFilter, JobId, Page, ProductKey, Raw, SnapshotJob, SnapshotRequest,
    SourceKind,
};
use crate::service::{ServiceFuture, SnapshotService};

pub use convert::Submit;

const KEY: ProductKey = ProductKey::AlibabaIce;

static SPEC: Spec = Spec::of(&PRODUCT);

const ON_DEMAND: &[Capability] = &[
    Capability::AtOne,
    Capability::AtMilliseconds,
    Capability::Every,
    Capability::EveryCount,
    Capability::EveryStart,
    Capability::SizeExact,
    Capability::Sprite,
    Capability::SpriteEvery,
    Capability::SpriteSpacing,
    Capability::Output,
    Capability::OutputFileName,
    Capability::Template,
    Capability::Name,
    Capability::UserData,
    Capability::List,
    Capability::ListByState,
    Capability::ListByTime,
];

/// What the product can do.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: KEY,
    modes: &[
        Mode {
            source: SourceKind::Media,
            capabilities: ON_DEMAND,
        },
        Mode {
            source: SourceKind::Object,
            capabilities: ON_DEMAND,
        },
        Mode {
            source: SourceKind::Stream,
            capabilities: &[
                Capability::Output,
                Capability::OutputEndpoint,
                Capability::Template,
                Capability::Name,
                Capability::Callback,
                Capability::List,
                Capability::ListByState,
                Capability::ListByTime,
                Capability::Cancel,
                Capability::Control,
                Capability::ImagesByTime,
            ],
        },
    ],
};

/// Alibaba Cloud IMS behind the unified client.
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

    /// The vendor's arguments for a unified request over media or an object, its extensions applied; nothing is sent.
    ///
    /// # Errors
    /// `InvalidArgument` and `Unsupported`, for what cannot be said in the vendor's arguments.
    pub fn convert(&self, request: &SnapshotRequest) -> Result<Submit, Error> {
        CAPABILITIES.check(request)?;
        let mut converted = convert::request(request, self.client.transport().region()).map_err(at(KEY))?;
        request.extensions.apply(&mut converted);
        Ok(converted)
    }

    /// The vendor's request for a unified request over a live stream, its extensions applied; nothing is sent.
    ///
    /// # Errors
    /// `InvalidArgument` and `Unsupported`, for what cannot be said in the vendor's request.
    pub fn convert_live(&self, request: &SnapshotRequest) -> Result<SubmitLiveSnapshotJobRequest, Error> {
        CAPABILITIES.check(request)?;
        let mut converted = stream::convert::request(request).map_err(at(KEY))?;
        request.extensions.apply(&mut converted);
        Ok(converted)
    }

    /// Submits a job over media or an object with the vendor's own arguments.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn submit_native(&self, submit: Submit) -> Result<SnapshotJob, Error> {
        let answer = submit.call(&self.client).send().await?;
        let job = answer.job_id.as_deref().unwrap_or_default();
        convert::created(&[job], answer.raw(), answer.request_id()).map_err(at(KEY))
    }

    /// Submits a job over a live stream with the vendor's own request.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn submit_live_native(
        &self,
        request: SubmitLiveSnapshotJobRequest,
    ) -> Result<SnapshotJob, Error> {
        let answer = self
            .client
            .submit_live_snapshot_job()
            .body(request)
            .send()
            .await?;
        let job = answer.job_id.as_deref().unwrap_or_default();
        convert::created(&[stream::convert::PREFIX, job], answer.raw(), answer.request_id()).map_err(at(KEY))
    }

    async fn on_demand_jobs(&self, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        let (cursor, size) = (filter.cursor.as_ref(), filter.page_size);
        let ask = Ask::new(&SPEC, &operations::LIST_SNAPSHOT_JOBS, cursor, size)?;
        let state = filter.state.map(convert::status).transpose().map_err(at(KEY))?;
        let call = self
            .client
            .list_snapshot_jobs()
            .set_next_page_token(ask.token())
            .set_page_size(ask.size())
            .set_status(state)
            .set_start_of_create_time(filter.created_from.map(time_format::to_rfc3339))
            .set_end_of_create_time(filter.created_to.map(time_format::to_rfc3339));
        ask.jobs(&call.send().await?, |raw| convert::listed(raw).map(Some))
    }

    async fn live_jobs(&self, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        let (cursor, size) = (filter.cursor.as_ref(), filter.page_size);
        let ask = Ask::new(&SPEC, &operations::LIST_LIVE_SNAPSHOT_JOBS, cursor, size)?;
        let state = filter
            .state
            .map(stream::convert::status)
            .transpose()
            .map_err(at(KEY))?;
        let call = self
            .client
            .list_live_snapshot_jobs()
            .page_no(ask.number())
            .set_page_size(ask.size())
            .set_status(state)
            .set_start_time(filter.created_from.map(time_format::to_rfc3339))
            .set_end_time(filter.created_to.map(time_format::to_rfc3339));
        ask.jobs(&call.send().await?, |raw| stream::convert::listed(raw).map(Some))
    }

    async fn command(&self, id: &JobId, command: Control) -> Result<(), Error> {
        let job =
            stream::convert::job_of(id).ok_or_else(|| CAPABILITIES.refuse("only live jobs take commands"))?;
        let request = stream::convert::command(job, command).map_err(at(KEY))?;
        self.client
            .send_live_snapshot_job_command()
            .body(request)
            .send()
            .await?;
        Ok(())
    }
}

impl SnapshotService for Adapter {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn submit<'a>(&'a self, request: &'a SnapshotRequest) -> ServiceFuture<'a, SnapshotJob> {
        Box::pin(async move {
            let misplaced = |name: &str| {
                at(KEY)(invalid(format!(
                    "the request carries changes of {name}, which is not what is sent"
                )))
            };
            if request.source.kind() == SourceKind::Stream {
                if request.extensions.has::<Submit>() {
                    return Err(misplaced("Submit"));
                }
                return self.submit_live_native(self.convert_live(request)?).await;
            }
            if request.extensions.has::<SubmitLiveSnapshotJobRequest>() {
                return Err(misplaced("SubmitLiveSnapshotJobRequest"));
            }
            self.submit_native(self.convert(request)?).await
        })
    }

    fn job<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, SnapshotJob> {
        Box::pin(async move {
            if let Some(job) = stream::convert::job_of(id) {
                let answer = self.client.get_live_snapshot_job().job_id(job).send().await?;
                let raw = Raw::from_bytes(answer.raw());
                return stream::convert::job(&answer, raw, answer.request_id()).map_err(at(KEY));
            }
            let answer = self.client.get_snapshot_job().job_id(id.as_str()).send().await?;
            let body = String::from_utf8_lossy(answer.raw());
            let raw = Raw::new(part(&body, convert::DETAIL).unwrap_or("{}"));
            convert::job(raw, answer.request_id()).map_err(at(KEY))
        })
    }

    fn jobs<'a>(&'a self, filter: &'a JobFilter) -> ServiceFuture<'a, Page<SnapshotJob>> {
        Box::pin(async move {
            match CAPABILITIES.check_list(filter)? {
                SourceKind::Stream => self.live_jobs(filter).await,
                _ => self.on_demand_jobs(filter).await,
            }
        })
    }

    fn images<'a>(&'a self, job: &'a SnapshotJob, filter: &'a ImageFilter) -> ServiceFuture<'a, Page<Image>> {
        Box::pin(async move {
            if let Some(id) = stream::convert::job_of(&job.id) {
                return self.live_images(id, job, filter).await;
            }
            CAPABILITIES.check_images(SourceKind::Media, filter)?;
            self.on_demand_images(job, filter).await
        })
    }

    fn cancel<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, ()> {
        Box::pin(async move {
            if stream::convert::job_of(id).is_none() {
                return Err(CAPABILITIES.refuse("no way to take a job back that is not live"));
            }
            self.command(id, Control::Stop).await
        })
    }

    fn control<'a>(&'a self, id: &'a JobId, command: Control) -> ServiceFuture<'a, ()> {
        Box::pin(self.command(id, command))
    }

    fn http_client(&self) -> Option<&reqwest::Client> {
        Some(self.client.transport().http_client())
    }
}
